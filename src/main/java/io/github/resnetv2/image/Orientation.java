package io.github.resnetv2.image;

/**
 * The eight ways in which a camera can have been held, and the turn that puts its picture upright.
 *
 * <p>Exif 2.32, 4.6.4, tag 0x0112; the turns are those of {@code PIL.ImageOps.exif_transpose}. The block of tags is read
 * without trust: what does not parse means {@link #UPRIGHT}, as does any other value of the tag.
 */
enum Orientation {
    UPRIGHT,
    FLIPPED_LEFT_RIGHT,
    ROTATED_180,
    FLIPPED_TOP_BOTTOM,
    TRANSPOSED,
    ROTATED_90_CLOCKWISE,
    TRANSVERSED,
    ROTATED_90_COUNTERCLOCKWISE;

    private static final int TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;
    private static final Orientation[] BY_TAG = values();

    /** Reads the tag from a TIFF structure: a byte order mark, the offset of the first directory, its entries. */
    static Orientation ofTiff(byte[] bytes, int from, int to) {
        Tiff tiff = new Tiff(bytes, from, to);
        long directory = tiff.uint(4, 4);
        long entries = directory < 0 ? -1 : tiff.uint(directory, 2);
        if (!tiff.hasHeader() || entries < 0) {
            return UPRIGHT;
        }
        for (long i = 0, at = directory + 2; i < entries; i++, at += ENTRY_BYTES) {
            if (tiff.uint(at, 2) == TAG && tiff.uint(at + 4, 4) == 1) {
                long value = tiff.uint(
                        at + 8,
                        switch ((int) tiff.uint(at + 2, 2)) {
                            case 1 -> 1;
                            case 4 -> 4;
                            default -> 2;
                        });
                return value >= 1 && value <= BY_TAG.length ? BY_TAG[(int) value - 1] : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    RgbImage apply(RgbImage image) {
        int w = image.width();
        int h = image.height();
        int last = w * h - 1;
        return switch (this) {
            case UPRIGHT -> image;
            case FLIPPED_LEFT_RIGHT -> walk(image, w, h, w - 1, -1, w);
            case ROTATED_180 -> walk(image, w, h, last, -1, -w);
            case FLIPPED_TOP_BOTTOM -> walk(image, w, h, last - w + 1, 1, -w);
            case TRANSPOSED -> walk(image, h, w, 0, w, 1);
            case ROTATED_90_CLOCKWISE -> walk(image, h, w, last - w + 1, -w, 1);
            case TRANSVERSED -> walk(image, h, w, last, -w, -1);
            case ROTATED_90_COUNTERCLOCKWISE -> walk(image, h, w, w - 1, w, -1);
        };
    }

    /** Reads the source pixels at {@code start + x * right + y * down}. */
    private static RgbImage walk(RgbImage image, int width, int height, int start, int right, int down) {
        byte[] source = image.data();
        byte[] target = new byte[source.length];
        for (int y = 0, to = 0; y < height; y++) {
            for (int x = 0, from = 3 * (start + y * down); x < width; x++, from += 3 * right, to += 3) {
                target[to] = source[from];
                target[to + 1] = source[from + 1];
                target[to + 2] = source[from + 2];
            }
        }
        return RgbImage.wrap(width, height, target);
    }

    /** Numbers of a TIFF structure in its own byte order; -1 stands for a number beyond its end. */
    private record Tiff(byte[] bytes, int from, int to) {
        boolean hasHeader() {
            return uint(2, 2) == 42 && (littleEndian() || bytes[from] == 'M');
        }

        private boolean littleEndian() {
            return bytes[from] == 'I';
        }

        long uint(long at, int size) {
            if (at < 0 || at > to - from - size) {
                return -1;
            }
            long value = 0;
            for (int i = 0; i < size; i++) {
                int place = littleEndian() ? size - 1 - i : i;
                value = value << 8 | bytes[from + (int) at + place] & 0xff;
            }
            return value;
        }
    }
}
