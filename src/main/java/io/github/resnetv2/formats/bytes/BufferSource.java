package io.github.resnetv2.formats.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes in memory: the whole capacity of a buffer. */
record BufferSource(ByteBuffer bytes, String name) implements ByteSource {
    @Override
    public long size() {
        return bytes.capacity();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        requireInside(position, target.remaining());
        target.put(bytes.slice((int) position, target.remaining()));
    }

    @Override
    public void close() {}
}
