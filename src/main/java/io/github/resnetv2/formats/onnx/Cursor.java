package io.github.resnetv2.formats.onnx;

import java.io.IOException;

/** A place in a stretch of a protobuf file. */
final class Cursor {
    private final ProtobufBytes bytes;
    private final long end;
    private long at;

    /** Begins at {@code start}; the stretch ends before {@code end}, and all of it lies inside the file. */
    Cursor(ProtobufBytes bytes, long start, long end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    long position() {
        return at;
    }

    boolean atEnd() {
        return at == end;
    }

    /** Reads a number of up to 64 bits, seven a byte, the lowest first; the top bit of a byte says that more follow. */
    long varint() throws IOException {
        long start = at;
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == end) {
                throw bytes.error(start, "a number is cut off");
            }
            int next = bytes.at(at++);
            if (shift == 63 && next > 1) {
                break;
            }
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw bytes.error(start, "expected a number of at most 64 bits, found a longer one");
    }

    /**
     * Steps over bytes.
     *
     * @param count how many; taken as unsigned, as it may come from the file
     * @return where they began
     */
    long skip(long count) throws IOException {
        if (count < 0 || count > end - at) {
            throw bytes.error(
                    at, "expected " + Long.toUnsignedString(count) + " bytes, found " + (end - at) + " before the end");
        }
        long start = at;
        at += count;
        return start;
    }
}
