package io.github.resnetv2.formats.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a protobuf message field by field, in whatever order and form a test wants. */
final class ProtoBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A number field. */
    ProtoBytes integer(int field, long value) {
        raw((long) field << 3);
        raw(value);
        return this;
    }

    /** A field of four bytes. */
    ProtoBytes number(int field, float value) {
        raw((long) field << 3 | 5);
        out.writeBytes(floats(value));
        return this;
    }

    /** A field of bytes. */
    ProtoBytes bytes(int field, byte[] value) {
        raw((long) field << 3 | 2);
        raw(value.length);
        out.writeBytes(value);
        return this;
    }

    /** A field of text. */
    ProtoBytes text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A field that is a message. */
    ProtoBytes message(int field, ProtoBytes value) {
        return bytes(field, value.toByteArray());
    }

    /** Numbers packed together in one field. */
    ProtoBytes packed(int field, long... values) {
        ProtoBytes numbers = new ProtoBytes();
        for (long value : values) {
            numbers.raw(value);
        }
        return message(field, numbers);
    }

    /** A bare varint. */
    ProtoBytes raw(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }

    static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static byte[] doubles(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        return bytes.array();
    }
}
