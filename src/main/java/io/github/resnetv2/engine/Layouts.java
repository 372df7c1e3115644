package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.kernel.Window;
import java.util.Arrays;

/** From the layout of tensors, {@code [N, C, H, W]}, to the two layouts inside a plan. */
final class Layouts {
    private Layouts() {}

    /**
     * One row of tensors to a row of interleaved pictures: {@code image[n][y][x][c] = x[n][c][y][x] * scale[c] + shift[c]}
     * inside, zero in the border.
     *
     * @param from index of the tensor's first float
     * @param channels of the picture
     * @param height of the picture, without border
     * @param width of the picture, without border
     * @param affine a norm on the picture, which the border must not see
     * @param to index of the first float of the bordered pictures
     * @param bordered extents with the border
     * @param top rows of border above
     * @param left columns of border to the left
     * @param row {@code n * bordered.height() + y} in the bordered pictures
     */
    static void toImageRow(
            float[] x,
            int from,
            int channels,
            int height,
            int width,
            Affine affine,
            int to,
            Window bordered,
            int top,
            int left,
            int row) {
        int n = row / bordered.height();
        int y = row % bordered.height() - top;
        int line = to + row * bordered.width() * channels;
        Arrays.fill(x, line, line + bordered.width() * channels, 0f);
        if (y < 0 || y >= height) {
            return;
        }
        for (int c = 0; c < channels; c++) {
            int source = from + ((n * channels + c) * height + y) * width;
            int target = line + left * channels + c;
            float scale = affine.scale()[c];
            float shift = affine.shift()[c];
            for (int i = 0; i < width; i++) {
                x[target + i * channels] = x[source + i] * scale + shift;
            }
        }
    }

    /** One block of channels of one image of tensors to the layout of maps; lanes beyond the last channel become zero. */
    static void toBlock(float[] x, int from, int channels, int pixels, Affine affine, Place map, int block, int image) {
        int target = map.at(block, image * pixels);
        for (int lane = 0; lane < Blocks.SIZE; lane++) {
            int channel = block * Blocks.SIZE + lane;
            boolean inside = channel < channels;
            int source = from + (image * channels + (inside ? channel : 0)) * pixels;
            float scale = affine.scale()[channel];
            float shift = affine.shift()[channel];
            for (int i = 0; i < pixels; i++) {
                x[target + i * Blocks.SIZE + lane] = inside ? x[source + i] * scale + shift : 0f;
            }
        }
    }
}
