package io.github.resnetv2.family.match;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A tensor of a checkpoint on its way to a network: known by shape, its values still to be read.
 *
 * @param origin its name in the file, for messages
 * @param shape its shape as the network takes it
 * @param values reads it, in that shape
 */
public record Weight(String origin, Shape shape, Values values) {
    /** Reads the values of a weight. */
    @FunctionalInterface
    public interface Values {
        /**
         * Reads them.
         *
         * @return in the weight's shape
         * @throws IOException if they cannot be read
         */
        Tensor read() throws IOException;
    }

    /** An entry as it is. */
    public static Weight of(Entry entry) {
        return new Weight(entry.name(), entry.shape(), entry::toTensor);
    }

    /** All entries as they are, by name. */
    public static Map<String, Weight> allOf(StateDict tensors) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (Entry entry : tensors.entries()) {
            weights.put(entry.name(), of(entry));
        }
        return weights;
    }

    /** An entry with its dimensions in another order: {@code permuted(entry, 3, 2, 0, 1)} turns HWIO to OIHW. */
    public static Weight permuted(Entry entry, int... order) {
        int[] sizes = new int[order.length];
        for (int d = 0; d < order.length; d++) {
            sizes[d] = entry.shape().size(order[d]);
        }
        return new Weight(
                entry.name(),
                Shape.of(sizes),
                () -> entry.toTensor().permute(order).contiguous());
    }

    /** The weights of a 1x1 convolution, {@code [O, I, 1, 1]}, as those of a linear layer; anything else unchanged. */
    public Weight squeezed() {
        if (shape.rank() != 4 || shape.size(2) != 1 || shape.size(3) != 1) {
            return this;
        }
        int outputs = shape.size(0);
        int inputs = shape.size(1);
        return new Weight(origin, Shape.of(outputs, inputs), () -> values.read().reshape(outputs, inputs));
    }

    /** A vector of one value that no file holds. */
    public static Weight constant(String origin, int length, float value) {
        Shape shape = Shape.of(length);
        return new Weight(origin, shape, () -> Tensor.full(shape, value).contiguous());
    }
}
