package io.github.resnetv2.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.api.Tag;

/** Pooling and sums over pixels against plain loops. */
@Tag("kernel")
class PoolingTest {
    @KernelSuite
    void theGreatestValueOfEveryWindow(Kernels kernels) {
        for (Window window : windows()) {
            assertMax(kernels, window, Float.NEGATIVE_INFINITY);
            assertMax(kernels, window, 0f);
        }
    }

    private static void assertMax(Kernels kernels, Window window, float border) {
        float[] input = Samples.reals(new Random(1), 20 * window.inPixels());
        input[7] = Float.NaN;
        float[] expected = new float[20 * window.outPixels()];
        for (int i = 0; i < expected.length; i++) {
            float greatest = Float.NEGATIVE_INFINITY;
            for (int tap = 0; tap < window.taps(); tap++) {
                int from = Samples.input(
                        window, i % window.outPixels(), tap / window.kernelWidth(), tap % window.kernelWidth());
                float value = from < 0 ? border : input[i / window.outPixels() * window.inPixels() + from];
                greatest = Math.max(greatest, value);
            }
            expected[i] = greatest;
        }
        Memory memory = memory(window);
        Place in = memory.map(input, 20, window.inPixels());
        Place out = memory.map(20, window.outPixels());
        Scratch scratch = kernels.newScratch();
        int rows = window.images() * window.outHeight();
        kernels.maxPool(memory.x, in, window, border, 0, 1, 0, rows, out, scratch);
        for (int row = 0; row < rows; row++) {
            kernels.maxPool(memory.x, in, window, border, 1, 2, row, 1, out, scratch);
        }
        assertArrayEquals(expected, memory.values(out, 20, window.outPixels()), () -> window + ", border " + border);
    }

    @KernelSuite
    void theMeanOfEveryWindow(Kernels kernels) {
        for (Window window : windows()) {
            assertMean(kernels, window, 0);
            assertMean(kernels, window, window.taps());
        }
    }

    private static void assertMean(Kernels kernels, Window window, int divisor) {
        float[] input = Samples.integers(new Random(1), 20 * window.inPixels(), 100);
        float[] expected = new float[20 * window.outPixels()];
        for (int i = 0; i < expected.length; i++) {
            float sum = 0;
            int count = 0;
            for (int tap = 0; tap < window.taps(); tap++) {
                int from = Samples.input(
                        window, i % window.outPixels(), tap / window.kernelWidth(), tap % window.kernelWidth());
                if (from >= 0) {
                    sum += input[i / window.outPixels() * window.inPixels() + from];
                    count++;
                }
            }
            expected[i] = sum / (divisor == 0 ? count : divisor);
        }
        Memory memory = memory(window);
        Place in = memory.map(input, 20, window.inPixels());
        Place out = memory.map(20, window.outPixels());
        Scratch scratch = kernels.newScratch();
        int rows = window.images() * window.outHeight();
        kernels.averagePool(memory.x, in, window, divisor, 0, 1, 0, rows, out, scratch);
        for (int row = 0; row < rows; row++) {
            kernels.averagePool(memory.x, in, window, divisor, 1, 2, row, 1, out, scratch);
        }
        assertArrayEquals(expected, memory.values(out, 20, window.outPixels()), () -> window + ", divisor " + divisor);
    }

    /** Integers, so that the order of the sums does not matter. */
    @KernelSuite
    void sumsAndSquaresOfPixels(Kernels kernels) {
        for (int pixels : new int[] {1, 2, 31, 32, 33, 64, 200}) {
            float[] values = Samples.integers(new Random(pixels), 16 * pixels, 50);
            float[] origin = Samples.integers(new Random(pixels), 16, 5);
            double[] sums = new double[16];
            double[] squares = new double[16];
            for (int i = 0; i < values.length; i++) {
                double d = values[i] - origin[i / pixels];
                sums[i / pixels] += d;
                squares[i / pixels] += d * d;
            }
            Memory memory = new Memory(16 * pixels + 2 * Blocks.SLACK);
            Place map = memory.map(values, 16, pixels);
            Scratch scratch = kernels.newScratch();
            double[] foundSums = new double[16];
            double[] foundSquares = new double[16];
            kernels.sums(memory.x, map.offset(), pixels, origin, false, foundSums, scratch);
            kernels.sums(memory.x, map.offset(), pixels, origin, true, foundSquares, scratch);
            assertArrayEquals(sums, foundSums);
            assertArrayEquals(squares, foundSquares);
        }
    }

    private static Memory memory(Window window) {
        return new Memory(32 * (window.inPixels() + window.outPixels()) + 4 * Blocks.SLACK);
    }

    /** The poolings of the networks and awkward ones; the last two have lines that do not fit the buffer at once. */
    private static Window[] windows() {
        return new Window[] {
            Window.square(1, 8, 8, 3, 2, 1),
            Window.square(2, 7, 9, 3, 2, 1),
            Window.square(2, 9, 7, 2, 2, 0),
            Window.square(1, 5, 6, 1, 2, 0),
            Window.square(1, 4, 4, 4, 4, 0),
            Window.square(1, 1, 1, 3, 1, 1),
            Window.square(3, 1, 5, 3, 2, 1),
            // Rounded up: the last window of a line sees one column.
            new Window(1, 7, 7, 2, 2, 2, 2, 0, 0, 1, 1, 4, 4),
            new Window(1, 10, 12, 3, 2, 2, 3, 1, 0, 2, 1, 3, 4),
            Window.square(1, 3, 300, 3, 1, 1),
            Window.square(1, 3, 601, 3, 2, 1),
        };
    }
}
