package io.github.resnetv2.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * JPEG as libjpeg-turbo 3 decodes it for Pillow: accurate integer cosine transform, smooth ("fancy") chroma upsampling,
 * conversion to RGB in 16-bit fixed point; four components are taken to be inverted, as Adobe writes them.
 */
final class JpegDecoder {
    private JpegDecoder() {}

    static ImageDecoder.Decoded decode(EncodedImage in) throws IOException {
        JpegStream stream = JpegWalk.read(in);
        byte[] samples = PlatformJpeg.components(stream, in);
        for (int c = 0; c < stream.components().length; c++) {
            if (stream.hasHalfTheRows(stream.components()[c])) {
                smoothRows(samples, stream, c);
            }
        }
        byte[] rgb = switch (stream.colour()) {
            case GREY -> JpegColours.greyToRgb(samples);
            case RGB -> samples;
            case YCC -> JpegColours.yccToRgb(samples, 3);
            case CMYK -> JpegColours.invertedCmykToRgb(samples);
            case YCCK -> JpegColours.invertedCmykToRgb(JpegColours.inverted(JpegColours.yccToRgb(samples, 4)));
        };
        return new ImageDecoder.Decoded(RgbImage.wrap(stream.width(), stream.height(), rgb), stream.orientation());
    }

    /**
     * Smooth upsampling of a component that has half the rows and all the columns (4:4:0), which libjpeg 6b, unlike
     * libjpeg-turbo, does by repeating each row. If this decoder repeated rows, that is made good here; if it smoothed
     * them itself there is nothing to do.
     *
     * <p>The two cases can be told apart. Smoothed rows of c are {@code (3 c[k] + c[k-1] + 1) >> 2} and
     * {@code (3 c[k] + c[k+1] + 2) >> 2}. If all these pairs are equal, then by induction from the upper edge, where
     * {@code c[-1] = c[0]}, each difference {@code c[k+1] - c[k]} is one of -2, -1, 0, 1, for which both formulas give
     * {@code c[k]}: then smoothing changes nothing, and doing it again does no harm.
     */
    private static void smoothRows(byte[] samples, JpegStream stream, int component) {
        int step = stream.components().length;
        int stride = step * stream.width();
        if (!rowsRepeat(samples, stream, component)) {
            return;
        }
        byte[] above = Arrays.copyOf(samples, stride);
        for (int row = 0; row < stream.height(); row += 2) {
            int upper = row * stride;
            boolean hasLower = row + 1 < stream.height();
            boolean hasBelow = row + 2 < stream.height();
            for (int i = component; i < stride; i += step) {
                int here = samples[upper + i] & 0xff;
                int below = hasBelow ? samples[upper + 2 * stride + i] & 0xff : here;
                samples[upper + i] = (byte) (3 * here + (above[i] & 0xff) + 1 >> 2);
                if (hasLower) {
                    samples[upper + stride + i] = (byte) (3 * here + below + 2 >> 2);
                }
                above[i] = (byte) here;
            }
        }
    }

    private static boolean rowsRepeat(byte[] samples, JpegStream stream, int component) {
        int step = stream.components().length;
        int stride = step * stream.width();
        for (int row = 0; row + 1 < stream.height(); row += 2) {
            int upper = row * stride;
            for (int i = component; i < stride; i += step) {
                if (samples[upper + i] != samples[upper + stride + i]) {
                    return false;
                }
            }
        }
        return true;
    }
}
