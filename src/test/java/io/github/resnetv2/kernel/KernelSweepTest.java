package io.github.resnetv2.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;

/** Random shapes, for long enough that all loops are compiled on the way. */
@Tag("kernel")
@Tag("slow")
class KernelSweepTest {
    private static final int SHAPES = 120;

    @KernelSuite
    void randomConvolutionsAreExact(Kernels kernels) {
        Random random = new Random(1);
        Convolutions convolutions = new Convolutions(kernels);
        for (int i = 0; i < SHAPES; i++) {
            int kernel = 1 + random.nextInt(4);
            int pad = random.nextInt(kernel);
            int extent = Math.max(1, kernel - 2 * pad);
            Window window = Window.square(
                    1 + random.nextInt(3),
                    extent + random.nextInt(16),
                    extent + random.nextInt(24),
                    kernel,
                    1 + random.nextInt(3),
                    pad);
            int inputs = 1 + random.nextInt(70);
            assertExact(convolutions::direct, random, inputs, window, 1);
            assertExact(convolutions::stem, random, 1 + inputs % 15, window, 1);
        }
    }

    @KernelSuite
    void randomWinogradConvolutionsAreExact(Kernels kernels) {
        Random random = new Random(2);
        Convolutions convolutions = new Convolutions(kernels);
        Winograd four = Winograd.four(1f, 2f);
        for (int i = 0; i < SHAPES; i++) {
            int images = 1 + random.nextInt(3);
            int height = 1 + random.nextInt(30);
            int width = 1 + random.nextInt(30);
            Window window = Window.square(images, height, width, 3, 1, 1);
            int inputs = 1 + random.nextInt(70);
            assertExact(
                    (input, filters, shape, bias, floor, cut) ->
                            convolutions.winograd(four, input, filters, shape, bias, floor, cut),
                    random,
                    inputs,
                    window,
                    576);
            assertExact(
                    (input, filters, shape, bias, floor, cut) ->
                            convolutions.winograd(Winograd.F2, input, filters, shape, bias, floor, cut),
                    random,
                    inputs,
                    window,
                    4);
            assertExact(
                    (input, filters, shape, bias, floor, cut) ->
                            convolutions.winograd(Winograd.STRIDED, input, filters, shape, bias, floor, cut),
                    random,
                    inputs,
                    Window.square(images, height, width, 3, 2, 1),
                    1);
        }
    }

    private static void assertExact(Convolutions.Form form, Random random, int inputs, Window window, int multipleOf) {
        int outputs = 1 + random.nextInt(50);
        float[] input = Samples.integers(random, inputs * window.inPixels(), 3);
        float[] weights = Samples.integers(random, outputs * inputs * window.taps(), 2);
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= multipleOf;
        }
        Filters filters = new Filters(weights, outputs, inputs, window.kernelHeight(), window.kernelWidth(), null);
        float[] expected = Samples.rounded(Samples.convolution(input, filters, window));
        Convolutions.Cut cut = new Convolutions.Cut(1 + random.nextInt(60), 1 + random.nextInt(3));
        float[] found = form.run(input, filters, window, new float[outputs], Finish.NO_FLOOR, cut);
        assertArrayEquals(
                expected,
                found,
                () -> inputs + " -> " + outputs + " channels, " + window + ", " + cut + ", element "
                        + Arrays.mismatch(expected, found));
    }
}
