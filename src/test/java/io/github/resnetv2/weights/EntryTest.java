package io.github.resnetv2.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class EntryTest {
    /** An entry of two values, each in a portion of its own. */
    private static Entry entry(DType dtype, Consumer<ByteBuffer> first, Consumer<ByteBuffer> second) {
        return new Entry("x", dtype, Shape.of(2), sink -> {
            for (Consumer<ByteBuffer> value : List.of(first, second)) {
                ByteBuffer bytes = ByteBuffer.allocate(dtype.bytes() + 8).order(ByteOrder.LITTLE_ENDIAN);
                value.accept(bytes.position(8));
                sink.accept(bytes.position(8).limit(8 + dtype.bytes()));
            }
        });
    }

    private static void assertValues(Entry entry, double first, double second) throws IOException {
        assertArrayEquals(new double[] {first, second}, entry.toDoubleArray());
        assertArrayEquals(
                new float[] {(float) first, (float) second}, entry.toTensor().toArray());
    }

    @Test
    void decodesEveryNumberType() throws IOException {
        assertValues(entry(DType.F32, b -> b.putFloat(1.1f), b -> b.putFloat(-0f)), 1.1f, -0.0);
        assertValues(entry(DType.F64, b -> b.putDouble(1.1), b -> b.putDouble(1e300)), 1.1, 1e300);
        assertValues(
                entry(DType.F16, b -> b.putShort((short) 0x3c01), b -> b.putShort((short) 0xfc00)),
                1 + 0x1p-10,
                Double.NEGATIVE_INFINITY);
        assertValues(
                entry(DType.BF16, b -> b.putShort((short) 0xbf81), b -> b.putShort((short) 0x0001)),
                -1 - 0x1p-7,
                0x1p-133);
        assertValues(entry(DType.I64, b -> b.putLong(Long.MIN_VALUE), b -> b.putLong((1L << 53) + 1)), -0x1p63, 0x1p53);
        assertValues(entry(DType.U64, b -> b.putLong(-1), b -> b.putLong(5)), 0x1p64, 5);
        assertValues(entry(DType.I32, b -> b.putInt(-5), b -> b.putInt(7)), -5, 7);
        assertValues(entry(DType.U32, b -> b.putInt(-1), b -> b.putInt(7)), 4294967295.0, 7);
        assertValues(entry(DType.I16, b -> b.putShort((short) -5), b -> b.putShort((short) 7)), -5, 7);
        assertValues(entry(DType.U16, b -> b.putShort((short) -1), b -> b.putShort((short) 7)), 65535, 7);
        assertValues(entry(DType.I8, b -> b.put((byte) -5), b -> b.put((byte) 7)), -5, 7);
        assertValues(entry(DType.U8, b -> b.put((byte) -1), b -> b.put((byte) 7)), 255, 7);
        assertValues(entry(DType.BOOL, b -> b.put((byte) 0), b -> b.put((byte) 9)), 0, 1);
    }

    @Test
    void anEntryOfATensorGivesBackItsValues() throws IOException {
        Tensor large = Tensor.build(Shape.of(3, 70_000), values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = i * 0.5f;
            }
        });
        for (Tensor tensor : new Tensor[] {
            large, large.permute(1, 0), large.slice(0, 1, 2), Tensor.zeros(Shape.of(2, 0)), Tensor.of(Shape.of(), 7)
        }) {
            Entry entry = Entry.of("x", tensor);
            assertEquals(tensor.shape(), entry.shape());
            assertEquals(tensor.shape().elements() * 4, entry.byteSize());
            assertArrayEquals(tensor.toArray(), entry.toTensor().toArray());
        }
    }

    @Test
    void tooFewOrTooManyValuesAreAnErrorThatNamesTheEntry() {
        for (int count : new int[] {0, 1, 3, 4}) {
            Entry entry = new Entry("x", DType.F32, Shape.of(2), sink -> {
                for (int i = 0; i < count; i++) {
                    sink.accept(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN));
                }
            });
            ModelFormatException error = assertThrows(ModelFormatException.class, entry::toTensor);
            assertTrue(error.getMessage().startsWith("x: expected "), error.getMessage());
            assertThrows(ModelFormatException.class, entry::toDoubleArray);
        }
    }
}
