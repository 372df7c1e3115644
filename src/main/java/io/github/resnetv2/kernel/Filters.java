package io.github.resnetv2.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The weights of a convolution (or, with a window of one, of a linear layer) as they come from a checkpoint.
 *
 * @param weights {@code [outputs][inputs][height][width]}, contiguous from index 0
 * @param outputs the number of output channels
 * @param inputs the number of input channels
 * @param height the window's height
 * @param width the window's width
 * @param scale a factor for each output channel, or null: a batch norm that is folded in, rounded once with the weight
 */
public record Filters(float[] weights, int outputs, int inputs, int height, int width, double @Nullable [] scale) {
    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if there are fewer weights or factors than the extents ask for
     */
    public Filters {
        long expected = (long) outputs * inputs * height * width;
        if (weights.length < expected || scale != null && scale.length < outputs) {
            throw new IllegalArgumentException("filters [" + outputs + ", " + inputs + ", " + height + ", " + width
                    + "]: expected " + expected + " weights, found " + weights.length
                    + (scale == null ? "" : " and " + scale.length + " scales"));
        }
    }

    /** The weight of one tap, scaled and not yet rounded. */
    double at(int output, int input, int tap) {
        double weight = weights[(output * inputs + input) * height * width + tap];
        return scale == null ? weight : weight * scale[output];
    }
}
