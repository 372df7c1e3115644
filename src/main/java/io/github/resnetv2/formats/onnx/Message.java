package io.github.resnetv2.formats.onnx;

import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One protobuf message: a walk over its fields in the order of the file.
 *
 * <p>{@link #next} steps to a field, {@link #field} says which it is, and one of the other methods takes its value; a value
 * that is not taken is skipped. Every length is checked against what remains of the message around it.
 *
 * <p>Written after <a href="https://protobuf.dev/programming-guides/encoding/">the encoding of protocol buffers</a>.
 */
final class Message {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    /** What an object and its place in a list take, roughly. */
    private static final int OBJECT_BYTES = 64;

    private final ProtobufBytes bytes;
    private final Cursor cursor;
    private int field;
    private int wire;
    /** A varint itself; of other values where they begin. */
    private long value;

    private long length;
    private long fieldStart;

    private Message(ProtobufBytes bytes, long start, long end) {
        this.bytes = bytes;
        this.cursor = new Cursor(bytes, start, end);
    }

    /** The message that a whole file is. */
    static Message of(ProtobufBytes bytes) {
        return new Message(bytes, 0, bytes.source().size());
    }

    /** A stretch of the file. */
    record Range(long start, long length) {}

    /**
     * Steps to the next field.
     *
     * @return false at the end of the message
     * @throws ModelFormatException if the bytes there are no field, or it reaches beyond the message
     */
    boolean next() throws IOException {
        if (cursor.atEnd()) {
            return false;
        }
        fieldStart = cursor.position();
        long tag = cursor.varint();
        if (tag >>> 3 == 0 || tag >>> 32 != 0) {
            throw error("expected the number of a field, found " + Long.toUnsignedString(tag >>> 3));
        }
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        switch (wire) {
            case VARINT -> {
                long start = cursor.position();
                value = cursor.varint();
                length = cursor.position() - start;
            }
            case FIXED_64 -> fixed(Long.BYTES);
            case FIXED_32 -> fixed(Integer.BYTES);
            case BYTES -> fixed(cursor.varint());
            default -> throw error("expected a number or bytes, found wire type " + wire);
        }
        return true;
    }

    private void fixed(long size) throws IOException {
        value = cursor.skip(size);
        length = size;
    }

    /** The number of the field that was stepped to. */
    int field() {
        return field;
    }

    /** The field's value, a number of up to 64 bits. */
    long integer() throws IOException {
        require(VARINT);
        return value;
    }

    /** The field's value, a single-precision number. */
    float number() throws IOException {
        require(FIXED_32);
        return float32(value);
    }

    /** The field's value, text; what is not UTF-8 is replaced. */
    String text() throws IOException {
        require(BYTES);
        bytes.charge(OBJECT_BYTES + 2 * length);
        ByteBuffer utf8 = bytes.source().slice(value, (int) length);
        return StandardCharsets.UTF_8.decode(utf8).toString();
    }

    /** The field's value, a message. */
    Message message() throws IOException {
        require(BYTES);
        bytes.charge(4 * OBJECT_BYTES);
        return new Message(bytes, value, value + length);
    }

    /** Where the field's value is: bytes, or a number as it is stored. */
    Range range() throws IOException {
        bytes.charge(OBJECT_BYTES);
        return new Range(wire == VARINT ? cursor.position() - length : value, length);
    }

    /** Adds the numbers of a repeated field: one of many, or all packed together. */
    void integersInto(List<Long> target) throws IOException {
        if (wire == VARINT) {
            bytes.charge(OBJECT_BYTES);
            target.add(value);
            return;
        }
        require(BYTES);
        Cursor packed = new Cursor(bytes, value, value + length);
        while (!packed.atEnd()) {
            bytes.charge(OBJECT_BYTES);
            target.add(packed.varint());
        }
    }

    /** Adds the single-precision numbers of a repeated field: one of many, or all packed together. */
    void numbersInto(List<Float> target) throws IOException {
        if (wire != FIXED_32) {
            require(BYTES);
            if (length % Float.BYTES != 0) {
                throw error("expected numbers of 4 bytes, found " + length + " bytes");
            }
        }
        for (long at = value; at < value + length; at += Float.BYTES) {
            bytes.charge(OBJECT_BYTES);
            target.add(float32(at));
        }
    }

    /** An error at the field that was stepped to. */
    ModelFormatException error(String what) {
        return bytes.error(fieldStart, what);
    }

    private float float32(long position) throws IOException {
        int bits = 0;
        for (int i = 0; i < Float.BYTES; i++) {
            bits |= bytes.at(position + i) << (Byte.SIZE * i);
        }
        return Float.intBitsToFloat(bits);
    }

    private void require(int expected) throws ModelFormatException {
        if (wire != expected) {
            throw error("expected field " + field + " with wire type " + expected + ", found " + wire);
        }
    }
}
