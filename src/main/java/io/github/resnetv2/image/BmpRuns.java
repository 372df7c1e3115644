package io.github.resnetv2.image;

/**
 * The run-length codes of bitmaps with 4 and 8 bits: pairs of a count and a value, and escapes. As in Pillow a run ends
 * with its row, skipped pixels have colour 0, and a code that ends before the last pixel is an error.
 */
final class BmpRuns {
    private final EncodedImage in;
    private final int width;
    private final boolean nibbles;
    private final byte[] indices;
    private int done;
    private long at;

    BmpRuns(EncodedImage in, BmpHeader header) {
        this.in = in;
        this.width = header.width();
        this.nibbles = header.compression() == BmpHeader.RLE4;
        this.indices = new byte[header.width() * header.height()];
        this.at = header.pixels();
    }

    /** The palette indices in the order of the file. */
    byte[] indices() throws ImageFormatException {
        int column = 0;
        while (done < indices.length) {
            int count = in.u8(at);
            int value = in.u8(at + 1);
            at += 2;
            if (count > 0) {
                run(Math.max(0, Math.min(count, width - column)), value);
                column += count;
            } else if (value == 0) {
                skip((width - done % width) % width);
                column = 0;
            } else if (value == 1) {
                throw in.damaged("cut short: the code ends after " + done + " of " + indices.length + " pixels");
            } else if (value == 2) {
                skip(in.u8(at) + (long) in.u8(at + 1) * width);
                at += 2;
                column = done % width;
            } else {
                literal(value);
                column += value;
            }
        }
        return indices;
    }

    private void run(int count, int value) {
        for (int i = 0; i < count && done < indices.length; i++) {
            indices[done++] = (byte) (nibbles ? nibble(value, i) : value);
        }
    }

    private void literal(int count) throws ImageFormatException {
        for (int i = 0; i < count && done < indices.length; i++) {
            indices[done++] = (byte) (nibbles ? nibble(in.u8(at + i / 2), i) : in.u8(at + i));
        }
        at += nibbles ? (count + 1) / 2 : count;
        at += at & 1;
    }

    private void skip(long count) {
        done += (int) Math.min(count, indices.length - done);
    }

    private static int nibble(int value, int i) {
        return i % 2 == 0 ? value >> 4 : value & 15;
    }
}
