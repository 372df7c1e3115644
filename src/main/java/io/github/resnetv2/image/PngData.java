package io.github.resnetv2.image;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The inflated contents of the IDAT chunks of a PNG file, read from front to back. */
final class PngData implements AutoCloseable {
    /** What deflate can make of one byte at most: 258 bytes of every two bits. */
    private static final long MAX_RATIO = 1032;

    /** Bytes of a chunk besides its data: length, type and check sum. */
    static final int CHUNK_OVERHEAD = 12;

    private final EncodedImage in;
    private final Inflater inflater = new Inflater();
    private long chunk;

    /**
     * @param firstChunk where the length of the first IDAT chunk stands; the others follow it
     */
    PngData(EncodedImage in, long firstChunk) {
        this.in = in;
        this.chunk = firstChunk;
    }

    /** Refuses a picture that these chunks cannot possibly hold, before memory is taken for it. */
    void requireEnough(long inflatedBytes) throws ImageFormatException {
        long deflated = 0;
        for (long at = chunk; isData(at); at += CHUNK_OVERHEAD + in.u32BigEndian(at)) {
            deflated += available(at);
        }
        if (inflatedBytes / MAX_RATIO > deflated) {
            throw in.damaged("cut short: expected pixels of " + inflatedBytes + " bytes, which " + deflated
                    + " compressed bytes cannot hold");
        }
    }

    /** Fills a range of an array. */
    void read(byte[] target, int count) throws ImageFormatException {
        int done = 0;
        while (done < count) {
            int inflated = inflate(target, done, count - done);
            if (inflated == 0 && !refill()) {
                throw in.damaged("cut short: the compressed pixels end after " + inflater.getBytesWritten() + " bytes");
            }
            done += inflated;
        }
    }

    /** Reads on to the check sum of the pixels, as far as it is there, and compares it. */
    void finish() throws ImageFormatException {
        byte[] surplus = new byte[1];
        boolean more = true;
        while (more && !inflater.finished()) {
            more = inflate(surplus, 0, 1) == 0 && refill();
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int inflate(byte[] target, int from, int count) throws ImageFormatException {
        try {
            return inflater.inflate(target, from, count);
        } catch (DataFormatException e) {
            throw in.damaged("the compressed pixels are damaged: " + e.getMessage(), e);
        }
    }

    /** Hands the next chunk to the inflater; false if that has ended, or there is none. */
    private boolean refill() throws ImageFormatException {
        if (inflater.finished() || inflater.needsDictionary() || !isData(chunk)) {
            return false;
        }
        inflater.setInput(in.bytes(), (int) chunk + 8, available(chunk));
        chunk += CHUNK_OVERHEAD + in.u32BigEndian(chunk);
        return true;
    }

    private boolean isData(long at) {
        return in.startsWith(at + 4, "IDAT");
    }

    /** The bytes of a chunk that are there: the last one of a file may be cut short behind the last pixel. */
    private int available(long at) throws ImageFormatException {
        return (int) Math.min(in.u32BigEndian(at), in.length() - at - 8);
    }
}
