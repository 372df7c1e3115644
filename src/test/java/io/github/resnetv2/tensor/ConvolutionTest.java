package io.github.resnetv2.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.ConvolutionCase;
import io.github.resnetv2.testing.ConvolutionCase.Operands;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConvolutionTest {
    /** Roundings of a sum grow with its length in the worst case; in practice 2.5 of them are seen, 8 are allowed. */
    private static final double ROUNDINGS = 8;

    static Stream<ConvolutionCase> cases() {
        return ConvolutionCase.all();
    }

    private static Tensor convolve(ConvolutionCase c, Operands operands) {
        return Convolution.conv2d(operands.x(), operands.weight(), operands.bias(), c.window(), c.groups());
    }

    private static double[] times(double factor, double[] values) {
        return Arrays.stream(values).map(value -> value * factor).toArray();
    }

    private static Tensor map(Tensor x, float factor) {
        return Tensor.build(x.shape(), values -> {
            x.copyTo(values, 0);
            for (int i = 0; i < values.length; i++) {
                values[i] *= factor;
            }
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsPyTorchUpToRounding(ConvolutionCase c) {
        Operands operands = c.reals();
        Tensor y = convolve(c, operands);
        assertEquals(c.row().resultShape(), y.shape());
        double[] bounds = times(ROUNDINGS * Accuracy.ROUNDING, c.magnitudes(operands));
        Accuracy.assertWithin(c.row().result(), bounds, y);
    }

    /** The oracle of the exact tests is itself held against PyTorch. */
    @ParameterizedTest
    @MethodSource("cases")
    void theDefinitionEqualsPyTorch(ConvolutionCase c) {
        Operands operands = c.reals();
        double[] defined = c.defined(operands);
        double[] magnitudes = c.magnitudes(operands);
        double[] expected = c.row().result();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], defined[i], magnitudes[i] * 0x1p-44, "at " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isExactOnIntegers(ConvolutionCase c) {
        Operands operands = c.integers();
        Accuracy.assertWithin(c.defined(operands), new double[c.defined(operands).length], convolve(c, operands));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputShapeIsTheShapeOfTheOutput(ConvolutionCase c) {
        assertEquals(
                convolve(c, c.reals()).shape(), Convolution.outputShape(c.x(), c.weight(), c.window(), c.groups()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scalesByPowersOfTwoToTheBit(ConvolutionCase c) {
        Operands operands = c.reals();
        Tensor bias = operands.bias() == null ? null : map(operands.bias(), 0x1p-7f);
        Operands scaled = new Operands(map(operands.x(), 0x1p5f), map(operands.weight(), 0x1p-12f), bias);
        assertArrayEquals(
                map(convolve(c, operands), 0x1p-7f).toArray(),
                convolve(c, scaled).toArray());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anImageHasTheSameBitsAloneAndInABatch(ConvolutionCase c) {
        Operands operands = c.reals();
        Tensor together = convolve(c, operands);
        for (int n = 0; n < c.x().size(0); n++) {
            Operands one = new Operands(operands.x().slice(0, n, n + 1), operands.weight(), operands.bias());
            assertArrayEquals(
                    together.slice(0, n, n + 1).toArray(), convolve(c, one).toArray(), "image " + n);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void viewsGiveTheBitsOfTheirCopies(ConvolutionCase c) {
        Operands operands = c.reals();
        Tensor x = operands.x().permute(3, 1, 0, 2).contiguous().permute(2, 1, 3, 0);
        Tensor weight = operands.weight().permute(2, 3, 1, 0).contiguous().permute(3, 2, 0, 1);
        assertArrayEquals(
                convolve(c, operands).toArray(),
                convolve(c, new Operands(x, weight, operands.bias())).toArray());
    }

    /** One value of the input that is no number reaches the outputs that read it, even under a weight of zero, and no other. */
    @ParameterizedTest
    @MethodSource("cases")
    void notANumberReachesExactlyItsReceptiveField(ConvolutionCase c) {
        int n = c.x().size(0) - 1;
        int channel = c.x().size(1) / 2;
        int row = c.x().size(2) / 2;
        int column = c.x().size(3) - 1;
        Tensor x = Tensor.build(c.x(), values -> {
            int at = ((n * c.x().size(1) + channel) * c.x().size(2) + row) * c.x().size(3) + column;
            values[at] = Float.NaN;
        });
        Tensor y = convolve(c, new Operands(x, Tensor.zeros(c.weight()), null));
        int outputsPerGroup = c.weight().size(0) / c.groups();
        for (int image = 0; image < y.shape().size(0); image++) {
            for (int o = 0; o < y.shape().size(1); o++) {
                boolean reads = image == n
                        && o / outputsPerGroup == channel / c.weight().size(1);
                for (int i = 0; i < y.shape().size(2); i++) {
                    for (int j = 0; j < y.shape().size(3); j++) {
                        boolean expected = reads && isTap(c, row, column, i, j);
                        assertEquals(expected, Float.isNaN(y.get(image, o, i, j)), "at " + i + ", " + j);
                    }
                }
            }
        }
    }

    private static boolean isTap(ConvolutionCase c, int row, int column, int i, int j) {
        Window window = c.window();
        int down = row + window.padding().top() - i * window.strideHeight();
        int right = column + window.padding().left() - j * window.strideWidth();
        return down >= 0
                && down % window.dilationHeight() == 0
                && down / window.dilationHeight() < window.kernelHeight()
                && right >= 0
                && right % window.dilationWidth() == 0
                && right / window.dilationWidth() < window.kernelWidth();
    }

    @Test
    void aKernelWithASingleOneShiftsTheMap() {
        Tensor x = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}}).reshape(1, 1, 2, 3);
        Tensor weight =
                Tensor.of(new float[][] {{0, 0, 0}, {0, 0, 1}, {0, 0, 0}}).reshape(1, 1, 3, 3);
        Tensor y = Convolution.conv2d(x, weight, null, Window.square(3, 1, 1), 1);
        assertArrayEquals(new float[] {2, 3, 0, 5, 6, 0}, y.toArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1x4x5x5 | 2x3x3x3 | 1 | conv2d: expected input [N, 3, H, W] with N at least 1, found [1, 4, 5, 5]",
                "0x3x5x5 | 2x3x3x3 | 1 | conv2d: expected input [N, 3, H, W] with N at least 1, found [0, 3, 5, 5]",
                "3x5x5   | 2x3x3x3 | 1 | conv2d: expected input [N, 3, H, W] with N at least 1, found [3, 5, 5]",
                "1x3x5x5 | 2x3x3x3 | 2 | conv2d: expected input [N, 6, H, W] with N at least 1, found [1, 3, 5, 5]",
                "1x3x5x5 | 2x1x3x3 | 3 | conv2d weight: expected [O, C / 3, 3, 3] with O divisible by 3, found [2, 1,"
                        + " 3, 3]",
                "1x3x5x5 | 2x3x3x3 | 0 | conv2d weight: expected [O, C / 0, 3, 3] with O divisible by 0, found [2, 3,"
                        + " 3, 3]",
                "1x3x5x5 | 2x3x1x3 | 1 | conv2d weight: expected [O, C / 1, 3, 3] with O divisible by 1, found [2, 3,"
                        + " 1, 3]",
                "1x3x5x5 | 0x3x3x3 | 1 | conv2d weight: expected [O, C / 1, 3, 3] with O divisible by 1, found [0, 3,"
                        + " 3, 3]",
                "1x3x5x5 | 3x3x3   | 1 | conv2d weight: expected [O, C / 1, 3, 3] with O divisible by 1, found [3, 3,"
                        + " 3]",
                "1x3x2x5 | 2x3x3x3 | 1 | height: expected at least 3 for a kernel of 3 with padding 0 and 0, found 2",
                "1x3x5x0 | 2x3x3x3 | 1 | width: expected at least 3 for a kernel of 3 with padding 0 and 0, found 0",
            })
    void refusesShapesThatDoNotFit(String x, String weight, int groups, String message) {
        Tensor input = Tensor.full(shape(x), 1);
        Tensor kernel = Tensor.full(shape(weight), 1);
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Convolution.conv2d(input, kernel, null, Window.square(3, 1, 0), groups))
                        .getMessage());
    }

    private static Shape shape(String sizes) {
        return Shape.of(
                Arrays.stream(sizes.split("x")).mapToInt(Integer::parseInt).toArray());
    }

    @Test
    void refusesABiasOfAnotherLength() {
        Tensor x = Tensor.zeros(Shape.of(1, 3, 5, 5));
        Tensor weight = Tensor.zeros(Shape.of(2, 3, 1, 1));
        assertEquals(
                "conv2d bias: expected [2], found [3]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Convolution.conv2d(
                                        x, weight, Tensor.zeros(Shape.of(3)), Window.square(1, 1, 0), 1))
                        .getMessage());
    }

    @Test
    void refusesAnOutputThatNoArrayHoldsBeforeComputingAnything() {
        Tensor x = Tensor.zeros(Shape.of(1, 1, 8, 8));
        Tensor weight = Tensor.zeros(Shape.of(1, 1, 1, 1));
        Window window = new Window(1, 1, 1, 1, Window.Padding.same(1 << 24), 1, 1);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Convolution.conv2d(x, weight, null, window, 1))
                .getMessage();
        assertTrue(message.endsWith("elements are more than an array can hold"), message);
    }
}
