package io.github.resnetv2.image;

import java.util.Arrays;

/** The colours of an indexed picture: 256 of them, black beyond those that the file gives, as in Pillow. */
final class Palette {
    private static final int SIZE = 256;

    private final byte[] rgb = new byte[3 * SIZE];

    private Palette() {}

    /** Shades of grey, from black for 0 to white for {@code levels - 1}. */
    static Palette greys(int levels) {
        Palette palette = new Palette();
        for (int i = 0; i < levels; i++) {
            palette.set(i, 255 * i / (levels - 1) * 0x010101);
        }
        return palette;
    }

    /**
     * Reads colours from a file.
     *
     * @param at where the first starts; the caller has checked that all of them are there
     * @param count how many; those after the 256th are left out
     * @param step bytes from one to the next
     * @param redFirst whether the order is red, green, blue, else it is blue, green, red
     */
    static Palette read(byte[] bytes, int at, int count, int step, boolean redFirst) {
        Palette palette = new Palette();
        for (int i = 0; i < Math.min(count, SIZE); i++) {
            int from = at + i * step;
            int first = bytes[from] & 0xff;
            int last = bytes[from + 2] & 0xff;
            palette.set(i, (redFirst ? first : last) << 16 | (bytes[from + 1] & 0xff) << 8 | (redFirst ? last : first));
        }
        return palette;
    }

    /**
     * All 256 greys if the first {@code count} colours say nothing but "index = grey", else these colours: as Pillow
     * takes such a GIF or BMP for a grey picture.
     */
    Palette orGreys(int count) {
        Palette greys = greys(SIZE);
        int length = 3 * Math.min(count, SIZE);
        return Arrays.equals(rgb, 0, length, greys.rgb, 0, length) ? greys : this;
    }

    /** Writes the colour of an index. */
    void copy(int index, byte[] target, int to) {
        target[to] = rgb[3 * index];
        target[to + 1] = rgb[3 * index + 1];
        target[to + 2] = rgb[3 * index + 2];
    }

    private void set(int index, int colour) {
        RgbImage.put(rgb, 3 * index, colour);
    }
}
