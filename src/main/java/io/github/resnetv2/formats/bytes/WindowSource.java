package io.github.resnetv2.formats.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A part of another source, which stays open when this one is closed. */
record WindowSource(ByteSource source, long offset, long size, String name) implements ByteSource {
    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        requireInside(position, target.remaining());
        source.read(offset + position, target);
    }

    @Override
    public void close() {}
}
