package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Filters;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Panels;
import io.github.resnetv2.kernel.WeightStore;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a model as the kernels read them: packed once for each algorithm that some plan uses, shared by all plans.
 *
 * <p>The layers keep their raw weights beside these. A Winograd transform cannot be undone to the bit, and
 * {@code stateDict()} and {@code save} promise the bits that were loaded.
 */
final class PackedWeights {
    private final Supplier<Kernels> choice;
    private final long expected;
    private final Map<Key, Packed> packed = new HashMap<>();
    private volatile @Nullable Kernels kernels;
    private WeightStore store = new WeightStore(0);

    /** Raw weights of one layer after the other on their way into panels; never much larger than it has to be. */
    private float[] raw = {};

    /**
     * No weights yet.
     *
     * @param choice the kernels to pack for; asked before every use, so that weights follow when it changes
     * @param expected about how many floats there will be
     */
    PackedWeights(Supplier<Kernels> choice, long expected) {
        this.choice = choice;
        this.expected = expected;
    }

    /** How the kernels are chosen. */
    Supplier<Kernels> choice() {
        return choice;
    }

    /** The kernels that read these weights. Does not wait while something is packed, unless they have changed. */
    Kernels kernels() {
        Kernels chosen = choice.get();
        if (chosen != kernels) {
            change(chosen);
        }
        return chosen;
    }

    private synchronized void change(Kernels chosen) {
        if (chosen != kernels) {
            packed.clear();
            store = new WeightStore(expected);
            kernels = chosen;
        }
    }

    /**
     * Packed weights and what is added to their sums.
     *
     * @param panels the weights, a norm folded in
     * @param bias one summand for each channel, padded with zeros to whole blocks
     */
    record Packed(Panels panels, float[] bias) {}

    /** How the weights of a layer are packed: for which product, after which norm. */
    private record Key(
            Object layer,
            @Nullable BatchNorm2d folded,
            @Nullable Algorithm form) {
        /**
         * The same layers, not equal ones. Written out: Java 17 itself would hold the class whose equals it made last, and so
         * the loader of this library.
         */
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && layer == key.layer && folded == key.folded && form == key.form;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(layer) + System.identityHashCode(folded);
        }
    }

    /** The weights of a convolution, a norm behind it folded in. */
    synchronized Packed of(Conv2d convolution, @Nullable BatchNorm2d folded, Algorithm algorithm) {
        // All algorithms that multiply patches read the same matrix.
        Algorithm form = switch (algorithm) {
            case STEM, WINOGRAD_2, WINOGRAD_4, STRIDED_2 -> algorithm;
            default -> null;
        };
        Kernels packing = kernels();
        return packed.computeIfAbsent(
                new Key(convolution, folded, form), key -> pack(packing, convolution, folded, algorithm));
    }

    /** The weights of a linear layer. */
    synchronized Packed of(Linear linear) {
        Kernels packing = kernels();
        return packed.computeIfAbsent(new Key(linear, null, null), key -> {
            Shape shape = linear.weight().shape();
            Filters filters = new Filters(raw(linear.weight()), shape.size(0), shape.size(1), 1, 1, null);
            return new Packed(
                    Panels.of(packing, filters, store), padded(linear.bias().toArray()));
        });
    }

    /** The floats that all packed weights take. */
    synchronized long size() {
        long panels =
                packed.values().stream().mapToLong(each -> each.panels.size()).sum();
        long biases =
                packed.values().stream().mapToLong(each -> each.bias.length).sum();
        // The last array of the store may have room left; kernels that want their rows apart have nothing in it.
        return Math.max(panels, store.allocated()) + biases;
    }

    private Packed pack(Kernels packing, Conv2d convolution, @Nullable BatchNorm2d folded, Algorithm algorithm) {
        Shape shape = convolution.weight().shape();
        double[] scale = null;
        float[] bias = new float[Blocks.count(shape.size(0)) * Blocks.SIZE];
        if (convolution.bias() != null) {
            convolution.bias().copyTo(bias, 0);
        }
        if (folded != null) {
            scale = new double[shape.size(0)];
            for (int c = 0; c < scale.length; c++) {
                scale[c] = Affine.factor(folded, c);
                bias[c] = (float) (bias[c] * scale[c] + Affine.summand(folded, c, scale[c]));
            }
        }
        Filters filters = new Filters(
                raw(convolution.effectiveWeight()), shape.size(0), shape.size(1), shape.size(2), shape.size(3), scale);
        Panels panels = switch (algorithm) {
            case STEM -> Panels.stem(packing, filters, store);
            case WINOGRAD_2, WINOGRAD_4, STRIDED_2 -> Panels.winograd(packing, filters, algorithm.form(), store);
            default -> Panels.of(packing, filters, store);
        };
        return new Packed(panels, bias);
    }

    private float[] raw(Tensor weights) {
        int size = Math.toIntExact(weights.shape().elements());
        if (raw.length < size || raw.length / 4 > size) {
            raw = new float[0]; // first let go: in a small heap there is no room for both
            raw = new float[size];
        }
        weights.copyTo(raw, 0);
        return raw;
    }

    /** Lets go what packing needed; to be called when a plan is complete. */
    synchronized void trim() {
        raw = new float[0];
    }

    private static float[] padded(float[] bias) {
        float[] whole = new float[Blocks.count(bias.length) * Blocks.SIZE];
        System.arraycopy(bias, 0, whole, 0, bias.length);
        return whole;
    }
}
