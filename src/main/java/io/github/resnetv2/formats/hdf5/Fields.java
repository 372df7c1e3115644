package io.github.resnetv2.formats.hdf5;

import io.github.resnetv2.weights.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Consecutive little-endian fields; reading beyond their end is an error of the file, with the place named. */
final class Fields {
    private final String source;
    private final long start;
    private final ByteBuffer bytes;

    /** The fields in a buffer that was read from {@code start} on. */
    Fields(String source, long start, ByteBuffer bytes) {
        this.source = source;
        this.start = start;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Where in the file the next field lies. */
    long address() {
        return start + bytes.position();
    }

    int remaining() {
        return bytes.remaining();
    }

    int u8() throws ModelFormatException {
        return Byte.toUnsignedInt(require(1).get());
    }

    int u16() throws ModelFormatException {
        return Short.toUnsignedInt(require(2).getShort());
    }

    long u32() throws ModelFormatException {
        return Integer.toUnsignedLong(require(4).getInt());
    }

    /** An address or a length; addresses may be {@link Hdf5Bytes#UNDEFINED}. */
    long i64() throws ModelFormatException {
        return require(8).getLong();
    }

    Fields skip(int count) throws ModelFormatException {
        require(count).position(bytes.position() + count);
        return this;
    }

    /** The next bytes as fields of their own; this moves on behind them. */
    Fields take(long count) throws ModelFormatException {
        if (count < 0 || count > bytes.remaining()) {
            throw damaged("expected " + count + " more bytes, found " + bytes.remaining());
        }
        Fields part = new Fields(source, address(), bytes.slice(bytes.position(), (int) count));
        bytes.position(bytes.position() + (int) count);
        return part;
    }

    /** The text of the next bytes, up to the first NUL among them. */
    String text(int count) throws ModelFormatException {
        ByteBuffer checked = require(count);
        byte[] utf8 = new byte[count];
        checked.get(utf8);
        int length = 0;
        while (length < count && utf8[length] != 0) {
            length++;
        }
        return new String(utf8, 0, length, StandardCharsets.UTF_8);
    }

    /** The text at an offset from here, up to the NUL that must follow it within {@code most} bytes. */
    String textAt(long offset, int most) throws ModelFormatException {
        if (offset < 0 || offset >= bytes.remaining()) {
            throw damaged("expected text at " + bytes.remaining() + " at most, found " + offset);
        }
        int from = bytes.position() + (int) offset;
        int end = from;
        while (end < bytes.limit() && end - from < most && bytes.get(end) != 0) {
            end++;
        }
        if (end == bytes.limit() || bytes.get(end) != 0) {
            throw damaged("the text at " + offset + " does not end within " + (end - from) + " bytes");
        }
        byte[] utf8 = new byte[end - from];
        bytes.get(from, utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    ModelFormatException damaged(String what) {
        return new ModelFormatException(source + ": offset " + address() + ": " + what);
    }

    private ByteBuffer require(int count) throws ModelFormatException {
        if (bytes.remaining() < count) {
            throw damaged("expected " + count + " more bytes, found " + bytes.remaining());
        }
        return bytes;
    }
}
