package io.github.resnetv2.image;

/**
 * The IHDR chunk of a PNG file.
 *
 * @param width columns
 * @param height rows
 * @param depth bits of a sample or palette index: 1, 2, 4, 8 or 16
 * @param colourType 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha
 * @param interlaced whether the rows come in the seven passes of Adam7
 */
record PngHeader(int width, int height, int depth, int colourType, boolean interlaced) {
    static final int PALETTE = 3;

    private static final int LENGTH = 13;

    /** Reads the chunk data at that byte. */
    static PngHeader read(EncodedImage in, int at, long length) throws ImageFormatException {
        if (length != LENGTH) {
            throw in.damaged("expected an IHDR chunk of " + LENGTH + " bytes, found " + length);
        }
        long width = in.u32BigEndian(at);
        long height = in.u32BigEndian(at + 4L);
        in.requireSize(width, height, 3);
        int depth = in.u8(at + 8L);
        int colourType = in.u8(at + 9L);
        boolean known = switch (colourType) {
            case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
            case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
            case 2, 4, 6 -> depth == 8 || depth == 16;
            default -> false;
        };
        int methods = in.u8(at + 10L) | in.u8(at + 11L);
        int interlace = in.u8(at + 12L);
        if (!known || methods != 0 || interlace > 1) {
            throw in.damaged("found colour type " + colourType + " of " + depth + " bits, compression "
                    + in.u8(at + 10L) + ", filter " + in.u8(at + 11L) + ", interlace " + interlace
                    + ", which the standard does not have");
        }
        PngHeader header = new PngHeader((int) width, (int) height, depth, colourType, interlace == 1);
        header.requireRows(in);
        return header;
    }

    /**
     * Checks that the rows which are decoded at a time are no larger than the largest picture: three of them lie beside the
     * picture as they are coded, and a pixel of eight bytes takes as much there as eight rows of the picture.
     */
    private void requireRows(EncodedImage in) throws ImageFormatException {
        int pixelBytes = (channels() * depth + 7) / 8;
        long allowed = in.allowedPixels(3) / pixelBytes;
        if (width > allowed) {
            throw in.damaged("expected rows of at most " + allowed + " pixels of " + channels() * depth
                    + " bits (the limit 'pixels'), the header claims " + width);
        }
    }

    /** Samples of one pixel. */
    int channels() {
        return switch (colourType) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    /** Bytes of a row of that many pixels, without its filter byte. */
    int rowBytes(int pixels) {
        return Math.toIntExact(((long) pixels * channels() * depth + 7) / 8);
    }
}
