package io.github.resnetv2.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG (W3C recommendation, third edition): 8 bit RGB. Each row is filtered in the way that leaves the smallest sum of
 * differences, as the recommendation advises in section 12.7.
 */
final class PngEncoder {
    private static final byte BITS = 8;
    private static final byte TRUECOLOUR = 2;
    private static final int PIXEL = 3;

    private final ByteArrayOutputStream png = new ByteArrayOutputStream();

    private PngEncoder() {}

    static byte[] encode(RgbImage image) {
        PngEncoder encoder = new PngEncoder();
        encoder.png.writeBytes(PngDecoder.SIGNATURE.getBytes(StandardCharsets.ISO_8859_1));
        ByteBuffer header = ByteBuffer.allocate(13)
                .putInt(image.width())
                .putInt(image.height())
                .put(BITS)
                .put(TRUECOLOUR);
        encoder.chunk("IHDR", header.array(), header.capacity());
        encoder.rows(image);
        encoder.chunk("IEND", new byte[0], 0);
        return encoder.png.toByteArray();
    }

    /** One IDAT chunk for each piece that the compressor gives. */
    private void rows(RgbImage image) {
        Deflater deflater = new Deflater();
        try {
            byte[] piece = new byte[1 << 16];
            int length = PIXEL * image.width();
            byte[][] filtered = new byte[5][length + 1];
            for (int y = 0; y < image.height(); y++) {
                deflater.setInput(smallest(image.data(), y * length, length, y > 0, filtered));
                drain(deflater, piece);
            }
            deflater.finish();
            drain(deflater, piece);
        } finally {
            deflater.end();
        }
    }

    private void drain(Deflater deflater, byte[] piece) {
        for (int count = deflater.deflate(piece); count > 0; count = deflater.deflate(piece)) {
            chunk("IDAT", piece, count);
        }
    }

    /** The row at {@code at} behind the number of its filter. */
    private static byte[] smallest(byte[] data, int at, int length, boolean hasAbove, byte[][] filtered) {
        int best = 0;
        long bestSum = Long.MAX_VALUE;
        for (int filter = 0; filter < filtered.length; filter++) {
            byte[] row = filtered[filter];
            row[0] = (byte) filter;
            long sum = 0;
            for (int i = 0; i < length; i++) {
                int left = i < PIXEL ? 0 : data[at + i - PIXEL] & 0xff;
                int above = hasAbove ? data[at + i - length] & 0xff : 0;
                int corner = hasAbove && i >= PIXEL ? data[at + i - length - PIXEL] & 0xff : 0;
                byte difference = (byte) (data[at + i] - prediction(filter, left, above, corner));
                row[i + 1] = difference;
                sum += Math.abs(difference);
            }
            if (sum < bestSum) {
                bestSum = sum;
                best = filter;
            }
        }
        return filtered[best];
    }

    private static int prediction(int filter, int left, int above, int corner) {
        return switch (filter) {
            case 0 -> 0;
            case 1 -> left;
            case 2 -> above;
            case 3 -> (left + above) / 2;
            default -> PngPixels.paeth(left, above, corner);
        };
    }

    private void chunk(String type, byte[] data, int length) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(data, 0, length);
        png.writeBytes(number(length));
        png.writeBytes(name);
        png.write(data, 0, length);
        png.writeBytes(number((int) checksum.getValue()));
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }
}
