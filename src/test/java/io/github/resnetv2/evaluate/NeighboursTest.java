package io.github.resnetv2.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.evaluate.Neighbours.Neighbour;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    private static List<String> names(Neighbours neighbours) {
        return neighbours.best().stream()
                .map(Neighbour::photo)
                .map(Path::toString)
                .toList();
    }

    @Test
    void theCosineIsThatOfTheAngle() {
        assertEquals(1, Neighbours.cosine(new float[] {3, 4}, new float[] {6, 8}));
        assertEquals(-1, Neighbours.cosine(new float[] {1, 1}, new float[] {-5, -5}));
        assertEquals(0, Neighbours.cosine(new float[] {1, 0}, new float[] {0, 7}));
        assertEquals(24.0 / 25, Neighbours.cosine(new float[] {3, 4}, new float[] {4, 3}), 1e-15);
        assertEquals(0, Neighbours.cosine(new float[2], new float[] {1, 2}));
        // The squares of such numbers fit no float.
        assertEquals(1, Neighbours.cosine(new float[] {1e30f, 0}, new float[] {1e-30f, 0}), 1e-15);
        assertEquals(Double.NaN, Neighbours.cosine(new float[] {Float.NaN}, new float[] {1}));
        assertThrows(IllegalArgumentException.class, () -> Neighbours.cosine(new float[1], new float[2]));
    }

    @Test
    void theMostSimilarComeFirstAndEqualOnesInTheirOrder() {
        Neighbours neighbours = new Neighbours(new float[] {1, 0}, 4);
        neighbours.offer(Path.of("nan"), new float[] {Float.NaN, 0});
        neighbours.offer(Path.of("opposite"), new float[] {-1, 0});
        neighbours.offer(Path.of("across"), new float[] {0, 1});
        neighbours.offer(Path.of("same"), new float[] {2, 0});
        neighbours.offer(Path.of("like it"), new float[] {1, 1});
        neighbours.offer(Path.of("same again"), new float[] {5, 0});
        neighbours.offer(Path.of("across too"), new float[] {0, -1});
        assertEquals(List.of("same", "same again", "like it", "across"), names(neighbours));
    }

    @Test
    void fewerThanAskedForAreNoError() {
        Neighbours neighbours = new Neighbours(new float[] {1}, Integer.MAX_VALUE);
        assertEquals(List.of(), neighbours.best());
        neighbours.offer(Path.of("nan"), new float[] {Float.NaN});
        neighbours.offer(Path.of("opposite"), new float[] {-1});
        assertEquals(List.of("opposite", "nan"), names(neighbours));
        assertThrows(IllegalArgumentException.class, () -> neighbours.offer(Path.of("x"), new float[2]));
        assertThrows(IllegalArgumentException.class, () -> new Neighbours(new float[1], 0));
    }
}
