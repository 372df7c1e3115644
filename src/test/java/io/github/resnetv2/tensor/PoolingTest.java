package io.github.resnetv2.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.tensor.Pooling.Border;
import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.GoldenTable;
import io.github.resnetv2.testing.GoldenTable.Row;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolingTest {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;

    static Stream<Row> cases() {
        return GoldenTable.rows("pooling");
    }

    private static Window window(Row row) {
        Shape kernel = row.shape("kernel");
        return row.window(kernel.size(0), kernel.size(1));
    }

    private static Tensor pool(Row row, Tensor x) {
        return switch (row.text("operation")) {
            case "max" -> Pooling.maxPool2d(x, window(row), Border.NEGATIVE_INFINITY);
            case "maxZero" -> Pooling.maxPool2d(x, window(row), Border.ZERO);
            case "avg" -> Pooling.avgPool2d(x, window(row), row.flag("countBorder"), row.flag("ceil"));
            case "global" -> Pooling.globalAvgPool(x);
            default -> throw new IllegalArgumentException(row.text("operation"));
        };
    }

    private static Tensor map(float[]... rows) {
        return Tensor.of(new float[][][][] {{rows}});
    }

    /** A maximum is exact; a mean is summed in double and rounded once, and then divided by the same number. */
    @ParameterizedTest
    @MethodSource("cases")
    void equalsPyTorch(Row row) {
        Tensor y = pool(row, row.input());
        assertEquals(row.resultShape(), y.shape());
        boolean exact = row.text("operation").startsWith("max");
        double[] bounds = Arrays.stream(row.result())
                .map(value -> exact ? 0 : Math.abs(value) * Accuracy.ROUNDING + 0x1p-45)
                .toArray();
        Accuracy.assertWithin(row.result(), bounds, y);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputShapeIsTheShapeOfTheOutput(Row row) {
        assertEquals(
                pool(row, row.input()).shape(), Pooling.outputShape(row.shape("x"), window(row), row.flag("ceil")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void viewsGiveTheBitsOfTheirCopies(Row row) {
        Tensor view = row.input().permute(2, 0, 3, 1).contiguous().permute(1, 3, 0, 2);
        assertArrayEquals(pool(row, row.input()).toArray(), pool(row, view).toArray());
    }

    @Test
    void theBorderDecidesWhereAllValuesAreNegative() {
        Tensor x = map(new float[] {-1, -2}, new float[] {-3, -4});
        Window window = Window.square(3, 1, 1);
        assertArrayEquals(
                new float[] {-1, -1, -1, -1},
                Pooling.maxPool2d(x, window, Border.NEGATIVE_INFINITY).toArray());
        assertArrayEquals(
                new float[] {0, 0, 0, 0},
                Pooling.maxPool2d(x, window, Border.ZERO).toArray());
    }

    @Test
    void notANumberWinsInItsWindowsOnly() {
        Tensor x = map(new float[] {1, 2, 3, 4}, new float[] {5, 6, NAN, 8});
        Window window = Window.square(2, 2, 0);
        assertArrayEquals(
                new float[] {6, NAN},
                Pooling.maxPool2d(x, window, Border.NEGATIVE_INFINITY).toArray());
        assertArrayEquals(
                new float[] {3.5f, NAN},
                Pooling.avgPool2d(x, window, true, false).toArray());
    }

    @Test
    void keepsInfinities() {
        Tensor x = map(new float[] {-INF, -INF}, new float[] {-INF, INF});
        assertArrayEquals(
                new float[] {INF},
                Pooling.maxPool2d(x, Window.square(2, 1, 0), Border.NEGATIVE_INFINITY)
                        .toArray());
        assertArrayEquals(
                new float[] {-INF},
                Pooling.maxPool2d(x, Window.square(1, 2, 0), Border.NEGATIVE_INFINITY)
                        .toArray());
        assertArrayEquals(
                new float[] {NAN}, Pooling.globalAvgPool(x).toArray(), "infinities of both signs have no mean");
    }

    @Test
    void aMeanOfManyValuesDoesNotLoseTheSmallOnes() {
        int side = 4096;
        Tensor x = Tensor.full(Shape.of(1, 1, side, side), 1 + 0x1p-23f);
        assertEquals(1 + 0x1p-23f, Pooling.globalAvgPool(x).get(0, 0, 0, 0));
    }

    @Test
    void aWindowLargerThanAnIntCountsIsDividedRightly() {
        Window window = new Window(65_537, 65_537, 1, 1, Window.Padding.same(32_768), 1, 1);
        assertEquals(
                (float) (5 / (65_537.0 * 65_537.0)),
                Pooling.avgPool2d(map(new float[] {5}), window, true, false).get(0, 0, 0, 0));
        assertEquals(
                5, Pooling.avgPool2d(map(new float[] {5}), window, false, false).get(0, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,1,2,2", "1,0,2,2", "1,1,0,2", "1,1,2,0"})
    void refusesEmptyBatchesAndMaps(String sizes) {
        Shape shape = Shape.of(
                Arrays.stream(sizes.split(",")).mapToInt(Integer::parseInt).toArray());
        String message = "pooling: expected input [N, C, H, W], none of them 0, found " + shape;
        Tensor empty = Tensor.zeros(shape);
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Pooling.globalAvgPool(empty))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Pooling.maxPool2d(empty, Window.square(1, 1, 0), Border.ZERO))
                        .getMessage());
    }

    @Test
    void refusesWhatIsNoBatchOfMaps() {
        assertThrows(IllegalArgumentException.class, () -> Pooling.globalAvgPool(Tensor.zeros(Shape.of(3, 4, 4))));
    }

    @Test
    void refusesWindowsThatDoNotFit() {
        Tensor x = Tensor.zeros(Shape.of(1, 1, 3, 3));
        assertEquals(
                "height: expected at least 4 for a kernel of 4 with padding 0 and 0, found 3",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Pooling.maxPool2d(x, Window.square(4, 1, 0), Border.ZERO))
                        .getMessage());
        for (Window wide : new Window[] {
            Window.square(2, 1, 2),
            new Window(3, 3, 1, 1, new Window.Padding(0, 3, 0, 0), 1, 1),
            new Window(3, 3, 1, 1, new Window.Padding(0, 0, 3, 0), 1, 1)
        }) {
            assertEquals(
                    "pooling: expected less padding than the kernel reaches, found " + wide,
                    assertThrows(IllegalArgumentException.class, () -> Pooling.avgPool2d(x, wide, false, false))
                            .getMessage());
        }
    }

    @Test
    void refusesADilatedMean() {
        Window dilated = new Window(2, 2, 1, 1, Window.Padding.same(0), 1, 2);
        assertEquals(
                "avgPool2d: expected no dilation, found " + dilated,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Pooling.avgPool2d(Tensor.zeros(Shape.of(1, 1, 5, 5)), dilated, true, false))
                        .getMessage());
    }
}
