package io.github.resnetv2.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.Golden.Recorded;
import io.github.resnetv2.testing.GoldenTable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementwiseTest {
    private static Tensor recorded(String name) {
        Recorded recorded = GoldenTable.recorded(name);
        return Tensor.of(Shape.of(recorded.shape()), recorded.floats());
    }

    @Test
    void reluKeepsWhatIsNotANumberAsPyTorchDoes() {
        Tensor y = Elementwise.relu(recorded("relu/x"));
        double[] expected = GoldenTable.recorded("relu").doubles();
        float[] found = y.toArray();
        assertEquals(expected.length, found.length);
        for (int i = 0; i < found.length; i++) {
            // By value: the sign of a zero is not compared.
            assertTrue(
                    expected[i] == found[i] || Double.isNaN(expected[i]) && Float.isNaN(found[i]),
                    () -> Arrays.toString(found) + " instead of " + Arrays.toString(expected));
        }
    }

    @Test
    void reluTakesViewsOfAnyShape() {
        Tensor x = Tensor.of(new float[][] {{-1, 2}, {3, -4}});
        assertArrayEquals(
                new float[] {0, 3, 2, 0}, Elementwise.relu(x.permute(1, 0)).toArray());
        assertArrayEquals(
                new float[] {2}, Elementwise.relu(x.select(0, 0).select(0, 1)).toArray());
        assertEquals(
                Shape.of(0, 3), Elementwise.relu(Tensor.zeros(Shape.of(0, 3))).shape());
    }

    @Test
    void addsElementByElement() {
        Tensor a = Tensor.of(new float[][] {{1, 2}, {3, 4}});
        Tensor b = Tensor.of(new float[][] {{10, 20}, {30, 40}}).permute(1, 0);
        assertArrayEquals(new float[] {11, 32, 23, 44}, Elementwise.add(a, b).toArray());
        assertArrayEquals(
                new float[] {13, 24},
                Elementwise.add(a.select(0, 1), b.select(1, 0)).toArray());
    }

    @Test
    void refusesToAddDifferentShapes() {
        assertEquals(
                "add: expected [1, 2] twice, found [2, 1]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Elementwise.add(Tensor.zeros(Shape.of(1, 2)), Tensor.zeros(Shape.of(2, 1))))
                        .getMessage());
    }

    /** Computed in double: one rounding is left, or half the smallest float where the result is smaller than that. */
    @ParameterizedTest
    @ValueSource(strings = {"ties", "large", "spread", "one-class", "not-finite", "rank-3", "vector"})
    void softmaxEqualsPyTorch(String name) {
        double[] expected = GoldenTable.recorded("softmax/" + name).doubles();
        double[] bounds = Arrays.stream(expected)
                .map(value -> value * (Accuracy.ROUNDING + 0x1p-48) + Float.MIN_VALUE / 2.0)
                .toArray();
        Tensor x = recorded("softmax/" + name + "/x");
        Tensor y = Elementwise.softmax(x);
        assertEquals(x.shape(), y.shape());
        Accuracy.assertWithin(expected, bounds, y);
    }

    @Test
    void softmaxOfAViewIsAlongItsLastDimension() {
        Tensor x = Tensor.of(new float[][] {{0, 5}, {0, 5}, {100, 5}}).permute(1, 0);
        Tensor y = Elementwise.softmax(x);
        assertArrayEquals(new float[] {0, 0, 1}, y.select(0, 0).toArray(), 1e-30f);
        assertArrayEquals(new float[] {1 / 3f, 1 / 3f, 1 / 3f}, y.select(0, 1).toArray());
    }

    @Test
    void softmaxOfNothingIsNothing() {
        assertEquals(
                Shape.of(3, 0),
                Elementwise.softmax(Tensor.zeros(Shape.of(3, 0))).shape());
        assertEquals(
                Shape.of(0, 3),
                Elementwise.softmax(Tensor.zeros(Shape.of(0, 3))).shape());
    }

    @Test
    void softmaxRefusesAScalar() {
        assertEquals(
                "softmax: expected at least one dimension, found a scalar",
                assertThrows(IllegalArgumentException.class, () -> Elementwise.softmax(Tensor.zeros(Shape.of())))
                        .getMessage());
    }
}
