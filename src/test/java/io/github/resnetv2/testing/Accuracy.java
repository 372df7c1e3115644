package io.github.resnetv2.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.resnetv2.tensor.Tensor;

/** Comparison of single-precision results with double-precision references, each value within a bound of its own. */
public final class Accuracy {
    /** Half the distance from 1 to the next float: the largest relative error of one rounding. */
    public static final double ROUNDING = 0x1p-24;

    private Accuracy() {}

    /**
     * Fails unless {@code |found - expected| <= bound} for every element; NaN and infinities must be equal.
     *
     * @param expected row-major
     * @param bounds as many
     */
    public static void assertWithin(double[] expected, double[] bounds, Tensor found) {
        float[] values = found.toArray();
        assertEquals(expected.length, values.length, "number of values");
        for (int i = 0; i < values.length; i++) {
            boolean same = Double.compare(expected[i], values[i]) == 0;
            if (!same && !(Math.abs(values[i] - expected[i]) <= bounds[i])) {
                fail("at " + i + " of " + found.shape() + ": expected " + expected[i] + " within " + bounds[i]
                        + ", found " + values[i] + ", which is off by " + Math.abs(values[i] - expected[i]) / bounds[i]
                        + " bounds");
            }
        }
    }

    /**
     * The largest error of a tensor in proportion to its largest value.
     *
     * @param expected row-major
     * @param smallest stands for the largest value where that is smaller
     * @return {@code max |found - expected| / max(max |expected|, smallest)}; NaN if a value is
     */
    public static double worst(double[] expected, double smallest, float[] found) {
        assertEquals(expected.length, found.length, "number of values");
        double error = 0;
        double scale = smallest;
        for (int i = 0; i < found.length; i++) {
            // Math.max keeps NaN, so that it cannot pass for a small error.
            error = Math.max(error, Math.abs(found[i] - expected[i]));
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return error / scale;
    }
}
