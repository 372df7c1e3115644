package io.github.resnetv2.image;

/**
 * The headers of a Windows or OS/2 bitmap.
 *
 * @param width columns
 * @param height rows
 * @param downwards whether the first row of the file is the top one
 * @param bits of a pixel: 1, 4, 8, 16, 24 or 32
 * @param compression {@link #RAW}, {@link #RLE8}, {@link #RLE4} or {@link #BITFIELDS}
 * @param masks where red, green and blue stand in a pixel of 16 bits or more
 * @param palette where the colours start
 * @param paletteStep bytes of a colour
 * @param colours how many there are, if a pixel has at most 8 bits
 * @param pixels where the pixels start
 */
record BmpHeader(
        int width,
        int height,
        boolean downwards,
        int bits,
        long compression,
        Masks masks,
        long palette,
        int paletteStep,
        long colours,
        long pixels) {
    static final int RAW = 0;
    static final int RLE8 = 1;
    static final int RLE4 = 2;
    static final int BITFIELDS = 3;

    private static final int FILE_HEADER = 14;
    private static final int CORE_HEADER = 12;
    private static final int INFO_HEADER = 40;

    /** The bits of a pixel that hold each colour. */
    record Masks(long red, long green, long blue) {
        static final Masks BITS_555 = new Masks(0x7c00, 0x3e0, 0x1f);
        static final Masks BITS_565 = new Masks(0xf800, 0x7e0, 0x1f);
        static final Masks BYTES = new Masks(0xff0000, 0xff00, 0xff);
    }

    static BmpHeader read(EncodedImage in) throws ImageFormatException {
        long size = in.u32LittleEndian(FILE_HEADER);
        boolean core = size == CORE_HEADER;
        if (!core && size != INFO_HEADER && size != 52 && size != 56 && size != 64 && size != 108 && size != 124) {
            throw in.damaged("expected a bitmap header of 12, 40, 52, 56, 64, 108 or 124 bytes, found " + size);
        }
        // Heights below zero mean rows from the top; Pillow looks at the highest byte alone.
        boolean downwards = !core && in.u8(25) == 0xff;
        long width = core ? in.u16LittleEndian(18) : in.u32LittleEndian(18);
        long stored = core ? in.u16LittleEndian(20) : in.u32LittleEndian(22);
        long height = downwards ? (1L << 32) - stored : stored;
        in.requireSize(width, height, 3);
        int bits = in.u16LittleEndian(core ? 24 : 28);
        long compression = core ? RAW : in.u32LittleEndian(30);
        long colours = core ? 0 : in.u32LittleEndian(46);
        if (colours == 0 && bits <= 8) {
            colours = 1L << bits;
        }
        int step = core ? 3 : 4;
        long palette = FILE_HEADER + size;
        long pixels = in.u32LittleEndian(10);
        if (bits <= 8 && (pixels == palette || pixels == 0)) {
            pixels = palette + step * colours;
        } else if (pixels == 0) {
            pixels = palette + (compression == BITFIELDS && size == INFO_HEADER ? 12 : 0);
        }
        return new BmpHeader(
                        (int) width,
                        (int) height,
                        downwards,
                        bits,
                        compression,
                        masks(in, bits, compression),
                        palette,
                        step,
                        colours,
                        pixels)
                .checked(in);
    }

    /** Bytes from one row to the next when they are not compressed. */
    long stride() {
        return (long) width * bits + 31 >> 5 << 2;
    }

    private static Masks masks(EncodedImage in, int bits, long compression) throws ImageFormatException {
        if (compression != BITFIELDS) {
            return bits == 16 ? Masks.BITS_555 : Masks.BYTES;
        }
        // Part of the long headers, behind the short one: the same place.
        Masks masks = new Masks(in.u32LittleEndian(54), in.u32LittleEndian(58), in.u32LittleEndian(62));
        return bits == 32 && masks.equals(new Masks(0, 0, 0)) ? Masks.BYTES : masks;
    }

    private BmpHeader checked(EncodedImage in) throws ImageFormatException {
        boolean known = switch (bits) {
            case 1 -> compression == RAW;
            case 4 -> compression == RAW || compression == RLE4;
            case 8 -> compression == RAW || compression == RLE8;
            case 16 ->
                compression == RAW
                        || compression == BITFIELDS && (masks.equals(Masks.BITS_555) || masks.equals(Masks.BITS_565));
            case 24 -> compression == RAW || compression == BITFIELDS && masks.equals(Masks.BYTES);
            case 32 ->
                compression == RAW
                        || compression == BITFIELDS
                                && isByte(masks.red())
                                && isByte(masks.green())
                                && isByte(masks.blue());
            default -> false;
        };
        if (!known || bits <= 8 && colours > 65536) {
            throw in.damaged("expected pixels of 1, 4, 8, 16, 24 or 32 bits, raw, run-length coded or in whole bytes;"
                    + " found " + bits + " bits, compression " + compression + ", " + colours + " colours, " + masks);
        }
        return this;
    }

    private static boolean isByte(long mask) {
        return mask == 0xff || mask == 0xff00 || mask == 0xff0000 || mask == 0xff000000L;
    }
}
