package io.github.resnetv2.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.GoldenTable;
import io.github.resnetv2.testing.GoldenTable.Row;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixProductTest {
    static Stream<Row> cases() {
        return GoldenTable.rows("linear");
    }

    private static Tensor multiply(Row row, Tensor x) {
        Shape weight = row.shape("weight");
        return MatrixProduct.linear(
                x, row.parameter("weight", weight), row.parameter("bias", Shape.of(weight.size(0))));
    }

    /** Summed in double: what is left is one rounding of the result, and double rounding of a few thousand summands. */
    @ParameterizedTest
    @MethodSource("cases")
    void equalsPyTorchUpToOneRounding(Row row) {
        Tensor y = multiply(row, row.input());
        assertEquals(row.resultShape(), y.shape());
        double[] bounds = Arrays.stream(row.result())
                .map(value -> Math.abs(value) * Accuracy.ROUNDING + 0x1p-40)
                .toArray();
        Accuracy.assertWithin(row.result(), bounds, y);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRowHasTheSameBitsAloneAndInABatch(Row row) {
        Tensor together = multiply(row, row.input());
        for (int n = 0; n < together.shape().size(0); n++) {
            assertArrayEquals(
                    together.select(0, n).toArray(),
                    multiply(row, row.input().slice(0, n, n + 1)).toArray());
        }
    }

    @Test
    void multipliesViews() {
        Tensor x = Tensor.of(new float[][] {{1, 3}, {2, 4}}).permute(1, 0);
        Tensor weight = Tensor.of(new float[][] {{1, 10, 100}, {5, 6, 7}}).slice(1, 1, 3);
        Tensor bias = Tensor.full(Shape.of(2), 0.5f);
        assertArrayEquals(
                new float[] {210.5f, 20.5f, 430.5f, 46.5f},
                MatrixProduct.linear(x, weight, bias).toArray());
    }

    @Test
    void aBatchOfNothingGivesNothing() {
        Tensor none = MatrixProduct.linear(
                Tensor.zeros(Shape.of(0, 3)), Tensor.zeros(Shape.of(2, 3)), Tensor.zeros(Shape.of(2)));
        assertEquals(Shape.of(0, 2), none.shape());
    }

    @ParameterizedTest
    @CsvSource({"1x4, 2x3, 2", "1x3, 2x3, 3", "3, 2x3, 2", "1x3, 2x3x1, 2", "1x3, 3, 3"})
    void refusesShapesThatDoNotFit(String x, String weight, String bias) {
        String message = "linear: expected input [N, I], weight [O, I] and bias [O], found " + shape(x) + ", "
                + shape(weight) + " and " + shape(bias);
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> MatrixProduct.linear(
                                        Tensor.zeros(shape(x)), Tensor.zeros(shape(weight)), Tensor.zeros(shape(bias))))
                        .getMessage());
    }

    private static Shape shape(String sizes) {
        return Shape.of(
                Arrays.stream(sizes.split("x")).mapToInt(Integer::parseInt).toArray());
    }
}
