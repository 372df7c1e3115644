package io.github.resnetv2.kernel;

import java.util.Arrays;
import java.util.Random;

/** Values for the tests, and what plain loops make of them. */
final class Samples {
    private Samples() {}

    /** Small integers: sums of some thousands of their products are exact. */
    static float[] integers(Random random, int size, int bound) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextInt(2 * bound + 1) - bound;
        }
        return values;
    }

    /** Normally distributed values. */
    static float[] reals(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Values for each channel, zero for the padding of the last block. */
    static float[] padded(float[] values) {
        return Arrays.copyOf(values, Blocks.count(values.length) * Blocks.SIZE);
    }

    /** The same, made absolute. */
    static float[] absolute(float[] values) {
        float[] absolute = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            absolute[i] = Math.abs(values[i]);
        }
        return absolute;
    }

    /**
     * A convolution in double precision, term by term.
     *
     * @param input {@code [channels][images * height * width]}
     * @param filters the weights
     * @param window how the window slides
     * @return {@code [outputs][images * outHeight * outWidth]}
     */
    static double[] convolution(float[] input, Filters filters, Window window) {
        int pixels = window.outPixels();
        double[] output = new double[filters.outputs() * pixels];
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int ky = 0; ky < window.kernelHeight(); ky++) {
                for (int kx = 0; kx < window.kernelWidth(); kx++) {
                    int from = input(window, pixel, ky, kx);
                    if (from < 0) {
                        continue;
                    }
                    for (int c = 0; c < filters.inputs(); c++) {
                        double value = input[c * window.inPixels() + from];
                        for (int o = 0; o < filters.outputs(); o++) {
                            output[o * pixels + pixel] += value * filters.at(o, c, ky * window.kernelWidth() + kx);
                        }
                    }
                }
            }
        }
        return output;
    }

    /** The input pixel that one tap of an output pixel's window sees, or -1 if it sees the border. */
    static int input(Window window, int pixel, int ky, int kx) {
        int image = pixel / (window.outHeight() * window.outWidth());
        int y = pixel / window.outWidth() % window.outHeight() * window.strideY()
                - window.padTop()
                + ky * window.dilationY();
        int x = pixel % window.outWidth() * window.strideX() - window.padLeft() + kx * window.dilationX();
        boolean inside = y >= 0 && y < window.height() && x >= 0 && x < window.width();
        return inside ? (image * window.height() + y) * window.width() + x : -1;
    }

    /** Values as single precision. */
    static float[] rounded(double[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }
}
