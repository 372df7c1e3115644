package io.github.resnetv2.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Tag;

/** Convolutions with any window, as gathered rows and as stem, against plain loops. */
@Tag("kernel")
class ConvolutionTest {
    @KernelSuite
    void everyWindowStridePaddingAndDilationIsExact(Kernels kernels) {
        for (int kernel : new int[] {1, 2, 3, 5}) {
            for (int stride = 1; stride <= 3; stride++) {
                for (int pad = 0; pad < kernel; pad++) {
                    for (int dilation = 1; dilation <= 2; dilation++) {
                        assertExact(kernels, 3, 17, window(2, 9, 11, kernel, stride, pad, dilation));
                    }
                }
            }
        }
    }

    @KernelSuite
    void everyExtentIsExact(Kernels kernels) {
        for (int extent = 1; extent <= 20; extent++) {
            assertExact(kernels, 16, 16, Window.square(1, extent, 21 - extent, 3, 1, 1));
            assertExact(kernels, 16, 16, Window.square(2, 21 - extent, extent, 3, 2, 1));
        }
    }

    @KernelSuite
    void borderAboveAndToTheLeftAreIndependent(Kernels kernels) {
        assertExact(kernels, 16, 5, new Window(1, 6, 7, 3, 2, 2, 1, 0, 1, 1, 1, 3, 8));
        assertExact(kernels, 33, 5, new Window(1, 6, 7, 3, 4, 1, 2, 2, 0, 1, 1, 6, 4));
    }

    @KernelSuite
    void bandsGiveTheSameBits(Kernels kernels) {
        Random random = new Random(5);
        Window window = Window.square(2, 9, 8, 3, 2, 1);
        Filters filters = new Filters(Samples.reals(random, 40 * 20 * 9), 40, 20, 3, 3, null);
        float[] input = Samples.reals(random, 20 * window.inPixels());
        Convolutions convolutions = new Convolutions(kernels);
        float[] whole = convolutions.direct(input, filters, window, new float[40], 0f, Convolutions.Cut.NONE);
        for (int rows = 1; rows < window.outPixels(); rows += 3) {
            Convolutions.Cut cut = new Convolutions.Cut(rows, 1);
            assertArrayEquals(whole, convolutions.direct(input, filters, window, new float[40], 0f, cut));
        }
    }

    @KernelSuite
    void stemsAreExact(Kernels kernels) {
        for (int width = 1; width <= 61; width += 3) {
            assertStemExact(kernels, 3, 20, Window.square(1, 5, width, 7, 2, 3));
            assertStemExact(kernels, 3, 16, Window.square(2, 4, width, 3, 1, 1));
        }
        assertStemExact(kernels, 3, 64, Window.square(1, 20, 224, 7, 2, 3));
        assertStemExact(kernels, 1, 33, Window.square(1, 9, 9, 3, 2, 1));
        assertStemExact(kernels, 4, 7, Window.square(1, 9, 10, 5, 1, 2));
        assertStemExact(kernels, 15, 7, Window.square(3, 6, 5, 3, 1, 0));
        assertStemExact(kernels, 3, 3, new Window(1, 7, 6, 2, 7, 2, 2, 1, 3, 1, 1, 4, 3));
    }

    /** Facts: at most eight units in the last place of the sum of the terms' magnitudes. */
    @KernelSuite
    void realValuesStayWithinTheBoundOfASum(Kernels kernels) {
        Random random = new Random(6);
        Window window = Window.square(1, 10, 9, 3, 1, 1);
        Filters filters = new Filters(Samples.reals(random, 24 * 64 * 9), 24, 64, 3, 3, null);
        float[] input = Samples.reals(random, 64 * window.inPixels());
        float[] found = new Convolutions(kernels)
                .direct(input, filters, window, new float[24], Finish.NO_FLOOR, Convolutions.Cut.NONE);
        assertWithin(8, input, filters, window, found);
    }

    static void assertWithin(int units, float[] input, Filters filters, Window window, float[] found) {
        double[] expected = Samples.convolution(input, filters, window);
        Filters magnitudes = new Filters(
                Samples.absolute(filters.weights()),
                filters.outputs(),
                filters.inputs(),
                filters.height(),
                filters.width(),
                null);
        double[] scale = Samples.convolution(Samples.absolute(input), magnitudes, window);
        for (int i = 0; i < found.length; i++) {
            double bound = units * 0x1p-24 * scale[i];
            double error = Math.abs(found[i] - expected[i]);
            int at = i;
            assertTrue(error <= bound, () -> "element " + at + ": error " + error + ", bound " + bound);
        }
    }

    private static void assertExact(Kernels kernels, int inputs, int outputs, Window window) {
        assertExact(new Convolutions(kernels)::direct, inputs, outputs, window);
    }

    private static void assertStemExact(Kernels kernels, int inputs, int outputs, Window window) {
        assertExact(new Convolutions(kernels)::stem, inputs, outputs, window);
    }

    private static void assertExact(Convolutions.Form form, int inputs, int outputs, Window window) {
        Random random = new Random(window.hashCode());
        float[] input = Samples.integers(random, inputs * window.inPixels(), 9);
        Filters filters = new Filters(
                Samples.integers(random, outputs * inputs * window.taps(), 9),
                outputs,
                inputs,
                window.kernelHeight(),
                window.kernelWidth(),
                null);
        float[] expected = Samples.rounded(Samples.convolution(input, filters, window));
        float[] found =
                form.run(input, filters, window, new float[outputs], Finish.NO_FLOOR, new Convolutions.Cut(7, 1));
        assertArrayEquals(expected, found, () -> inputs + " -> " + outputs + " channels, " + window);
    }

    private static Window window(int images, int height, int width, int kernel, int stride, int pad, int dilation) {
        int reach = (kernel - 1) * dilation + 1;
        return new Window(
                images,
                height,
                width,
                kernel,
                kernel,
                stride,
                stride,
                pad,
                pad,
                dilation,
                dilation,
                (height + 2 * pad - reach) / stride + 1,
                (width + 2 * pad - reach) / stride + 1);
    }
}
