package io.github.resnetv2.testing;

import io.github.resnetv2.image.RgbImage;

/** Pictures of nothing. */
public final class Pictures {
    private Pictures() {}

    /** A picture in which no pixel equals its neighbour; one of another number below 219 has other pixels. */
    public static RgbImage of(int width, int height, int number) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * (37 + number) + i / 120 * 11);
        }
        return RgbImage.ofRgb(width, height, rgb);
    }
}
