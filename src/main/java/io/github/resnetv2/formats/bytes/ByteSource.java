package io.github.resnetv2.formats.bytes;

import io.github.resnetv2.weights.ModelFormatException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Random access to the bytes of one file, wherever they are: what every format reader reads from.
 *
 * <p>A file is read through positioned reads, never mapped: a mapping would outlive the load, and a file cut short
 * underneath it would be an error of the virtual machine instead of an exception. Safe for use by several threads.
 */
public interface ByteSource extends Closeable {
    /**
     * The number of bytes.
     *
     * @return zero or more, fixed when the source was opened
     */
    long size();

    /**
     * Fills the rest of {@code target} with the bytes from {@code position} on.
     *
     * @param position offset of the first byte; any number, as it may come from the file itself
     * @param target takes the bytes and ends full
     * @throws ModelFormatException if they do not all lie inside the source, or the file became shorter
     * @throws IOException if they cannot be read
     */
    void read(long position, ByteBuffer target) throws IOException;

    /**
     * What to call this source in an error message.
     *
     * @return a file's name without its folder, {@code <bytes>}, {@code <stream>}, or for a window what it was called: archive
     *     and entry, for instance
     */
    String name();

    /**
     * The bytes {@code [position, position + length)}.
     *
     * @param position offset of the first byte; any number
     * @param length how many; any number
     * @return a fresh little-endian buffer that is exactly its own array
     * @throws ModelFormatException if they do not all lie inside the source; checked before memory is taken
     * @throws IOException if they cannot be read
     */
    default ByteBuffer slice(long position, int length) throws IOException {
        requireInside(position, length);
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        read(position, buffer);
        return buffer.flip();
    }

    /**
     * The bytes {@code [position, position + length)} as a source of their own. Closing it does nothing.
     *
     * @param position offset of the first byte; any number
     * @param length how many; any number
     * @param name what to call the window in an error message
     * @return reads from this source
     * @throws ModelFormatException if they do not all lie inside this source
     */
    default ByteSource window(long position, long length, String name) throws ModelFormatException {
        requireInside(position, length);
        return new WindowSource(this, position, length, name);
    }

    /**
     * Checks that a range lies inside this source.
     *
     * @param position offset of the first byte; any number
     * @param length how many bytes; any number
     * @throws ModelFormatException if it does not
     */
    default void requireInside(long position, long length) throws ModelFormatException {
        if (position < 0 || length < 0 || length > size() || position > size() - length) {
            throw new ModelFormatException(name() + ": expected " + Long.toUnsignedString(length) + " bytes at offset "
                    + Long.toUnsignedString(position) + ", found " + size() + " bytes in all");
        }
    }

    /**
     * A file, opened for reading until closed.
     *
     * @param file a regular file
     * @return the source
     * @throws IOException if it cannot be opened
     */
    static ByteSource open(Path file) throws IOException {
        return open(file, String.valueOf(file.getFileName()));
    }

    /**
     * A file, opened for reading until closed.
     *
     * @param file a regular file
     * @param name what to call it in an error message
     * @return the source
     * @throws IOException if it cannot be opened
     */
    static ByteSource open(Path file, String name) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new ChannelSource(channel, channel.size(), name);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The remaining bytes of a buffer, shared; the buffer's own position and order are left alone.
     *
     * @param bytes not to be changed while the source is in use
     * @param name what to call it in an error message
     * @return the source
     */
    static ByteSource of(ByteBuffer bytes, String name) {
        return new BufferSource(bytes.slice(), name);
    }

    /**
     * The bytes of a stream, read to its end into memory. The stream is not closed.
     *
     * @param stream read from where it stands
     * @param maxBytes the most it may hold
     * @param name what to call it in an error message
     * @return the source
     * @throws ModelFormatException if the stream holds more
     * @throws IOException if it cannot be read
     */
    static ByteSource of(InputStream stream, long maxBytes, String name) throws IOException {
        return ChunkedSource.readFully(stream, maxBytes, name);
    }
}
