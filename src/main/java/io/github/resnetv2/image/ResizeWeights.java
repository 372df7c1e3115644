package io.github.resnetv2.image;

/**
 * For each of a run of new pixels along one axis, the source pixels it is made of and their weights.
 *
 * <p>New pixel i is the sum over k &lt; {@code count[i]} of source pixel {@code first[i] + k} times
 * {@code weight[i * stride + k]}, where weights are fixed-point numbers of {@link #PRECISION} bits, as in Pillow.
 */
final class ResizeWeights {
    /** 32 bits less 8 for the pixel and 2 for weights below 0 and above 1. */
    static final int PRECISION = 22;

    final int[] first;
    final int[] count;
    final int[] weight;
    final int stride;

    private ResizeWeights(int size, int stride) {
        this.first = new int[size];
        this.count = new int[size];
        this.weight = new int[Math.multiplyExact(size, stride)];
        this.stride = stride;
    }

    /**
     * The weights of the new pixels {@code from .. from + size - 1} when {@code in} pixels become {@code out}.
     */
    static ResizeWeights of(ResizeFilter filter, int in, int out, int from, int size) {
        if (in == out) {
            return copying(from, size);
        }
        return filter == ResizeFilter.NEAREST ? nearest(in, out, from, size) : filtered(filter, in, out, from, size);
    }

    int size() {
        return first.length;
    }

    /** The first source pixel that is needed. */
    int begin() {
        return first[0];
    }

    /** One past the last source pixel that is needed. */
    int end() {
        int last = size() - 1;
        return first[last] + count[last];
    }

    private static ResizeWeights copying(int from, int size) {
        ResizeWeights weights = new ResizeWeights(size, 1);
        for (int i = 0; i < size; i++) {
            weights.pick(i, from + i);
        }
        return weights;
    }

    private static ResizeWeights nearest(int in, int out, int from, int size) {
        ResizeWeights weights = new ResizeWeights(size, 1);
        double scale = (double) in / out;
        // Pillow adds the scale up, with all the rounding of that; a product would pick other pixels here and there.
        double centre = scale * 0.5;
        for (int i = 0; i < from; i++) {
            centre += scale;
        }
        for (int i = 0; i < size; i++, centre += scale) {
            weights.pick(i, Math.min((int) centre, in - 1));
        }
        return weights;
    }

    private void pick(int i, int source) {
        first[i] = source;
        count[i] = 1;
        weight[i] = 1 << PRECISION;
    }

    private static ResizeWeights filtered(ResizeFilter filter, int in, int out, int from, int size) {
        double scale = (double) in / out;
        double widening = Math.max(scale, 1);
        double support = filter.support() * widening;
        double narrowing = 1 / widening;
        int stride = Math.min((int) Math.ceil(support) * 2 + 1, in);
        ResizeWeights weights = new ResizeWeights(size, stride);
        double[] exact = new double[stride];
        for (int i = 0; i < size; i++) {
            double centre = (from + i + 0.5) * scale;
            int begin = Math.max((int) (centre - support + 0.5), 0);
            int count = Math.min((int) (centre + support + 0.5), in) - begin;
            double sum = 0;
            for (int k = 0; k < count; k++) {
                exact[k] = filter.weight((k + begin - centre + 0.5) * narrowing);
                sum += exact[k];
            }
            weights.first[i] = begin;
            weights.count[i] = count;
            for (int k = 0; k < count; k++) {
                weights.weight[i * stride + k] = fixedPoint(sum == 0 ? exact[k] : exact[k] / sum);
            }
        }
        return weights;
    }

    /** Rounds half away from zero. */
    private static int fixedPoint(double weight) {
        double scaled = weight * (1 << PRECISION);
        return (int) (weight < 0 ? scaled - 0.5 : scaled + 0.5);
    }
}
