package io.github.resnetv2.model;

import io.github.resnetv2.nn.AvgPool2d;
import io.github.resnetv2.nn.BasicBlock;
import io.github.resnetv2.nn.Bottleneck;
import io.github.resnetv2.nn.Composite;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.nn.ShapeWiring;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of a summary, and the lines below it.
 *
 * @param layer what the line is about
 * @param input shape of its input; null where no input was given
 * @param output shape of its output; null where no input was given
 * @param children the lines of a composite
 */
record SummaryRow(
        Layer layer, @Nullable Shape input, @Nullable Shape output, List<SummaryRow> children) {

    /** The lines of a network and everything in it, in the order in which PyTorch registered the layers. */
    static SummaryRow registered(Layer layer) {
        List<SummaryRow> children =
                layer.children().values().stream().map(SummaryRow::registered).toList();
        return new SummaryRow(layer, null, null, children);
    }

    /** The lines of a network and everything in it, in the order in which an input runs through. */
    static SummaryRow executed(Layer layer, Shape input) {
        if (layer instanceof Composite composite) {
            Recorder recorder = new Recorder();
            Shape output = composite.wire(recorder, input);
            return new SummaryRow(layer, input, output, recorder.rows);
        }
        return new SummaryRow(layer, input, layer.outputShape(input), List.of());
    }

    boolean isLeaf() {
        return layer.children().isEmpty();
    }

    /** The layer's class, under the name that the PyTorch reference gives it. */
    String typeName() {
        if (layer instanceof Network) {
            return "ResNetV2";
        }
        if (layer instanceof BasicBlock || layer instanceof Bottleneck) {
            return layer.getClass().getSimpleName() + "V2";
        }
        return layer.getClass().getSimpleName();
    }

    /** Learned values in this layer and below. */
    long parameters() {
        return parameters(layer);
    }

    private static long parameters(Layer layer) {
        long own = layer.parameters().values().stream()
                .mapToLong(tensor -> tensor.shape().elements())
                .sum();
        return own
                + layer.children().values().stream()
                        .mapToLong(SummaryRow::parameters)
                        .sum();
    }

    /** torchinfo's count: for a convolution the positions times its values, for every other leaf the images times them. */
    long multAdds() {
        if (!isLeaf()) {
            return children.stream().mapToLong(SummaryRow::multAdds).reduce(0, Math::addExact);
        }
        if (output == null) {
            return 0;
        }
        long times = layer instanceof Conv2d ? (long) output.size(0) * output.size(2) * output.size(3) : output.size(0);
        long sum = 0;
        for (Tensor tensor : layer.parameters().values()) {
            sum = Math.addExact(sum, Math.multiplyExact(times, tensor.shape().elements()));
        }
        return sum;
    }

    /** Bytes of the outputs of all leaves that have learned values. */
    long outputBytes() {
        if (!isLeaf()) {
            return children.stream().mapToLong(SummaryRow::outputBytes).reduce(0, Math::addExact);
        }
        return output == null || layer.parameters().isEmpty() ? 0 : Math.multiplyExact(output.elements(), Float.BYTES);
    }

    /** As PyTorch holds it: two numbers for a convolution, one for a square pooling. */
    String kernel() {
        if (layer instanceof Conv2d convolution) {
            return bothSides(convolution.window());
        }
        if (layer instanceof MaxPool2d pooling) {
            return oneSide(pooling.window());
        }
        return layer instanceof AvgPool2d pooling ? oneSide(pooling.window()) : "";
    }

    private static String bothSides(Window window) {
        return "[" + window.kernelHeight() + ", " + window.kernelWidth() + "]";
    }

    private static String oneSide(Window window) {
        return window.kernelHeight() == window.kernelWidth()
                ? Integer.toString(window.kernelHeight())
                : bothSides(window);
    }

    /** A shape check that writes a line for every layer it comes through. */
    private static final class Recorder extends ShapeWiring {
        private final List<SummaryRow> rows = new ArrayList<>();

        @Override
        public Shape apply(String name, Layer layer, Shape x) {
            SummaryRow row = executed(layer, x);
            rows.add(row);
            return Objects.requireNonNull(row.output);
        }
    }
}
