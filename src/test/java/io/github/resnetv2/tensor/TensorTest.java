package io.github.resnetv2.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How tensors come into being and how their values come out; views have a test of their own. */
class TensorTest {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;

    /** Counts up from 0. */
    private static Tensor counting(int... sizes) {
        return Tensor.build(Shape.of(sizes), values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = i;
            }
        });
    }

    @Test
    void holdsTheValuesGivenRowMajor() {
        Tensor tensor = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        assertEquals(Shape.of(2, 3), tensor.shape());
        assertEquals(3, tensor.get(0, 2));
        assertEquals(4, tensor.get(1, 0));
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, tensor.toArray());
    }

    @Test
    void holdsOneValueWithoutDimensions() {
        Tensor scalar = Tensor.of(Shape.of(), 4.5f);
        assertEquals(4.5f, scalar.get());
        assertArrayEquals(new float[] {4.5f}, scalar.toArray());
    }

    @Test
    void holdsNothingWhereAnExtentIsZero() {
        Tensor empty = Tensor.of(Shape.of(3, 0, 2));
        assertEquals(0, empty.toArray().length);
        assertTrue(empty.isContiguous());
        assertThrows(IndexOutOfBoundsException.class, () -> empty.get(0, 0, 0));
    }

    @Test
    void refusesAWrongNumberOfValues() {
        assertEquals(
                "shape [2, 3]: expected 6 values, found 5",
                assertThrows(IllegalArgumentException.class, () -> Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5))
                        .getMessage());
        assertEquals(
                "shape [2]: expected 2 values, found 3",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Tensor.of(Shape.of(2), FloatBuffer.wrap(new float[3])))
                        .getMessage());
    }

    @Test
    void refusesMoreElementsThanAnArrayHoldsBeforeTakingMemory() {
        Shape huge = Shape.of(1 << 16, 1 << 16);
        String message = "shape [65536, 65536]: 4294967296 elements are more than an array can hold";
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Tensor.zeros(huge))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Tensor.build(huge, values -> {}))
                        .getMessage());
    }

    @Test
    void repeatsOneValueInTheMemoryOfOne() {
        Tensor huge = Tensor.full(Shape.of(1 << 20, 1 << 20), 2.5f);
        assertEquals(2.5f, huge.get(1 << 19, (1 << 20) - 1));
        assertThrows(IllegalArgumentException.class, huge::toArray);
        assertArrayEquals(
                new float[] {7, 7, 7, 7, 7, 7}, Tensor.full(Shape.of(2, 3), 7).toArray());
        assertFalse(Tensor.full(Shape.of(2, 3), 7).isContiguous());
        assertTrue(Tensor.full(Shape.of(2, 3), 7).contiguous().isContiguous());
    }

    @Test
    void passesOnWhatAFillerThrows() {
        IOException failure = new IOException("end of file");
        IOException thrown = assertThrows(
                IOException.class,
                () -> Tensor.build(Shape.of(2), values -> {
                    throw failure;
                }));
        assertEquals(failure, thrown);
    }

    @Test
    void goesThroughNestedArraysUnchanged() {
        float[][][][] batch = counting(2, 3, 4, 5).toArray4d();
        assertEquals(7, batch[0][0][1][2]);
        assertEquals(119, batch[1][2][3][4]);
        assertArrayEquals(
                counting(2, 3, 4, 5).toArray(), Tensor.of(batch).reshape(-1).toArray());
        assertEquals(Shape.of(2, 3, 4, 5), Tensor.of(batch).shape());
        assertEquals(Shape.of(3, 4, 5), Tensor.of(batch[1]).shape());
        assertEquals(60, Tensor.of(batch[1]).get(0, 0, 0));
        assertArrayEquals(batch[1], Tensor.of(batch[1]).toArray3d());
        assertArrayEquals(batch[1][2], Tensor.of(batch[1][2]).toArray2d());
    }

    @Test
    void takesEmptyNestedArrays() {
        assertEquals(Shape.of(0, 0), Tensor.of(new float[0][]).shape());
        assertEquals(Shape.of(2, 0), Tensor.of(new float[2][0]).shape());
        assertEquals(Shape.of(0, 0, 0), Tensor.of(new float[0][][]).shape());
        assertEquals(Shape.of(0, 0, 0, 0), Tensor.of(new float[0][][][]).shape());
    }

    @Test
    void refusesRaggedNestedArrays() {
        assertEquals(
                "nested arrays: expected rows of 2, found 3",
                assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[][] {{1, 2}, {3, 4, 5}}))
                        .getMessage());
        assertEquals(
                "nested arrays: expected all [1, 2], found [2, 2] at 1",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Tensor.of(new float[][][] {{{1, 2}}, {{3, 4}, {5, 6}}}))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> Tensor.of(new float[][][][] {{{{1}}, {{2}}}, {{{3}}, {{4, 5}}}}));
    }

    @Test
    void refusesNestedArraysOfAnotherRank() {
        assertEquals(
                "expected 2 dimensions, found shape [2, 3, 4]",
                assertThrows(
                                IllegalStateException.class,
                                () -> counting(2, 3, 4).toArray2d())
                        .getMessage());
        assertThrows(IllegalStateException.class, () -> counting(6).toArray3d());
        assertThrows(IllegalStateException.class, () -> counting(2, 3, 4).toArray4d());
    }

    @Test
    void readsWhatRemainsOfABuffer() {
        FloatBuffer direct = java.nio.ByteBuffer.allocateDirect(5 * Float.BYTES).asFloatBuffer();
        direct.put(new float[] {9, 1, 2, 3, 4}).flip().position(1);
        assertArrayEquals(
                new float[] {1, 2, 3, 4}, Tensor.of(Shape.of(2, 2), direct).toArray());
        assertFalse(direct.hasRemaining());
    }

    @Test
    void copiesIntoArraysAndBuffers() {
        Tensor tensor = counting(2, 3).permute(1, 0);
        float[] expected = {0, 3, 1, 4, 2, 5};
        float[] array = new float[8];
        tensor.copyTo(array, 1);
        assertArrayEquals(new float[] {0, 0, 3, 1, 4, 2, 5, 0}, array);
        FloatBuffer buffer = FloatBuffer.allocate(6);
        tensor.copyTo(buffer);
        assertEquals(6, buffer.position());
        assertArrayEquals(expected, buffer.array());
        assertThrows(IndexOutOfBoundsException.class, () -> tensor.copyTo(new float[8], 3));
        assertThrows(IndexOutOfBoundsException.class, () -> tensor.copyTo(new float[8], -1));
        assertThrows(BufferOverflowException.class, () -> tensor.copyTo(FloatBuffer.allocate(5)));
    }

    @Test
    void doesNotChangeWithTheArraysGivenOrTaken() {
        float[] flat = {1, 2};
        float[][] nested = {{1, 2}};
        FloatBuffer buffer = FloatBuffer.wrap(new float[] {1, 2});
        Tensor ofFlat = Tensor.of(Shape.of(2), flat);
        Tensor ofNested = Tensor.of(nested);
        Tensor ofBuffer = Tensor.of(Shape.of(2), buffer);
        flat[0] = 9;
        nested[0][0] = 9;
        buffer.put(0, 9);
        ofFlat.toArray()[0] = 9;
        ofNested.toArray2d()[0][0] = 9;
        ofFlat.select(0, 0).toArray()[0] = 9;
        assertEquals(1, ofFlat.get(0));
        assertEquals(1, ofNested.get(0, 0));
        assertEquals(1, ofBuffer.get(0));
    }

    @Test
    void refusesIndicesOutsideTheShape() {
        Tensor tensor = counting(2, 3);
        assertThrows(IndexOutOfBoundsException.class, () -> tensor.get(0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> tensor.get(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> tensor.get(-1, 0));
        assertEquals(
                "expected 2 indices for shape [2, 3], found 1",
                assertThrows(IndexOutOfBoundsException.class, () -> tensor.get(1))
                        .getMessage());
    }

    @Test
    void isCloseWithinTheToleranceOnly() {
        Tensor tensor = Tensor.of(Shape.of(2), 1, -2);
        assertTrue(tensor.isClose(Tensor.of(Shape.of(2), 1, -2), 0));
        assertTrue(tensor.isClose(Tensor.of(Shape.of(2), 1.5f, -2), 0.5f));
        assertFalse(tensor.isClose(Tensor.of(Shape.of(2), 1.5f, -2), Math.nextDown(0.5f)));
        assertFalse(tensor.isClose(Tensor.of(Shape.of(2), 1, -2.6f), 0.5f));
        assertFalse(tensor.isClose(Tensor.of(Shape.of(2, 1), 1, -2), 1));
        assertTrue(Tensor.of(Shape.of(1), 0f).isClose(Tensor.of(Shape.of(1), -0f), 0));
        assertTrue(counting(2, 3).permute(1, 0).isClose(Tensor.of(Shape.of(3, 2), 0, 3, 1, 4, 2, 5), 0));
    }

    @Test
    void isCloseWhereBothAreNotFiniteInTheSameWay() {
        Tensor odd = Tensor.of(Shape.of(3), NAN, INF, -INF);
        assertTrue(odd.isClose(odd.permute(0), 0));
        assertFalse(odd.isClose(Tensor.of(Shape.of(3), 0, INF, -INF), Float.MAX_VALUE));
        assertFalse(odd.isClose(Tensor.of(Shape.of(3), NAN, -INF, -INF), Float.MAX_VALUE));
        assertFalse(odd.isClose(Tensor.of(Shape.of(3), NAN, INF, -Float.MAX_VALUE), Float.MAX_VALUE));
        assertFalse(odd.isClose(Tensor.of(Shape.of(3), NAN, NAN, -INF), Float.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(floats = {-1e-30f, Float.NaN})
    void refusesAToleranceThatNothingIsWithin(float tolerance) {
        assertThrows(IllegalArgumentException.class, () -> counting(2).isClose(counting(2), tolerance));
    }

    @Test
    void printsShapeAndValues() {
        assertEquals("Tensor[] 2.5000", Tensor.of(Shape.of(), 2.5f).toString());
        assertEquals("Tensor[0] []", Tensor.zeros(Shape.of(0)).toString());
        assertEquals("Tensor[3] [0.0000, 1.0000, 2.0000]", counting(3).toString());
        assertEquals("""
            Tensor[2, 2, 2]
            [[[0.0000, 1.0000],
              [2.0000, 3.0000]],
             [[4.0000, 5.0000],
              [6.0000, 7.0000]]]\
            """, counting(2, 2, 2).toString());
        assertEquals(
                "Tensor[2, 2]\n[[0.0000, 2.0000],\n [1.0000, 3.0000]]",
                counting(2, 2).permute(1, 0).toString());
    }

    @Test
    void printsNumbersThatFourDecimalsWouldHideWithTheirExponent() {
        assertEquals(
                "Tensor[7] [0.0010, 9.0E-4, -1.0E-10, 1000000.0, NaN, Infinity, -Infinity]",
                Tensor.of(Shape.of(7), 0.001f, 0.0009f, -1e-10f, 1e6f, NAN, INF, -INF)
                        .toString());
        assertEquals(
                "Tensor[2] [-999999.0000, 0.0000]",
                Tensor.of(Shape.of(2), -999999, 0).toString());
    }

    @Test
    void printsOnlyTheEndsOfLongDimensions() {
        assertEquals(
                "Tensor[7] [0.0000, 1.0000, 2.0000, 3.0000, 4.0000, 5.0000, 6.0000]",
                counting(7).toString());
        assertEquals(
                "Tensor[8] [0.0000, 1.0000, 2.0000, ..., 5.0000, 6.0000, 7.0000]",
                counting(8).toString());
        String[] lines = counting(100, 100).toString().split("\n");
        assertEquals(8, lines.length);
        assertEquals("[[0.0000, 1.0000, 2.0000, ..., 97.0000, 98.0000, 99.0000],", lines[1]);
        assertEquals(" ...,", lines[4]);
        assertTrue(Tensor.full(Shape.of(1000, 1000, 1000, 1000), 1).toString().length() < 30_000);
    }
}
