package io.github.resnetv2.image;

import java.util.zip.CRC32;

/**
 * PNG (ISO/IEC 15948) as Pillow reads it: all colour types and depths, interlaced or not; of an animation the default
 * picture. Alpha and transparent colours are dropped, 16-bit colour keeps its high bytes, 16-bit grey is clipped at 255.
 *
 * <p>Chunks before the pixels must have the right check sum, as for Pillow; the pixels have their own, which is checked
 * where they are inflated.
 */
final class PngDecoder {
    static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

    private final EncodedImage in;
    private final PngHeader header;
    private Palette palette;
    private Orientation orientation = Orientation.UPRIGHT;

    private PngDecoder(EncodedImage in, PngHeader header) {
        this.in = in;
        this.header = header;
        this.palette = Palette.greys(1 << Math.min(header.depth(), 8));
    }

    static ImageDecoder.Decoded decode(EncodedImage in) throws ImageFormatException {
        long at = SIGNATURE.length();
        if (!in.startsWith(at + 4, "IHDR")) {
            throw in.damaged("expected an IHDR chunk at byte " + at);
        }
        checkSum(in, at);
        PngDecoder decoder = new PngDecoder(in, PngHeader.read(in, (int) at + 8, in.u32BigEndian(at)));
        at = decoder.chunksUpToPixels(at + PngData.CHUNK_OVERHEAD + in.u32BigEndian(at));
        RgbImage image;
        try (PngData data = new PngData(in, at)) {
            image = new PngPixels(in, decoder.header, decoder.palette).read(data);
        }
        decoder.chunksBehindPixels(at);
        return new ImageDecoder.Decoded(image, decoder.orientation);
    }

    /** Returns where the first IDAT chunk starts. */
    private long chunksUpToPixels(long from) throws ImageFormatException {
        boolean hasPalette = false;
        long at = from;
        while (!in.startsWith(at + 4, "IDAT")) {
            int data = checkSum(in, at);
            long length = in.u32BigEndian(at);
            if (in.startsWith(at + 4, "PLTE") && header.colourType() == PngHeader.PALETTE) {
                if (length == 0 || length > 3 * 256 || length % 3 != 0) {
                    throw in.damaged("expected a palette of 1 to 256 colours, found one of " + length + " bytes");
                }
                palette = Palette.read(in.bytes(), data, (int) length / 3, 3, true);
                hasPalette = true;
            }
            exif(at, length);
            at += PngData.CHUNK_OVERHEAD + length;
        }
        if (header.colourType() == PngHeader.PALETTE && !hasPalette) {
            throw in.damaged("expected a palette before the pixels, found none");
        }
        return at;
    }

    /** The orientation may stand there; whatever is wrong there does not concern the pixels. */
    private void chunksBehindPixels(long from) throws ImageFormatException {
        for (long at = from;
                at <= in.length() - PngData.CHUNK_OVERHEAD;
                at += PngData.CHUNK_OVERHEAD + in.u32BigEndian(at)) {
            exif(at, Math.min(in.u32BigEndian(at), in.length() - at - 8));
        }
    }

    private void exif(long at, long length) {
        if (in.startsWith(at + 4, "eXIf")) {
            orientation = Orientation.ofTiff(in.bytes(), (int) at + 8, (int) (at + 8 + length));
        }
    }

    /** Compares the check sum of the chunk at that byte, and returns where its data starts. */
    private static int checkSum(EncodedImage in, long at) throws ImageFormatException {
        long length = in.u32BigEndian(at);
        int type = in.require(at + 4, length + 8);
        CRC32 sum = new CRC32();
        sum.update(in.bytes(), type, (int) length + 4);
        if (sum.getValue() != in.u32BigEndian(type + 4 + length)) {
            throw in.damaged("wrong check sum of the chunk at byte " + at);
        }
        return type + 4;
    }
}
