package io.github.resnetv2.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.GoldenTable;
import io.github.resnetv2.testing.GoldenTable.Row;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NormalizationTest {
    /**
     * {@code x * scale + shift} rounds the scale, the product and the sum, or the shift and the sum; a fourth rounding
     * covers their products and the double arithmetic before.
     */
    private static final double ROUNDINGS = 4;

    static Stream<Row> cases() {
        return GoldenTable.rows("normalization");
    }

    private static Tensor normalize(Row row, Tensor x) {
        Shape channels = Shape.of(x.shape().size(1));
        Tensor weight = row.parameter("weight", channels);
        Tensor bias = row.parameter("bias", channels);
        int groups = row.integer("groups");
        return groups == 0
                ? Normalization.batchNorm(
                        x,
                        weight,
                        bias,
                        row.parameter("running_mean", channels),
                        row.parameter("running_var", channels),
                        row.real("epsilon"))
                : Normalization.groupNorm(x, groups, weight, bias, row.real("epsilon"));
    }

    /** {@code |x scale| + |shift|} of each element, by the definition and in double precision. */
    private static double[] magnitudes(Row row) {
        Tensor x = row.input();
        int channels = x.shape().size(1);
        Tensor weight = row.parameter("weight", Shape.of(channels));
        Tensor bias = row.parameter("bias", Shape.of(channels));
        int plane = x.shape().size(2) * x.shape().size(3);
        float[] values = x.toArray();
        double[] magnitudes = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int channel = i / plane % channels;
            double[] meanAndVariance = meanAndVariance(row, values, i / plane / channels, channel, plane, channels);
            double scale = weight.get(channel) / Math.sqrt(meanAndVariance[1] + row.real("epsilon"));
            magnitudes[i] = Math.abs(values[i] * scale) + Math.abs(bias.get(channel) - meanAndVariance[0] * scale);
        }
        return magnitudes;
    }

    private static double[] meanAndVariance(Row row, float[] values, int n, int channel, int plane, int channels) {
        int groups = row.integer("groups");
        if (groups == 0) {
            return new double[] {
                row.parameter("running_mean", Shape.of(channels)).get(channel),
                row.parameter("running_var", Shape.of(channels)).get(channel)
            };
        }
        int size = channels / groups * plane;
        int from = n * channels * plane + channel / (channels / groups) * size;
        double mean = IntStream.range(from, from + size)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
        double variance = IntStream.range(from, from + size)
                .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
                .average()
                .orElseThrow();
        return new double[] {mean, variance};
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsPyTorchUpToRounding(Row row) {
        Tensor y = normalize(row, row.input());
        assertEquals(row.resultShape(), y.shape());
        double[] bounds = magnitudes(row);
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] *= ROUNDINGS * Accuracy.ROUNDING;
        }
        Accuracy.assertWithin(row.result(), bounds, y);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anImageHasTheSameBitsAloneAndInABatch(Row row) {
        Tensor together = normalize(row, row.input());
        for (int n = 0; n < together.shape().size(0); n++) {
            Tensor alone = normalize(row, row.input().slice(0, n, n + 1));
            assertArrayEquals(together.select(0, n).toArray(), alone.toArray(), "image " + n);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void viewsGiveTheBitsOfTheirCopies(Row row) {
        Tensor view = row.input().permute(2, 0, 3, 1).contiguous().permute(1, 3, 0, 2);
        assertArrayEquals(
                normalize(row, row.input()).toArray(), normalize(row, view).toArray());
    }

    @Test
    void batchNormIsExactWhereItsNumbersAre() {
        Tensor x = Tensor.of(Shape.of(1, 2, 1, 2), 1, 5, -3, 7);
        Tensor y = Normalization.batchNorm(
                x,
                Tensor.of(Shape.of(2), 3, 1),
                Tensor.of(Shape.of(2), 10, -1),
                Tensor.of(Shape.of(2), 1, 3),
                Tensor.of(Shape.of(2), 3.75f, 0.75f),
                0.25);
        assertArrayEquals(new float[] {10, 16, -7, 3}, y.toArray());
    }

    @Test
    void aVarianceOfZeroLeavesTheEpsilon() {
        Tensor y = Normalization.batchNorm(
                Tensor.of(Shape.of(1, 1, 1, 1), 3),
                Tensor.of(Shape.of(1), 1),
                Tensor.of(Shape.of(1), 0),
                Tensor.of(Shape.of(1), 1),
                Tensor.of(Shape.of(1), 0),
                0.25);
        assertEquals(4, y.get(0, 0, 0, 0));
        Tensor constant = Tensor.full(Shape.of(1, 2, 3, 3), 7);
        Tensor bias = Tensor.of(Shape.of(2), 2, -5);
        // About 1e-5, with a root that is a power of two: nothing is rounded.
        Tensor flat = Normalization.groupNorm(constant, 1, Tensor.of(Shape.of(2), 4, 4), bias, 0x1p-16);
        assertTrue(flat.select(1, 0).isClose(Tensor.full(Shape.of(1, 3, 3), 2), 0), flat::toString);
        assertTrue(flat.select(1, 1).isClose(Tensor.full(Shape.of(1, 3, 3), -5), 0), flat::toString);
    }

    @Test
    void notANumberStaysInItsPlaceUnderBatchNormAndFillsItsGroupUnderGroupNorm() {
        Tensor x = Tensor.of(Shape.of(1, 4, 1, 2), 1, Float.NaN, 3, 4, 5, 6, 7, 9);
        Tensor one = Tensor.full(Shape.of(4), 1);
        Tensor zero = Tensor.zeros(Shape.of(4));
        assertNaNs(Normalization.batchNorm(x, one, zero, zero, one, 0), 1);
        assertNaNs(Normalization.groupNorm(x, 2, one, zero, 1e-5), 0, 1, 2, 3);
    }

    private static void assertNaNs(Tensor y, int... positions) {
        boolean[] expected = new boolean[(int) y.shape().elements()];
        for (int position : positions) {
            expected[position] = true;
        }
        float[] values = y.toArray();
        for (int i = 0; i < values.length; i++) {
            assertEquals(expected[i], Float.isNaN(values[i]), "at " + i);
        }
    }

    @Test
    void groupNormGivesMeanZeroAndVarianceOnePerGroup() {
        Row row = cases().filter(c -> c.name().endsWith("group-32")).findFirst().orElseThrow();
        Tensor x = row.input();
        Shape channels = Shape.of(64);
        Tensor y = Normalization.groupNorm(x, 32, Tensor.full(channels, 1), Tensor.zeros(channels), 0);
        float[] values = y.toArray();
        int size = values.length / 32;
        for (int g = 0; g < 32; g++) {
            double sum = 0;
            double squares = 0;
            for (int i = g * size; i < (g + 1) * size; i++) {
                sum += values[i];
                squares += (double) values[i] * values[i];
            }
            assertEquals(0, sum / size, 4 * ROUNDINGS * Accuracy.ROUNDING, "mean of group " + g);
            assertEquals(1, squares / size, 8 * ROUNDINGS * Accuracy.ROUNDING, "variance of group " + g);
        }
    }

    @Test
    void refusesShapesThatDoNotFit() {
        Tensor x = Tensor.zeros(Shape.of(1, 4, 2, 2));
        Tensor four = Tensor.zeros(Shape.of(4));
        Tensor three = Tensor.zeros(Shape.of(3));
        assertMessage(
                "batchNorm: expected input [N, C, H, W] with N at least 1 and one number a channel, found [1, 4, 2, 2]"
                        + " and [3]",
                () -> Normalization.batchNorm(x, three, three, three, three, 1e-5));
        assertMessage(
                "batchNorm: expected [4], found [3]", () -> Normalization.batchNorm(x, four, three, four, four, 1e-5));
        assertMessage(
                "batchNorm: expected [4], found [3]", () -> Normalization.batchNorm(x, four, four, four, three, 1e-5));
        assertMessage(
                "groupNorm: expected input [N, C, H, W] with N at least 1 and one number a channel, found [4] and [4]",
                () -> Normalization.groupNorm(four, 2, four, four, 1e-5));
        assertMessage(
                "groupNorm: expected a number of groups that divides 4 channels, found 3",
                () -> Normalization.groupNorm(x, 3, four, four, 1e-5));
        assertMessage(
                "groupNorm: expected a number of groups that divides 4 channels, found 0",
                () -> Normalization.groupNorm(x, 0, four, four, 1e-5));
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
