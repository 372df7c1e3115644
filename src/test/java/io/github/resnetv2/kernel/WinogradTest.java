package io.github.resnetv2.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Winograd's convolutions. With the points 1 and 2 and weights that are multiples of 576, every number of F(4, 3) is an
 * integer, so that tiling, packing and edges are tested exactly by the very loops that run with the better points; F(2, 3) and
 * its form for stride 2 are exact for integers as they are.
 */
@Tag("kernel")
class WinogradTest {
    private static final Winograd EXACT_4 = Winograd.four(1f, 2f);
    private static final List<Winograd> EXACT = List.of(EXACT_4, Winograd.F2, Winograd.STRIDED);

    @KernelSuite
    void everyExtentIsExact(Kernels kernels) {
        for (Winograd form : EXACT) {
            for (int extent = 1; extent <= 20; extent++) {
                assertExact(kernels, form, 3, 5, Window.square(1, extent, 21 - extent, 3, form.stride(), 1), 100);
                assertExact(kernels, form, 16, 16, Window.square(2, 7, extent, 3, form.stride(), 1), 100);
            }
        }
    }

    @KernelSuite
    void everyNumberOfChannelsIsExact(Kernels kernels) {
        int[] channels = {1, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65};
        for (Winograd form : EXACT) {
            for (int i = 0; i < channels.length; i++) {
                int outputs = channels[channels.length - 1 - i];
                assertExact(kernels, form, channels[i], outputs, Window.square(1, 6, 9, 3, form.stride(), 1), 100);
            }
        }
    }

    @KernelSuite
    void everyNumberOfTilesInACallIsExact(Kernels kernels) {
        for (Winograd form : EXACT) {
            int step = form.outputs() * form.stride();
            Window window = Window.square(2, 4 * step - 1, 9 * step - 1, 3, form.stride(), 1);
            for (int tiles = 1; tiles <= 33; tiles++) {
                assertExact(kernels, form, 16, 33, window, tiles);
            }
        }
    }

    @KernelSuite
    void deepSumsAreExact(Kernels kernels) {
        for (Winograd form : EXACT) {
            assertExact(kernels, form, 150, 16, Window.square(1, 5, 6, 3, form.stride(), 1), 100);
        }
    }

    @KernelSuite
    void tilesAndPanelsCanBeComputedApart(Kernels kernels) {
        Random random = new Random(8);
        for (Winograd form : List.of(Winograd.F4, Winograd.F2, Winograd.STRIDED)) {
            Window window = Window.square(2, 10, 13, 3, form.stride(), 1);
            Filters filters = new Filters(Samples.reals(random, 70 * 40 * 9), 70, 40, 3, 3, null);
            float[] input = Samples.reals(random, 40 * window.inPixels());
            float[] bias = Samples.reals(random, 70);
            Convolutions convolutions = new Convolutions(kernels);
            float[] whole = convolutions.winograd(form, input, filters, window, bias, 0f, Convolutions.Cut.NONE);
            for (int tiles : new int[] {1, 2, 5, 9, 16, 30}) {
                Convolutions.Cut cut = new Convolutions.Cut(tiles, 1);
                float[] cutUp = convolutions.winograd(form, input, filters, window, bias, 0f, cut);
                assertArrayEquals(whole, cutUp, "cut " + cut);
            }
        }
    }

    /** The bounds of a direct sum times what the transforms lose. */
    @KernelSuite
    void realValuesStayWithinTheirBounds(Kernels kernels) {
        Random random = new Random(9);
        Filters filters = new Filters(Samples.reals(random, 32 * 64 * 9), 32, 64, 3, 3, null);
        float[] input = Samples.reals(random, 64 * 14 * 15);
        for (int i = 0; i < input.length; i++) {
            input[i] = Math.max(0f, input[i]);
        }
        Convolutions convolutions = new Convolutions(kernels);
        float[] bias = new float[32];
        Map.of(Winograd.F4, 64, Winograd.F2, 8, Winograd.STRIDED, 8).forEach((form, factor) -> {
            Window window = Window.square(1, 14, 15, 3, form.stride(), 1);
            ConvolutionTest.assertWithin(
                    factor,
                    input,
                    filters,
                    window,
                    convolutions.winograd(form, input, filters, window, bias, Finish.NO_FLOOR, Convolutions.Cut.NONE));
        });
    }

    @KernelSuite
    void aNanSpoilsItsOwnTilesOnly(Kernels kernels) {
        Random random = new Random(10);
        Window window = Window.square(2, 12, 12, 3, 1, 1);
        Filters filters = new Filters(Samples.reals(random, 16 * 16 * 9), 16, 16, 3, 3, null);
        float[] input = Samples.reals(random, 16 * window.inPixels());
        float[] spoilt = input.clone();
        // In the middle of the second tile of the second row of the first image: no other tile sees it.
        spoilt[5 * window.inPixels() + 6 * 12 + 6] = Float.NaN;
        Convolutions convolutions = new Convolutions(kernels);
        float[] bias = new float[16];
        float[] good = convolutions.winograd(Winograd.F4, input, filters, window, bias, 0f, Convolutions.Cut.NONE);
        float[] bad = convolutions.winograd(Winograd.F4, spoilt, filters, window, bias, 0f, Convolutions.Cut.NONE);
        for (int i = 0; i < good.length; i++) {
            int pixel = i % window.inPixels();
            boolean tile = pixel < 144 && pixel / 12 / 4 == 1 && pixel % 12 / 4 == 1;
            int at = i;
            assertEquals(tile ? Float.NaN : good[i], bad[i], () -> "element " + at);
        }
    }

    /** The algorithm's identity, with the matrices themselves: {@code A^T [(G g G^T) . (B^T d B)] A = d * g}. */
    @Test
    void theMatricesOfAllPointsFormAConvolution() {
        Random random = new Random(11);
        for (Winograd form : List.of(Winograd.F4, Winograd.F2, EXACT_4)) {
            double[] window = random.doubles(9, -1, 1).toArray();
            double[] transformed = new double[form.edge() * form.edge()];
            // One dimension is enough: a window whose second and third column are zero.
            double[] line = {window[0], window[3], window[6]};
            double[] column = new double[9];
            column[0] = line[0];
            column[3] = line[1];
            column[6] = line[2];
            double[] d = random.doubles(form.edge(), -1, 1).toArray();
            form.transformWeights(column, transformed);
            double[] u = new double[form.edge()];
            for (int i = 0; i < u.length; i++) {
                // The first row of G is a multiple of (1, 0, 0).
                u[i] = transformed[i * form.edge()] / firstOfG(form);
            }
            double[] y = back(form, u, d);
            for (int i = 0; i < form.outputs(); i++) {
                double expected = line[0] * d[i] + line[1] * d[i + 1] + line[2] * d[i + 2];
                assertEquals(expected, y[i], 1e-13);
            }
        }
    }

    /** Rows of the transformed tile, as the class's Javadoc states them, in one dimension. */
    @Test
    void theMatricesOfStrideTwoFormAConvolution() {
        double[] g = {3, 5, 7};
        double[] d = {11, 13, 17, 19, 23};
        double[] window = {g[0], 0, 0, g[1], 0, 0, g[2], 0, 0};
        double[] transformed = new double[Winograd.STRIDED.matrices()];
        Winograd.STRIDED.transformWeights(window, transformed);
        double[] input = {d[0] - d[2], d[2], d[2] - d[4], d[1], d[3]};
        double[] m = new double[5];
        for (int i = 0; i < m.length; i++) {
            m[i] = input[i] * transformed[Winograd.STRIDED.matrix(5 * i)];
        }
        assertEquals(g[0] * d[0] + g[1] * d[1] + g[2] * d[2], m[0] + m[1] + m[3]);
        assertEquals(g[0] * d[2] + g[1] * d[3] + g[2] * d[4], m[1] - m[2] + m[4]);
    }

    private static double firstOfG(Winograd form) {
        double[] one = new double[9];
        one[0] = 1;
        double[] transformed = new double[form.edge() * form.edge()];
        form.transformWeights(one, transformed);
        return Math.sqrt(transformed[0]);
    }

    /** {@code A^T [u . (B^T d)]} with the matrices as the class's Javadoc states them. */
    private static double[] back(Winograd form, double[] u, double[] d) {
        double[] points = form.outputs() == 4
                ? new double[] {0, form.a(), -form.a(), form.b(), -form.b()}
                : new double[] {0, 1, -1};
        double[] y = new double[form.outputs()];
        for (int i = 0; i < form.edge(); i++) {
            double product = u[i] * dot(polynomial(points, i, form), d);
            for (int m = 0; m < form.outputs(); m++) {
                double power = i < points.length ? Math.pow(points[i], m) : m == form.outputs() - 1 ? 1 : 0;
                y[m] += power * product;
            }
        }
        return y;
    }

    /** The coefficients of the product of all factors {@code x - point} but one. */
    private static double[] polynomial(double[] points, int without, Winograd form) {
        double[] coefficients = new double[form.edge()];
        coefficients[0] = 1;
        for (int i = 0; i < points.length; i++) {
            if (i == without) {
                continue;
            }
            for (int power = coefficients.length - 1; power >= 0; power--) {
                coefficients[power] = (power > 0 ? coefficients[power - 1] : 0) - points[i] * coefficients[power];
            }
        }
        // F(2, 3) has the sign of its first row turned, in B and in G.
        if (without == 0 && form.outputs() == 2) {
            Arrays.setAll(coefficients, i -> -coefficients[i]);
        }
        return coefficients;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void assertExact(Kernels kernels, Winograd form, int inputs, int outputs, Window window, int tiles) {
        Random random = new Random(window.hashCode() + inputs);
        float[] input = Samples.integers(random, inputs * window.inPixels(), 3);
        float[] weights = Samples.integers(random, outputs * inputs * 9, 2);
        if (form == EXACT_4) {
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= 576;
            }
        } else {
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= 4;
            }
        }
        Filters filters = new Filters(weights, outputs, inputs, 3, 3, null);
        float[] expected = Samples.rounded(Samples.convolution(input, filters, window));
        float[] found = new Convolutions(kernels)
                .winograd(
                        form,
                        input,
                        filters,
                        window,
                        new float[outputs],
                        Finish.NO_FLOOR,
                        new Convolutions.Cut(tiles, 2));
        assertTrue(
                Arrays.equals(expected, found),
                () -> "F(" + form.outputs() + ", 3) with stride " + form.stride() + ", " + inputs + " -> " + outputs
                        + " channels, " + window + ", " + tiles + " tiles: element "
                        + Arrays.mismatch(expected, found));
    }
}
