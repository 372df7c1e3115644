package io.github.resnetv2.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The generator against the numbers that its Python twin printed. */
class GoldenValuesTest {
    private static final String NAME = "layer1.0.conv1.weight";

    @Test
    void hashAndUniformNumbersAreThoseOfThePythonScript() {
        long hash = GoldenValues.hash(NAME);
        assertEquals(0x721d90ca2264c0eaL, hash);
        assertEquals(0.8414431810379028, GoldenValues.uniform(hash, 0));
        assertEquals(0.5732107162475586, GoldenValues.uniform(hash, 1));
        assertEquals(0.8505787253379822, GoldenValues.uniform(hash, 2));
    }

    @Test
    void weightsAreThoseOfThePythonScript() {
        float[] weights = GoldenValues.parameter(NAME, Shape.of(64, 64, 3, 3)).toArray();
        assertArrayEquals(
                new float[] {0.06969679892063141f, 0.014944074675440788f, 0.07156158238649368f},
                Arrays.copyOf(weights, 3));
    }

    @Test
    void inputsAreThoseOfThePythonScript() {
        assertArrayEquals(
                new float[] {-1.6087267398834229f, 0.6094415187835693f, -1.1855030059814453f},
                Arrays.copyOf(GoldenValues.input(1, 3, 8, 8).toArray(), 3));
    }

    @Test
    void kerasKernelsCountEveryDimensionButTheLastAsFanIn() {
        assertEquals(
                GoldenValues.value("a/kernel", Shape.of(3, 3, 2, 5), GoldenValues.Kind.WEIGHT, 18)
                        .get(1, 2, 1, 4),
                GoldenValues.parameter("a/kernel", Shape.of(3, 3, 2, 5)).get(1, 2, 1, 4));
    }
}
