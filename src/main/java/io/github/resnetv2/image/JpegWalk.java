package io.github.resnetv2.image;

import io.github.resnetv2.image.JpegStream.Colour;
import io.github.resnetv2.image.JpegStream.Component;
import java.io.ByteArrayOutputStream;

/** One walk along the markers of a JPEG file (ITU-T T.81, annex B). */
final class JpegWalk {
    /**
     * More scans than any encoder writes (a progressive file usually has ten). Each costs a walk over the whole picture,
     * though it may be a few bytes long.
     */
    private static final int MAX_SCANS = 50;

    private static final byte[] ADOBE_UNTRANSFORMED = {
        (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    private final EncodedImage in;
    private final ByteArrayOutputStream kept;
    private int width;
    private int height;
    private Component[] components = {};
    private int scans;
    private long scanBytes;
    private boolean jfif;
    private int adobeTransform = -1;
    private Orientation orientation = Orientation.UPRIGHT;

    private JpegWalk(EncodedImage in) {
        this.in = in;
        this.kept = new ByteArrayOutputStream(in.length());
    }

    /** Reads a file, checks what it claims, and drops what its pixels do not need. */
    static JpegStream read(EncodedImage in) throws ImageFormatException {
        JpegWalk walk = new JpegWalk(in);
        walk.run();
        return walk.result();
    }

    private void run() throws ImageFormatException {
        kept.write(in.bytes(), 0, 2);
        kept.writeBytes(ADOBE_UNTRANSFORMED);
        int at = nextMarker(2);
        for (int marker = in.u8(at + 1); marker != 0xd9; marker = in.u8(at + 1)) {
            at = nextMarker(isBare(marker) ? at + 2 : segment(marker, at));
        }
        kept.write(in.bytes(), at, 2);
    }

    private JpegStream result() throws ImageFormatException {
        if (scans == 0) {
            throw in.damaged("expected a scan before the end of the picture, found none");
        }
        if (scanBytes < fewestBits() / 8) {
            throw in.damaged("cut short: " + scanBytes + " bytes of coded data cannot hold " + width + " x " + height
                    + " pixels");
        }
        return new JpegStream(width, height, components, colour(), orientation, kept.toByteArray());
    }

    /** One bit for each whole block of 8 by 8 samples: no Huffman code is shorter. */
    private long fewestBits() {
        long bits = 0;
        for (Component component : components) {
            long columns = (long) width * component.horizontal() / JpegStream.maxHorizontal(components) / 8;
            bits += columns * ((long) height * component.vertical() / JpegStream.maxVertical(components) / 8);
        }
        return bits;
    }

    /** Restart markers out of place and TEM, which have no length; libjpeg skips them too. */
    private static boolean isBare(int marker) {
        return marker >= 0xd0 && marker <= 0xd7 || marker == 0x01;
    }

    /** Where the next marker starts: 0xff and a byte that is neither a stuffed zero nor another fill byte. */
    private int nextMarker(int from) throws ImageFormatException {
        byte[] bytes = in.bytes();
        for (int at = from; at < bytes.length - 1; at++) {
            if (bytes[at] == (byte) 0xff && bytes[at + 1] != 0 && bytes[at + 1] != (byte) 0xff) {
                return at;
            }
        }
        throw in.damaged("cut short: the " + bytes.length + " bytes end before the end-of-image marker");
    }

    /** Takes what is needed from a segment, and returns where it ends, its scan data included. */
    private int segment(int marker, int at) throws ImageFormatException {
        int length = in.u16BigEndian(at + 2);
        if (length < 2) {
            throw in.damaged("expected a segment of at least 2 bytes, found " + length + " at byte " + at);
        }
        int body = in.require(at + 4, length - 2L);
        int end = body + length - 2;
        switch (marker) {
            case 0xc4, 0xdb, 0xdd -> keep(at, end);
            case 0xc0, 0xc1, 0xc2 -> {
                frame(body, end);
                keep(at, end);
            }
            case 0xda -> {
                int coded = end;
                end = scanEnd(end);
                scanBytes += end - coded;
                keep(at, end);
                if (components.length == 0 || ++scans > MAX_SCANS) {
                    throw in.damaged("expected one frame and then up to " + MAX_SCANS + " scans, found scan " + scans
                            + " at byte " + at);
                }
            }
            case 0xe0, 0xe1, 0xee -> application(marker, body, end);
            case 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf, 0xde, 0xdf ->
                throw in.damaged("expected baseline, extended or progressive Huffman coding (frame types 0 to 2), found"
                        + " marker 0xff"
                        + Integer.toHexString(marker) + " at byte " + at);
            case 0xd8 -> throw in.damaged("expected one picture, found a second start at byte " + at);
            default -> {
                // Comments, other application data, and what may be skipped by its length.
            }
        }
        return end;
    }

    private void keep(int from, int to) {
        kept.write(in.bytes(), from, to - from);
    }

    /** Entropy-coded data ends at the first marker that is not a restart. */
    private int scanEnd(int from) throws ImageFormatException {
        int at = nextMarker(from);
        while (isBare(in.u8(at + 1))) {
            at = nextMarker(at + 2);
        }
        return at;
    }

    private void frame(int body, int end) throws ImageFormatException {
        int count = in.u8(body + 5L);
        if (components.length > 0 || end - body != 6 + 3 * count) {
            throw in.damaged("expected one frame header of " + (6 + 3 * count) + " bytes for " + count
                    + " components, found " + (end - body) + " at byte " + body);
        }
        if (count != 1 && count != 3 && count != 4 || in.u8(body) != 8) {
            throw in.damaged("expected 1, 3 or 4 components of 8 bits, found " + count + " of " + in.u8(body));
        }
        height = in.u16BigEndian(body + 1L);
        width = in.u16BigEndian(body + 3L);
        in.requireSize(width, height, Math.max(3, count));
        components = new Component[count];
        for (int i = 0; i < count; i++) {
            int at = body + 6 + 3 * i;
            components[i] = new Component(in.u8(at), in.u8(at + 1L) >> 4, in.u8(at + 1L) & 15);
            if (!isFactor(components[i].horizontal()) || !isFactor(components[i].vertical())) {
                throw in.damaged("expected sampling factors of 1 to 4, found " + components[i]);
            }
        }
    }

    private static boolean isFactor(int sampling) {
        return sampling >= 1 && sampling <= 4;
    }

    private void application(int marker, int body, int end) throws ImageFormatException {
        if (marker == 0xe0 && end - body >= 14 && in.startsWith(body, "JFIF\0")) {
            jfif |= scans == 0;
        } else if (marker == 0xee && end - body >= 12 && in.startsWith(body, "Adobe") && scans == 0) {
            adobeTransform = in.u8(body + 11L);
        } else if (marker == 0xe1 && end - body >= 6 && in.startsWith(body, "Exif\0\0")) {
            orientation = Orientation.ofTiff(in.bytes(), body + 6, end);
        }
    }

    /** As {@code default_decompress_parms} of libjpeg-turbo 3 decides it, from the markers before the first scan. */
    private Colour colour() {
        return switch (components.length) {
            case 1 -> Colour.GREY;
            case 3 -> isRgb() ? Colour.RGB : Colour.YCC;
            default -> adobeTransform <= 0 ? Colour.CMYK : Colour.YCCK;
        };
    }

    private boolean isRgb() {
        if (jfif || adobeTransform >= 0) {
            return !jfif && adobeTransform == 0;
        }
        return components[0].id() == 'R' && components[1].id() == 'G' && components[2].id() == 'B';
    }
}
