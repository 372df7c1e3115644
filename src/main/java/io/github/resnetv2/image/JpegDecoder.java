package io.github.resnetv2.image;

import java.io.IOException;

/**
 * JPEG as libjpeg-turbo 3 decodes it for Pillow: accurate integer cosine transform, smooth ("fancy") chroma upsampling,
 * conversion to RGB in 16-bit fixed point; four components are taken to be inverted, as Adobe writes them.
 */
final class JpegDecoder {
    private JpegDecoder() {}

    static ImageDecoder.Decoded decode(EncodedImage in) throws IOException {
        JpegStream stream = JpegStream.read(in);
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
        if (!rowsRepeat(samples, stride, step, component)) {
            return;
        }
        for (int column = component; column < stride; column += step) {
            int above = samples[column] & 0xff;
            for (int at = column; at < samples.length; at += 2 * stride) {
                int here = samples[at] & 0xff;
                int below = at + 2 * stride < samples.length ? samples[at + 2 * stride] & 0xff : here;
                samples[at] = (byte) (3 * here + above + 1 >> 2);
                if (at + stride < samples.length) {
                    samples[at + stride] = (byte) (3 * here + below + 2 >> 2);
                }
                above = here;
            }
        }
    }

    private static boolean rowsRepeat(byte[] samples, int stride, int step, int component) {
        for (int row = 0; row + stride < samples.length; row += 2 * stride) {
            for (int at = row + component; at < row + stride; at += step) {
                if (samples[at] != samples[at + stride]) {
                    return false;
                }
            }
        }
        return true;
    }
}
