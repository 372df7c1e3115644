package io.github.resnetv2.formats.bytes;

import io.github.resnetv2.weights.ModelFormatException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Random access to the bytes of one file, wherever they are: what every format reader reads from.
 *
 * <p>A file is read through positioned reads, never mapped: a mapping would outlive the load, and a file cut short
 * underneath it would be an error of the virtual machine instead of an exception.
 */
public interface ByteSource extends Closeable {
    /** The number of bytes. */
    long size();

    /**
     * Fills the rest of {@code target} from the bytes at {@code position}.
     *
     * @throws EOFException if the source ends before the target is full
     */
    void read(long position, ByteBuffer target) throws IOException;

    /** What to call this source in an error message: a file's name, or {@code <bytes>}. */
    String name();

    /**
     * The bytes {@code [position, position + length)} in a fresh little-endian buffer.
     *
     * @throws ModelFormatException if they do not all lie inside the source; checked before memory is taken
     */
    default ByteBuffer slice(long position, int length) throws IOException {
        if (position < 0 || length < 0 || position > size() - length) {
            throw new ModelFormatException(name() + ": expected " + length + " bytes at offset " + position
                    + ", found a file of " + size() + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        read(position, buffer);
        return buffer.flip();
    }

    /** A file, opened for reading until closed. */
    static ByteSource open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new ChannelSource(channel, channel.size(), String.valueOf(file.getFileName()));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The remaining bytes of a buffer; the buffer's own position and order are left alone. */
    static ByteSource of(ByteBuffer bytes, String name) {
        return new BufferSource(bytes.slice(), name);
    }

    /** Bytes in a file. */
    record ChannelSource(FileChannel channel, long size, String name) implements ByteSource {
        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            long at = position;
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    throw new EOFException(name + ": the file ended at offset " + at + " while it was read");
                }
                at += count;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Bytes in memory, or a window of another source held there. */
    record BufferSource(ByteBuffer bytes, String name) implements ByteSource {
        @Override
        public long size() {
            return bytes.capacity();
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            if (position < 0 || position > size() - target.remaining()) {
                throw new EOFException(name + ": expected " + target.remaining() + " bytes at offset " + position
                        + ", found " + size() + " in all");
            }
            int length = target.remaining();
            target.put(bytes.slice((int) position, length));
        }

        @Override
        public void close() {}
    }
}
