package io.github.resnetv2.image;

/** The rows of a PNG file: their passes, their filters and their samples. */
final class PngPixels {
    /** First column, first row, step between columns, step between rows of each pass. */
    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private static final int[][] ADAM7 = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private final EncodedImage in;
    private final PngHeader header;
    private final Palette palette;
    private final int[][] passes;

    /**
     * @param palette the colours of the palette, or of the shades of grey up to 8 bits
     */
    PngPixels(EncodedImage in, PngHeader header, Palette palette) {
        this.in = in;
        this.header = header;
        this.palette = palette;
        this.passes = header.interlaced() ? ADAM7 : WHOLE;
    }

    RgbImage read(PngData data) throws ImageFormatException {
        data.requireEnough(inflatedBytes());
        byte[] rgb = new byte[3 * header.width() * header.height()];
        // The pixel to the left of a row's first, and the row above the first, count as zero for the filters.
        int left = Math.max(1, header.channels() * header.depth() / 8);
        for (int[] pass : passes) {
            int columns = steps(header.width(), pass[0], pass[2]);
            int bytes = header.rowBytes(columns);
            byte[] filtered = new byte[1 + bytes];
            byte[] above = new byte[left + bytes];
            byte[] row = new byte[left + bytes];
            for (int y = pass[1]; y < header.height() && columns > 0; y += pass[3]) {
                data.read(filtered, 1 + bytes);
                unfilter(filtered, above, row, left);
                samples(row, left, columns, rgb, 3 * (y * header.width() + pass[0]), 3 * pass[2]);
                byte[] spare = above;
                above = row;
                row = spare;
            }
        }
        data.finish();
        return RgbImage.wrap(header.width(), header.height(), rgb);
    }

    private long inflatedBytes() {
        long bytes = 0;
        for (int[] pass : passes) {
            int columns = steps(header.width(), pass[0], pass[2]);
            bytes += columns == 0 ? 0 : steps(header.height(), pass[1], pass[3]) * (1L + header.rowBytes(columns));
        }
        return bytes;
    }

    private static int steps(int size, int first, int step) {
        return Math.max(0, (size - first + step - 1) / step);
    }

    /** Undoes the filter of one row: the standard's 9.2, with {@code left} bytes of zero before each row. */
    private void unfilter(byte[] filtered, byte[] above, byte[] row, int left) throws ImageFormatException {
        System.arraycopy(filtered, 1, row, left, row.length - left);
        switch (filtered[0]) {
            case 0 -> {
                // The bytes are the samples.
            }
            case 1 -> {
                for (int i = left; i < row.length; i++) {
                    row[i] += row[i - left];
                }
            }
            case 2 -> {
                for (int i = left; i < row.length; i++) {
                    row[i] += above[i];
                }
            }
            case 3 -> {
                for (int i = left; i < row.length; i++) {
                    row[i] += (byte) ((row[i - left] & 0xff) + (above[i] & 0xff) >> 1);
                }
            }
            case 4 -> {
                for (int i = left; i < row.length; i++) {
                    row[i] += (byte) paeth(row[i - left] & 0xff, above[i] & 0xff, above[i - left] & 0xff);
                }
            }
            default -> throw in.damaged("expected a row filter of 0 to 4, found " + (filtered[0] & 0xff));
        }
    }

    /** Which of three neighbours predicts a sample: the standard's 9.4. */
    static int paeth(int left, int above, int aboveLeft) {
        int toLeft = Math.abs(above - aboveLeft);
        int toAbove = Math.abs(left - aboveLeft);
        int toAboveLeft = Math.abs(left + above - 2 * aboveLeft);
        if (toLeft <= toAbove && toLeft <= toAboveLeft) {
            return left;
        }
        return toAbove <= toAboveLeft ? above : aboveLeft;
    }

    /** Spreads the pixels of a row over the picture. */
    private void samples(byte[] row, int from, int columns, byte[] rgb, int to, int step) {
        int depth = header.depth();
        if (header.channels() == 1 && depth <= 8) {
            int mask = (1 << depth) - 1;
            for (int x = 0; x < columns; x++) {
                int bit = x * depth;
                int index = row[from + (bit >> 3)] >> 8 - depth - (bit & 7) & mask;
                palette.copy(index, rgb, to + x * step);
            }
        } else if (header.channels() == 1) {
            for (int x = 0; x < columns; x++) {
                int high = row[from + 2 * x];
                RgbImage.put(rgb, to + x * step, (high == 0 ? row[from + 2 * x + 1] & 0xff : 255) * 0x010101);
            }
        } else {
            int sample = depth / 8;
            int pixel = header.channels() * sample;
            int next = header.channels() > 2 ? sample : 0;
            for (int x = 0, at = from; x < columns; x++, at += pixel) {
                rgb[to + x * step] = row[at];
                rgb[to + x * step + 1] = row[at + next];
                rgb[to + x * step + 2] = row[at + 2 * next];
            }
        }
    }
}
