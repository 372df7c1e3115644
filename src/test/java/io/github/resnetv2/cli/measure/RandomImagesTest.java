package io.github.resnetv2.cli.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RandomImagesTest {
    private static final Shape SHAPE = Shape.of(2, 3, 20, 20);

    @Test
    void valuesFillTheRangeOfANormalisedPhoto() {
        float[] values = RandomImages.of(SHAPE, 1);
        assertEquals(2400, values.length);
        float least = 2;
        float most = -2;
        for (float value : values) {
            assertTrue(value >= -2 && value <= 2 && value != 0, () -> value + "");
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        assertTrue(least < -1.9 && most > 1.9);
    }

    @Test
    void imagesDifferFromEachOtherAndBetweenSeeds() {
        float[] values = RandomImages.of(SHAPE, 1);
        assertArrayEquals(values, RandomImages.of(SHAPE, 1));
        assertFalse(Arrays.equals(values, RandomImages.of(SHAPE, 2)));
        assertFalse(Arrays.equals(Arrays.copyOf(values, 1200), Arrays.copyOfRange(values, 1200, 2400)));
    }
}
