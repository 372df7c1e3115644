package io.github.resnetv2.image;

/**
 * The first frame of a GIF file (87a and 89a) as Pillow shows it: on the logical screen, which grows if the frame is
 * larger, filled with the transparent colour if there is one, else with colour 0.
 */
final class GifDecoder {
    private static final int SCREEN_BYTES = 13;

    private final EncodedImage in;
    private Palette palette = Palette.greys(256);
    private int background;

    private GifDecoder(EncodedImage in) {
        this.in = in;
    }

    static RgbImage decode(EncodedImage in) throws ImageFormatException {
        return new GifDecoder(in).firstFrame();
    }

    private RgbImage firstFrame() throws ImageFormatException {
        long at = colours(SCREEN_BYTES, in.u8(10));
        for (int kind = in.u8(at); kind != ','; kind = in.u8(at)) {
            if (kind == ';') {
                throw in.damaged("expected a frame, found the end at byte " + at);
            }
            at = kind == '!' ? extension(at + 1) : at + 1;
        }
        return frame(at + 1);
    }

    /** Reads a palette, if the flags announce one, and returns where it ends. */
    private long colours(long at, int flags) throws ImageFormatException {
        if ((flags & 0x80) == 0) {
            return at;
        }
        int count = 2 << (flags & 7);
        palette = Palette.read(in.bytes(), in.require(at, 3L * count), count, 3, true)
                .orGreys(count);
        return at + 3L * count;
    }

    private long extension(long from) throws ImageFormatException {
        boolean control = in.u8(from) == 0xf9 && in.u8(from + 1) >= 4;
        if (control && (in.u8(from + 2) & 1) != 0) {
            background = in.u8(from + 5);
        }
        long at = from + 1;
        for (int length = in.u8(at); length > 0; length = in.u8(at)) {
            at += 1 + length;
        }
        return at + 1;
    }

    private RgbImage frame(long at) throws ImageFormatException {
        int left = in.u16LittleEndian(at);
        int top = in.u16LittleEndian(at + 2);
        int width = in.u16LittleEndian(at + 4);
        int height = in.u16LittleEndian(at + 6);
        int flags = in.u8(at + 8);
        int screenWidth = Math.max(in.u16LittleEndian(6), left + width);
        int screenHeight = Math.max(in.u16LittleEndian(8), top + height);
        in.requireSize(width, height, 3);
        in.requireSize(screenWidth, screenHeight, 3);
        long data = colours(at + 9, flags);
        byte[] rgb = new byte[3 * screenWidth * screenHeight];
        for (int to = 0; to < rgb.length; to += 3) {
            palette.copy(background, rgb, to);
        }
        GifFrame frame =
                new GifFrame(palette, rgb, screenWidth, new Region(left, top, width, height), (flags & 0x40) != 0);
        new GifCodes(in, data).decode(frame);
        return RgbImage.wrap(screenWidth, screenHeight, rgb);
    }
}
