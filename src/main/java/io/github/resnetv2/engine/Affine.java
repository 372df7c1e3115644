package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.nn.BatchNorm2d;

/**
 * A batch norm in inference as a factor and a summand for each channel, padded with zeros to whole blocks.
 *
 * @param scale factors
 * @param shift summands
 */
record Affine(float[] scale, float[] shift) {
    static Affine of(BatchNorm2d norm) {
        int channels = norm.weight().shape().size(0);
        float[] scale = new float[Blocks.count(channels) * Blocks.SIZE];
        float[] shift = new float[scale.length];
        for (int c = 0; c < channels; c++) {
            double factor = factor(norm, c);
            scale[c] = (float) factor;
            shift[c] = (float) summand(norm, c, factor);
        }
        return new Affine(scale, shift);
    }

    /** {@code gamma / sqrt(variance + epsilon)} of one channel. */
    static double factor(BatchNorm2d norm, int channel) {
        return norm.weight().get(channel) / Math.sqrt(norm.runningVar().get(channel) + norm.epsilon());
    }

    /** {@code beta - mean * factor} of one channel. */
    static double summand(BatchNorm2d norm, int channel, double factor) {
        return norm.bias().get(channel) - norm.runningMean().get(channel) * factor;
    }
}
