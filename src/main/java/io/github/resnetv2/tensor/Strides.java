package io.github.resnetv2.tensor;

import org.jspecify.annotations.Nullable;

/** Arithmetic of strides: for each dimension, how many places lie between two neighbours along it. */
final class Strides {
    private Strides() {}

    /** Those of values that lie one after the other, the innermost dimension first. */
    static int[] rowMajor(Shape shape) {
        int[] strides = new int[shape.rank()];
        int stride = 1;
        for (int d = strides.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= Math.max(1, shape.size(d));
        }
        return strides;
    }

    /** Whether the values lie one after the other; along a dimension of one element nothing can lie apart. */
    static boolean areRowMajor(Shape shape, int[] strides) {
        long expected = 1;
        for (int d = shape.rank() - 1; d >= 0; d--) {
            if (shape.size(d) != 1 && strides[d] != expected) {
                return shape.elements() == 0;
            }
            expected *= shape.size(d);
        }
        return true;
    }

    /**
     * Those that give the same values in the same order under another shape of as many elements.
     *
     * @return null if there are none, so that the values have to be copied
     */
    static int @Nullable [] reshaped(Shape from, int[] strides, Shape to) {
        if (from.elements() == 0) {
            return rowMajor(to);
        }
        int[] reshaped = new int[to.rank()];
        int next = from.rank() - 1;
        // A run is as many old dimensions as go on evenly; the new dimensions must divide it up without a rest.
        long stride = 0;
        long run = 1;
        for (int d = to.rank() - 1; d >= 0; d--) {
            if (to.size(d) == 1) {
                continue;
            }
            if (run == 1) {
                while (from.size(next) == 1) {
                    next--;
                }
                stride = strides[next];
                for (; next >= 0 && (from.size(next) == 1 || strides[next] == stride * run); next--) {
                    run *= from.size(next);
                }
            }
            if (run % to.size(d) != 0) {
                return null;
            }
            reshaped[d] = (int) stride;
            stride *= to.size(d);
            run /= to.size(d);
        }
        return reshaped;
    }
}
