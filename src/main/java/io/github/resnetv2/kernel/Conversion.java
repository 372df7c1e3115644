package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;

import java.util.Arrays;

/** Brings tensors in NCHW order into the layouts of the kernels, and back. */
public final class Conversion {
    private Conversion() {}

    /**
     * NCHW into a map.
     *
     * @param from the tensor's array
     * @param at the index of its first element
     * @param channels the number of channels
     * @param pixels how many pixels an image has
     * @param firstImage the first image to convert
     * @param images how many images to convert
     * @param to the map's array
     * @param map where the map lies; lanes beyond the last channel become zero
     */
    public static void toMap(
            float[] from, int at, int channels, int pixels, int firstImage, int images, float[] to, Place map) {
        for (int image = firstImage; image < firstImage + images; image++) {
            for (int channel = 0; channel < Blocks.count(channels) * SIZE; channel++) {
                int target = map.at(channel / SIZE, image * pixels) + channel % SIZE;
                int source = at + (image * channels + channel) * pixels;
                for (int i = 0; i < pixels; i++) {
                    to[target + i * SIZE] = channel < channels ? from[source + i] : 0f;
                }
            }
        }
    }

    /**
     * A map into NCHW.
     *
     * @param from the map's array
     * @param map where the map lies
     * @param channels the number of channels
     * @param pixels how many pixels an image has
     * @param firstImage the first image to convert
     * @param images how many images to convert
     * @param to the tensor's array
     * @param at the index of its first element
     */
    public static void fromMap(
            float[] from, Place map, int channels, int pixels, int firstImage, int images, float[] to, int at) {
        for (int image = firstImage; image < firstImage + images; image++) {
            for (int channel = 0; channel < channels; channel++) {
                int source = map.at(channel / SIZE, image * pixels) + channel % SIZE;
                int target = at + (image * channels + channel) * pixels;
                for (int i = 0; i < pixels; i++) {
                    to[target + i] = from[source + i * SIZE];
                }
            }
        }
    }

    /**
     * NCHW into the interleaved image with a border of zeros that {@link Kernels#stem} reads.
     *
     * <p>A scale and a shift, for networks that begin with a norm, are applied to the pixels and not to the border.
     *
     * @param from the tensor's array
     * @param at the index of its first element
     * @param channels the number of channels
     * @param height the tensor's height
     * @param width the tensor's width
     * @param scale one factor for each channel
     * @param shift one summand for each channel
     * @param padTop lines of border above
     * @param padLeft columns of border to the left
     * @param window the window over the bordered image, whose extents are those to make
     * @param firstLine the first line of all bordered images to make
     * @param lines how many lines to make
     * @param to the image's array
     * @param image the index of its first element
     */
    public static void toImage(
            float[] from,
            int at,
            int channels,
            int height,
            int width,
            float[] scale,
            float[] shift,
            int padTop,
            int padLeft,
            Window window,
            int firstLine,
            int lines,
            float[] to,
            int image) {
        int step = window.width() * channels;
        int left = padLeft * channels;
        for (int line = firstLine; line < firstLine + lines; line++) {
            int target = image + line * step;
            int y = line % window.height() - padTop;
            if (y < 0 || y >= height) {
                Arrays.fill(to, target, target + step, 0f);
                continue;
            }
            Arrays.fill(to, target, target + left, 0f);
            Arrays.fill(to, target + left + width * channels, target + step, 0f);
            int source = at + (line / window.height() * channels * height + y) * width;
            if (channels == 3) {
                interleave(from, source, height * width, width, scale, shift, to, target + left);
            } else {
                for (int i = 0; i < width * channels; i++) {
                    int channel = i % channels;
                    float value = from[source + channel * height * width + i / channels];
                    to[target + left + i] = Fma.of(value, scale[channel], shift[channel]);
                }
            }
        }
    }

    private static void interleave(
            float[] from, int source, int plane, int width, float[] scale, float[] shift, float[] to, int target) {
        float scale0 = scale[0];
        float scale1 = scale[1];
        float scale2 = scale[2];
        float shift0 = shift[0];
        float shift1 = shift[1];
        float shift2 = shift[2];
        for (int i = 0; i < width; i++) {
            to[target + 3 * i] = Fma.of(from[source + i], scale0, shift0);
            to[target + 3 * i + 1] = Fma.of(from[source + plane + i], scale1, shift1);
            to[target + 3 * i + 2] = Fma.of(from[source + 2 * plane + i], scale2, shift2);
        }
    }
}
