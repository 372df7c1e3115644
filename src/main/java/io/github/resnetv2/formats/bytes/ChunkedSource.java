package io.github.resnetv2.formats.bytes;

import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes in memory in chunks of one size, the last one shorter: a stream of unknown length is taken without ever copying
 * what is already there, and may be longer than an array.
 */
record ChunkedSource(List<byte[]> chunks, long size, String name) implements ByteSource {
    private static final int CHUNK_BITS = 20;
    private static final int CHUNK = 1 << CHUNK_BITS;

    static ChunkedSource readFully(InputStream stream, long maxBytes, String name) throws IOException {
        List<byte[]> chunks = new ArrayList<>();
        long size = 0;
        byte[] chunk;
        do {
            chunk = stream.readNBytes(CHUNK);
            size += chunk.length;
            if (size > maxBytes) {
                throw new ModelFormatException(name + ": expected at most " + maxBytes + " bytes, found more");
            }
            chunks.add(chunk);
        } while (chunk.length == CHUNK);
        return new ChunkedSource(chunks, size, name);
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        requireInside(position, target.remaining());
        long at = position;
        while (target.hasRemaining()) {
            byte[] chunk = chunks.get((int) (at >>> CHUNK_BITS));
            int from = (int) at & (CHUNK - 1);
            int count = Math.min(chunk.length - from, target.remaining());
            target.put(chunk, from, count);
            at += count;
        }
    }

    @Override
    public void close() {}
}
