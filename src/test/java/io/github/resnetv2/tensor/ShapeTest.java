package io.github.resnetv2.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShapeTest {
    private static final int MAX = Integer.MAX_VALUE;

    @Test
    void countsElements() {
        assertEquals(1, Shape.of().elements());
        assertEquals(7, Shape.of(7).elements());
        assertEquals(150_528, Shape.of(1, 3, 224, 224).elements());
        assertEquals(0, Shape.of(4, 0, 5).elements());
        assertEquals((long) MAX * MAX, Shape.of(MAX, MAX).elements());
        assertEquals(Long.MIN_VALUE >>> 1, Shape.of(1 << 30, 1 << 30, 4).elements());
    }

    static Stream<int[]> tooLarge() {
        return Stream.of(
                new int[] {1 << 30, 1 << 30, 8},
                new int[] {MAX, MAX, MAX},
                new int[] {1 << 16, 1 << 16, 1 << 16, 1 << 16},
                new int[] {MAX, MAX, MAX, 0},
                new int[] {0, MAX, MAX, MAX});
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void refusesMoreElementsThanALongCounts(int[] sizes) {
        String message = assertThrows(IllegalArgumentException.class, () -> Shape.of(sizes))
                .getMessage();
        assertTrue(message.contains("2147483647") || message.contains("1073741824") || message.contains("65536"));
        assertTrue(message.endsWith("more elements than a long can count"), message);
    }

    @Test
    void refusesNegativeExtents() {
        assertEquals(
                "extent: expected 0 or more, found -1 in [2, -1]",
                assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1))
                        .getMessage());
    }

    @Test
    void givesExtentsFromBothEnds() {
        Shape shape = Shape.of(2, 3, 5, 7);
        assertEquals(4, shape.rank());
        assertEquals(2, shape.size(0));
        assertEquals(7, shape.size(3));
        assertEquals(7, shape.size(-1));
        assertEquals(2, shape.size(-4));
        assertThrows(IndexOutOfBoundsException.class, () -> shape.size(4));
        assertEquals(
                "dimension -5 of shape [2, 3, 5, 7]",
                assertThrows(IndexOutOfBoundsException.class, () -> shape.size(-5))
                        .getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> Shape.of().size(0));
    }

    @Test
    void replacesOneExtent() {
        assertEquals(Shape.of(2, 9, 5), Shape.of(2, 3, 5).with(1, 9));
        assertEquals(Shape.of(2, 3, 0), Shape.of(2, 3, 5).with(-1, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> Shape.of(2).with(1, 4));
        assertThrows(IllegalArgumentException.class, () -> Shape.of(2).with(0, -4));
    }

    @Test
    void isEqualByItsExtents() {
        assertEquals(Shape.of(2, 3), Shape.of(2, 3));
        assertEquals(Shape.of(2, 3).hashCode(), Shape.of(2, 3).hashCode());
        assertNotEquals(Shape.of(2, 3), Shape.of(3, 2));
        assertNotEquals(Shape.of(6), Shape.of(2, 3));
        assertNotEquals(Shape.of(0, 1), Shape.of(1, 0));
        assertNotEquals(Shape.of(1), "[1]");
    }

    @Test
    void printsAsAPythonList() {
        assertEquals("[1, 64, 112, 112]", Shape.of(1, 64, 112, 112).toString());
        assertEquals("[]", Shape.of().toString());
    }

    @Test
    void doesNotChangeWithTheArraysGivenOrTaken() {
        int[] sizes = {2, 3};
        Shape shape = Shape.of(sizes);
        sizes[0] = 9;
        shape.toArray()[1] = 9;
        assertEquals(Shape.of(2, 3), shape);
        assertArrayEquals(new int[] {2, 3}, shape.toArray());
    }
}
