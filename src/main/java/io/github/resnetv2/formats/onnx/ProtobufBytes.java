package io.github.resnetv2.formats.onnx;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a protobuf file, read through a small window, and the memory that may be spent on what they describe. */
final class ProtobufBytes {
    /** Small, as it is filled anew behind every tensor that is skipped. */
    private static final int WINDOW = 8 << 10;

    private final ByteSource source;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private final int allowance;
    private long windowStart;
    private long spent;

    /**
     * Begins to read a file.
     *
     * @param source the file
     * @param allowance how many bytes of memory its description may take
     */
    ProtobufBytes(ByteSource source, int allowance) {
        this.source = source;
        this.allowance = allowance;
    }

    ByteSource source() {
        return source;
    }

    /** The byte at a position inside the file, 0 to 255. */
    int at(long position) throws IOException {
        if (position < windowStart || position >= windowStart + window.limit()) {
            window.clear().limit((int) Math.min(WINDOW, source.size() - position));
            source.read(position, window);
            windowStart = position;
        }
        return Byte.toUnsignedInt(window.get((int) (position - windowStart)));
    }

    /**
     * Accounts for memory that is about to be taken for something of the file's description.
     *
     * @throws ModelFormatException if it would be more than allowed
     */
    void charge(long bytes) throws ModelFormatException {
        spent += bytes;
        if (spent > allowance) {
            throw new ModelFormatException(source.name() + ": expected a graph whose description takes at most "
                    + allowance + " bytes of memory, found a larger one");
        }
    }

    ModelFormatException error(long position, String what) {
        return new ModelFormatException(source.name() + ": offset " + position + ": " + what);
    }
}
