package io.github.resnetv2.formats.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StoredValuesTest {
    /** The numbers 0, 1, 2, ... 99, after 3 bytes of something else. */
    private static ByteSource counting(DType dtype, ByteOrder order) {
        ByteBuffer bytes =
                ByteBuffer.allocate(3 + 100 * dtype.bytes()).order(order).position(3);
        for (int i = 0; i < 100; i++) {
            switch (dtype) {
                case F32 -> bytes.putFloat(i);
                case F16 -> bytes.putShort((short) (i == 0 ? 0 : half(i)));
                case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(i) >>> 16));
                case F64 -> bytes.putDouble(i);
                case I64, U64 -> bytes.putLong(i);
                case I32, U32 -> bytes.putInt(i);
                case I16, U16 -> bytes.putShort((short) i);
                default -> bytes.put((byte) i);
            }
        }
        return ByteSource.of(bytes.flip(), "x.bin");
    }

    /** A small whole number as a half, exactly. */
    private static int half(int number) {
        int exponent = 31 - Integer.numberOfLeadingZeros(number);
        return (exponent + 15) << 10 | ((number << 10 >> exponent) & 0x3ff);
    }

    private static double[] expected(DType dtype, double... numbers) {
        double[] expected = numbers.clone();
        for (int i = 0; dtype == DType.BOOL && i < expected.length; i++) {
            expected[i] = Math.min(1, expected[i]);
        }
        return expected;
    }

    @ParameterizedTest
    @EnumSource
    void readsContiguousValuesInEitherOrder(DType dtype) throws IOException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            int offset = 3 + 10 * dtype.bytes();
            Entry entry = StoredValues.contiguous("w", dtype, Shape.of(2, 3), counting(dtype, order), offset, order);
            assertArrayEquals(expected(dtype, 10, 11, 12, 13, 14, 15), entry.toDoubleArray());
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsStridedValuesInEitherOrder(DType dtype) throws IOException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            int offset = 3 + 2 * dtype.bytes();
            Entry entry = StoredValues.strided(
                    "w", dtype, Shape.of(2, 3), new long[] {1, 30}, counting(dtype, order), offset, order);
            assertArrayEquals(expected(dtype, 2, 32, 62, 3, 33, 63), entry.toDoubleArray());
        }
    }

    @Test
    void readsTransposedPermutedAndExpandedViews() throws IOException {
        // [2, 3, 2, 4] with the channels stored last.
        assertStrided(Shape.of(2, 3, 2, 4), 24, 1, 12, 3);
        assertStrided(Shape.of(5, 7), 1, 5);
        assertStrided(Shape.of(3, 4), 0, 1);
        assertStrided(Shape.of(3, 4), 1, 0);
        assertStrided(Shape.of(3), 0);
        assertStrided(Shape.of(1, 3, 1), 12345678901L, 4, 999);
        assertStrided(Shape.of(2, 3), 10, 3);
        assertStrided(Shape.of(), new long[0]);
        assertStrided(Shape.of(2, 0, 3), 99, 99, 99);
    }

    private static void assertStrided(Shape shape, long... strides) throws IOException {
        ByteSource source = counting(DType.F32, ByteOrder.LITTLE_ENDIAN);
        double[] expected = new double[(int) shape.elements()];
        for (int i = 0; i < expected.length; i++) {
            int rest = i;
            for (int d = shape.rank() - 1; d >= 0; d--) {
                expected[i] += rest % shape.size(d) * (double) strides[d];
                rest /= shape.size(d);
            }
        }
        Entry entry = StoredValues.strided("w", DType.F32, shape, strides, source, 3, ByteOrder.LITTLE_ENDIAN);
        assertArrayEquals(expected, entry.toDoubleArray());
    }

    @Test
    void aStridedViewLongerThanAPortionIsWhole() throws IOException {
        int rows = 300;
        int columns = 401;
        ByteBuffer bytes = ByteBuffer.allocate(rows * columns * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows * columns; i++) {
            bytes.putFloat(i);
        }
        ByteSource source = ByteSource.of(bytes.flip(), "x.bin");
        float[] values = StoredValues.strided(
                        "w",
                        DType.F32,
                        Shape.of(columns, rows),
                        new long[] {1, columns},
                        source,
                        0,
                        ByteOrder.LITTLE_ENDIAN)
                .toTensor()
                .toArray();
        for (int i = 0; i < values.length; i++) {
            assertEquals(i % rows * columns + i / rows, values[i]);
        }
    }

    @Test
    void refusesWhatReachesOutsideTheSource() {
        assertRefused("expected 404 bytes at offset 3", () -> contiguous(Shape.of(101), 3));
        assertRefused("expected 400 bytes at offset 4", () -> contiguous(Shape.of(100), 4));
        assertRefused("bytes at offset 18446744073709551615", () -> contiguous(Shape.of(1), -1));
        assertRefused("bytes at offset", () -> contiguous(Shape.of(1), Long.MAX_VALUE));
        assertRefused("the size of", () -> contiguous(Shape.of(1 << 30, 1 << 30, 2), 3));
        assertRefused("expected 404 bytes", () -> strided(Shape.of(2, 2), 50, 50));
        assertRefused("expected strides from 0 on", () -> strided(Shape.of(2, 2), -1, 1));
        assertRefused("expected strides from 0 on", () -> strided(Shape.of(2, 2), Long.MAX_VALUE, 1));
        assertRefused("expected strides from 0 on", () -> strided(Shape.of(3, 3), 1L << 62, 1L << 62));
        assertRefused("expected 2 strides", () -> strided(Shape.of(2, 2), 1));
    }

    @Test
    void refusesToMakeMuchOfLittle() {
        assertRefused("must not repeat", () -> strided(Shape.of(50_000, 40_000), 0, 0));
        assertRefused("must not repeat", () -> strided(Shape.of(1_000_000, 2), 0, 1));
    }

    @Test
    void boundsDeclaredShapes() throws ModelFormatException {
        Limits limits = Limits.DEFAULT;
        assertEquals(Shape.of(2, 0, 3), StoredShape.of(new long[] {2, 0, 3}, limits, "x"));
        assertEquals(Shape.of(), StoredShape.of(new long[0], limits, "x"));
        for (long[] sizes : new long[][] {
            {-1},
            {1L << 31},
            {1 << 16, 1 << 16},
            {Long.MAX_VALUE, Long.MAX_VALUE},
            {0, 1L << 30, 1L << 30, 1L << 30},
            {Integer.MAX_VALUE},
            new long[33]
        }) {
            assertRefused("x: ", () -> StoredShape.of(sizes, limits, "x"));
        }
    }

    private static Entry contiguous(Shape shape, long offset) throws IOException {
        return StoredValues.contiguous("w", DType.F32, shape, counting(DType.F32, ByteOrder.LITTLE_ENDIAN), offset);
    }

    private static Entry strided(Shape shape, long... strides) throws IOException {
        ByteSource source = counting(DType.F32, ByteOrder.LITTLE_ENDIAN);
        return StoredValues.strided("w", DType.F32, shape, strides, source, 3, ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertRefused(String expected, Executable call) {
        String message = assertThrows(ModelFormatException.class, call).getMessage();
        assertTrue(message.contains(expected), message);
    }
}
