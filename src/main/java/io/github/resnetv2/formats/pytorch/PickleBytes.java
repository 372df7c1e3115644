package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of one or more pickles, read forward through a small window. */
final class PickleBytes {
    private static final int WINDOW = 1 << 16;
    private static final int LONGEST_NAME = 256;

    private final ByteSource source;
    private final long end;
    private final ByteBuffer window;
    /** Where in the source the byte after the window is. */
    private long next;

    /** The first {@code length} bytes of a source. */
    PickleBytes(ByteSource source, long length) {
        this.source = source;
        this.end = length;
        this.window = ByteBuffer.allocate((int) Math.min(WINDOW, length))
                .order(ByteOrder.LITTLE_ENDIAN)
                .limit(0);
    }

    /** Offset in the source of the byte that is read next. */
    long position() {
        return next - window.remaining();
    }

    void skip(int bytes) throws IOException {
        require(bytes).position(window.position() + bytes);
    }

    boolean isAtEnd() {
        return position() == end;
    }

    int unsignedByte() throws IOException {
        return Byte.toUnsignedInt(require(1).get());
    }

    int unsignedShort() throws IOException {
        return Short.toUnsignedInt(require(2).getShort());
    }

    int int32() throws IOException {
        return require(4).getInt();
    }

    /** A double, which pickle alone stores big-endian. */
    double bigEndianDouble() throws IOException {
        return Double.longBitsToDouble(Long.reverseBytes(require(8).getLong()));
    }

    /** A two's complement integer of up to eight bytes. */
    long integer(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) unsignedByte() << (8 * i);
        }
        int unused = 64 - 8 * bytes;
        return bytes == 0 ? 0 : value << unused >> unused;
    }

    /** So many bytes of UTF-8. */
    String text(long length) throws IOException {
        if (length > end - position()) {
            throw damaged("expected " + length + " bytes of text, found " + (end - position()));
        }
        byte[] bytes = new byte[(int) length];
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(bytes.length - at, window.capacity());
            require(count).get(bytes, at, count);
            at += count;
        }
        return decode(bytes, bytes.length);
    }

    /** The text up to the next line feed, which is consumed. */
    String line() throws IOException {
        byte[] bytes = new byte[LONGEST_NAME];
        for (int length = 0; length < LONGEST_NAME; length++) {
            bytes[length] = (byte) unsignedByte();
            if (bytes[length] == '\n') {
                return decode(bytes, length);
            }
        }
        throw damaged("a name is longer than " + LONGEST_NAME + " bytes");
    }

    /** What to throw when the pickle makes no sense at the present position. */
    ModelFormatException damaged(String what) {
        return damaged(position(), what);
    }

    /** What to throw when the pickle makes no sense at a position. */
    ModelFormatException damaged(long at, String what) {
        return new ModelFormatException(source.name() + ": pickle offset " + at + ": " + what);
    }

    private String decode(byte[] bytes, int length) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(
                    source.name() + ": pickle offset " + position() + ": the text before it is not UTF-8", e);
        }
    }

    /** The window, holding at least so many bytes. */
    private ByteBuffer require(int bytes) throws IOException {
        if (window.remaining() < bytes) {
            if (bytes > end - position()) {
                throw damaged("expected " + bytes + " more bytes, found " + (end - position()));
            }
            window.compact();
            window.limit((int) Math.min(window.capacity(), window.position() + (end - next)));
            int count = window.remaining();
            source.read(next, window);
            next += count;
            window.flip();
        }
        return window;
    }
}
