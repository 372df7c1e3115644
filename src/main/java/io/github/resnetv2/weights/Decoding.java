package io.github.resnetv2.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Stored numbers to Java's, portion by portion. */
final class Decoding {
    private Decoding() {}

    /**
     * Decodes every element of {@code portion} (little-endian) into {@code target} from {@code at}; returns the end.
     */
    static int toFloats(DType dtype, ByteBuffer portion, float[] target, int at) {
        ByteBuffer bytes = portion.slice().order(ByteOrder.LITTLE_ENDIAN);
        int count = bytes.remaining() / dtype.bytes();
        switch (dtype) {
            case F32 -> bytes.asFloatBuffer().get(target, at, count);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = Half.toFloat(bytes.getShort(2 * i));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    target[at + i] = (float) element(dtype, bytes, i * dtype.bytes());
                }
            }
        }
        return at + count;
    }

    /**
     * Decodes every element of {@code portion} (little-endian) into {@code target} from {@code at}; returns the end.
     */
    static int toDoubles(DType dtype, ByteBuffer portion, double[] target, int at) {
        ByteBuffer bytes = portion.slice().order(ByteOrder.LITTLE_ENDIAN);
        int count = bytes.remaining() / dtype.bytes();
        for (int i = 0; i < count; i++) {
            target[at + i] = element(dtype, bytes, i * dtype.bytes());
        }
        return at + count;
    }

    private static double element(DType dtype, ByteBuffer bytes, int at) {
        return switch (dtype) {
            case F32 -> bytes.getFloat(at);
            case F16 -> Half.toFloat(bytes.getShort(at));
            case BF16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
            case F64 -> bytes.getDouble(at);
            case I64 -> bytes.getLong(at);
            case I32 -> bytes.getInt(at);
            case I16 -> bytes.getShort(at);
            case I8 -> bytes.get(at);
            case U64 -> unsigned(bytes.getLong(at));
            case U32 -> Integer.toUnsignedLong(bytes.getInt(at));
            case U16 -> Short.toUnsignedInt(bytes.getShort(at));
            case U8 -> Byte.toUnsignedInt(bytes.get(at));
            case BOOL -> bytes.get(at) == 0 ? 0 : 1;
        };
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }
}
