package io.github.resnetv2.image;

import io.github.resnetv2.image.BmpHeader.Masks;

/**
 * Windows and OS/2 bitmaps as Pillow reads them: palettes of 1, 4 and 8 bits, pixels of 16, 24 and 32 bits, bit fields,
 * both run-length codes, upwards and downwards.
 */
final class BmpDecoder {
    private BmpDecoder() {}

    static RgbImage decode(EncodedImage in) throws ImageFormatException {
        BmpHeader header = BmpHeader.read(in);
        if (header.compression() == BmpHeader.RLE8 || header.compression() == BmpHeader.RLE4) {
            byte[] indices = new BmpRuns(in, header).indices();
            Palette palette = palette(in, header);
            return rows(header, (row, rgb, to) -> {
                for (int x = 0; x < header.width(); x++) {
                    palette.copy(indices[row * header.width() + x] & 0xff, rgb, to + 3 * x);
                }
            });
        }
        long length = (header.height() - 1) * header.stride() + ((long) header.width() * header.bits() + 7 >> 3);
        int pixels = in.require(header.pixels(), length);
        int stride = Math.toIntExact(header.stride());
        byte[] bytes = in.bytes();
        if (header.bits() <= 8) {
            Palette palette = palette(in, header);
            return rows(header, (row, rgb, to) -> indexed(bytes, pixels + row * stride, header, palette, rgb, to));
        }
        return rows(header, (row, rgb, to) -> direct(bytes, pixels + row * stride, header, rgb, to));
    }

    /** Writes one row of the file to a place in the picture. */
    @FunctionalInterface
    private interface RowWriter {
        void write(int row, byte[] rgb, int to);
    }

    private static RgbImage rows(BmpHeader header, RowWriter writer) {
        int width = 3 * header.width();
        byte[] rgb = new byte[width * header.height()];
        for (int row = 0; row < header.height(); row++) {
            writer.write(row, rgb, width * (header.downwards() ? row : header.height() - 1 - row));
        }
        return RgbImage.wrap(header.width(), header.height(), rgb);
    }

    private static Palette palette(EncodedImage in, BmpHeader header) throws ImageFormatException {
        int at = in.require(header.palette(), header.paletteStep() * header.colours());
        int count = (int) header.colours();
        return Palette.read(in.bytes(), at, count, header.paletteStep(), false).orGreys(count);
    }

    private static void indexed(byte[] bytes, int from, BmpHeader header, Palette palette, byte[] rgb, int to) {
        int bits = header.bits();
        for (int x = 0; x < header.width(); x++) {
            int bit = x * bits;
            int index = bytes[from + (bit >> 3)] >> 8 - bits - (bit & 7) & (1 << bits) - 1;
            palette.copy(index, rgb, to + 3 * x);
        }
    }

    private static void direct(byte[] bytes, int from, BmpHeader header, byte[] rgb, int to) {
        Masks masks = header.masks();
        int size = header.bits() / 8;
        for (int x = 0; x < header.width(); x++) {
            long pixel = 0;
            for (int i = size - 1; i >= 0; i--) {
                pixel = pixel << 8 | bytes[from + x * size + i] & 0xff;
            }
            rgb[to + 3 * x] = scaled(pixel, masks.red());
            rgb[to + 3 * x + 1] = scaled(pixel, masks.green());
            rgb[to + 3 * x + 2] = scaled(pixel, masks.blue());
        }
    }

    /** The bits under a mask, scaled to 0..255, rounded down. */
    private static byte scaled(long pixel, long mask) {
        int shift = Long.numberOfTrailingZeros(mask);
        return (byte) (((pixel & mask) >> shift) * 255 / (mask >> shift));
    }
}
