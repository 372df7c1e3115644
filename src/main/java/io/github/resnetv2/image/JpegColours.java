package io.github.resnetv2.image;

import java.util.Arrays;

/** From the components of a JPEG to RGB, in the fixed-point arithmetic of libjpeg ({@code jdcolor.c}) and Pillow. */
final class JpegColours {
    private static final int[] RED_OF_CR = new int[256];
    private static final int[] BLUE_OF_CB = new int[256];
    private static final int[] GREEN_OF_CR = new int[256];
    private static final int[] GREEN_OF_CB = new int[256];

    static {
        // JFIF: R = Y + 1.402 Cr, G = Y - 0.344136 Cb - 0.714136 Cr, B = Y + 1.772 Cb, scaled by 2^16 and rounded.
        for (int i = 0; i < 256; i++) {
            int chroma = i - 128;
            RED_OF_CR[i] = 91881 * chroma + 32768 >> 16;
            BLUE_OF_CB[i] = 116130 * chroma + 32768 >> 16;
            GREEN_OF_CR[i] = -46802 * chroma + 32768;
            GREEN_OF_CB[i] = -22554 * chroma;
        }
    }

    private JpegColours() {}

    static byte[] greyToRgb(byte[] grey) {
        byte[] rgb = new byte[3 * grey.length];
        for (int i = 0, to = 0; i < grey.length; i++, to += 3) {
            Arrays.fill(rgb, to, to + 3, grey[i]);
        }
        return rgb;
    }

    /** Converts the first three of every {@code step} samples, in place. */
    static byte[] yccToRgb(byte[] samples, int step) {
        for (int i = 0; i < samples.length; i += step) {
            int y = samples[i] & 0xff;
            int cb = samples[i + 1] & 0xff;
            int cr = samples[i + 2] & 0xff;
            samples[i] = clipped(y + RED_OF_CR[cr]);
            samples[i + 1] = clipped(y + (GREEN_OF_CB[cb] + GREEN_OF_CR[cr] >> 16));
            samples[i + 2] = clipped(y + BLUE_OF_CB[cb]);
        }
        return samples;
    }

    /** Inverts the first three of every four samples, in place: the C, M and Y of an Adobe file that holds YCCK. */
    static byte[] inverted(byte[] samples) {
        for (int i = 0; i < samples.length; i += 4) {
            samples[i] = (byte) ~samples[i];
            samples[i + 1] = (byte) ~samples[i + 1];
            samples[i + 2] = (byte) ~samples[i + 2];
        }
        return samples;
    }

    /** Pillow's {@code cmyk2rgb}, for C, M, Y, K that are stored as 255 minus the ink. */
    static byte[] invertedCmykToRgb(byte[] samples) {
        byte[] rgb = new byte[samples.length / 4 * 3];
        for (int i = 0, to = 0; i < samples.length; i += 4, to += 3) {
            int white = samples[i + 3] & 0xff;
            for (int c = 0; c < 3; c++) {
                int product = (~samples[i + c] & 0xff) * white + 128;
                rgb[to + c] = (byte) (white - ((product >> 8) + product >> 8));
            }
        }
        return rgb;
    }

    private static byte clipped(int value) {
        return (byte) Math.max(0, Math.min(value, 255));
    }
}
