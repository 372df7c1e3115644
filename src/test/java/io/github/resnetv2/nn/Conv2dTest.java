package io.github.resnetv2.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.resnetv2.tensor.Convolution;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.GoldenTable;
import io.github.resnetv2.testing.GoldenTable.Row;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.testing.Layers;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Conv2dTest {
    static Stream<Row> standardizations() {
        return GoldenTable.rows("standardization");
    }

    private static Conv2d standardized(Row row) {
        Shape shape = row.shape("weight");
        return new Conv2d(
                row.parameter("weight", shape),
                null,
                new Window(shape.size(2), shape.size(3), 1, 1, Window.Padding.same(0), 1, 1),
                1,
                OptionalDouble.of(row.real("epsilon")));
    }

    /** Computed in double: one rounding is left, and the double roundings of a deviation from a mean that may cancel. */
    @ParameterizedTest
    @MethodSource("standardizations")
    void standardizedWeightsEqualTimms(Row row) {
        double[] bounds = Arrays.stream(row.result())
                .map(value -> Math.abs(value) * Accuracy.ROUNDING + 0x1p-40)
                .toArray();
        Accuracy.assertWithin(row.result(), bounds, standardized(row).effectiveWeight());
    }

    @ParameterizedTest
    @MethodSource("standardizations")
    void theRawWeightsStayTheParameter(Row row) {
        Conv2d layer = standardized(row);
        Tensor raw = row.parameter("weight", row.shape("weight"));
        layer.effectiveWeight();
        assertArrayEquals(raw.toArray(), layer.parameters().get("weight").toArray());
    }

    @Test
    void aConstantFilterIsStandardizedToZeros() {
        Conv2d layer = Layers.standardized(
                new Conv2d(Tensor.full(Shape.of(2, 3, 1, 1), 0.7f), null, Window.square(1, 1, 0)), 1e-8);
        // The mean of three equal doubles is off by at most one of their last places, 2^-52, over sqrt(1e-8) = 1e-4.
        assertArrayEquals(new float[6], layer.effectiveWeight().toArray(), 0x1p-38f);
    }

    @Test
    void multipliesByTheStandardizedWeights() {
        Conv2d plain = Layers.convolution("conv", 5, 4, 3, 2);
        Conv2d standardized = Layers.standardized(plain, 1e-8);
        Tensor x = GoldenValues.input(2, 5, 7, 6);
        assertArrayEquals(
                Convolution.conv2d(x, standardized.effectiveWeight(), null, plain.window(), 1)
                        .toArray(),
                standardized.forward(x).toArray());
        assertArrayEquals(
                Convolution.conv2d(x, plain.weight(), null, plain.window(), 1).toArray(),
                plain.forward(x).toArray());
    }

    @Test
    void withoutStandardizationTheRawWeightsAreTheEffectiveOnes() {
        Conv2d layer = Layers.convolution("conv", 5, 4, 3, 1);
        assertSame(layer.weight(), layer.effectiveWeight());
        assertEquals(1, layer.groups());
        assertEquals(OptionalDouble.empty(), layer.standardization());
    }
}
