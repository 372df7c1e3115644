package io.github.resnetv2.kernel;

import java.util.Arrays;

/**
 * The tiles of a Winograd convolution with a border of one over the images of a batch. Tiles are numbered image by image, row
 * by row.
 *
 * @param form which Winograd convolution
 * @param images the number of images
 * @param height the input's height
 * @param width the input's width
 */
public record Tiling(Winograd form, int images, int height, int width) {
    /**
     * The output's height.
     *
     * @return {@code ceil(height / stride)}
     */
    public int outHeight() {
        return (height + form.stride() - 1) / form.stride();
    }

    /**
     * The output's width.
     *
     * @return {@code ceil(width / stride)}
     */
    public int outWidth() {
        return (width + form.stride() - 1) / form.stride();
    }

    /**
     * The number of tile rows of an image.
     *
     * @return {@code ceil(outHeight / outputs)}
     */
    public int down() {
        return (outHeight() + form.outputs() - 1) / form.outputs();
    }

    /**
     * The number of tiles in a row.
     *
     * @return {@code ceil(outWidth / outputs)}
     */
    public int across() {
        return (outWidth() + form.outputs() - 1) / form.outputs();
    }

    /**
     * The number of tiles of all images.
     *
     * @return {@code images * down * across}
     */
    public int count() {
        return images * down() * across();
    }

    /**
     * The output's pixels, all images together.
     *
     * @return {@code images * outHeight * outWidth}
     */
    public int outPixels() {
        return images * outHeight() * outWidth();
    }

    /**
     * The distance between two matrices of transformed tiles. One block more than the matrix needs, so that what belongs
     * to one tile does not fall into one cache set.
     *
     * @param blocks the number of channel blocks
     * @param tiles the number of tiles
     * @return floats
     */
    public static int stride(int blocks, int tiles) {
        return (blocks * tiles + 1) * Blocks.SIZE;
    }

    /**
     * The floats that {@link Kernels#winogradInput} writes for some tiles, without the slack behind.
     *
     * @param blocks the number of channel blocks
     * @param tiles the number of tiles
     * @return floats
     */
    public int transformed(int blocks, int tiles) {
        return Math.multiplyExact(form.positions(), stride(blocks, tiles));
    }

    /** The first input line that a tile sees; -1 is the border. */
    private int top(int tile) {
        return line(tile) * form.stride() - 1;
    }

    /** The first input column that a tile sees; -1 is the border. */
    private int left(int tile) {
        return column(tile) * form.stride() - 1;
    }

    private int line(int tile) {
        return tile / across() % down() * form.outputs();
    }

    private int column(int tile) {
        return tile % across() * form.outputs();
    }

    private int image(int tile) {
        return tile / (across() * down());
    }

    /**
     * The pixel at the upper left of a tile's outputs.
     *
     * @param tile the tile
     * @return the pixel among all images
     */
    public int outputPixel(int tile) {
        return (image(tile) * outHeight() + line(tile)) * outWidth() + column(tile);
    }

    /**
     * How many lines of a tile's outputs lie inside the map.
     *
     * @param tile the tile
     * @return at most the edge of the outputs
     */
    public int lines(int tile) {
        return Math.min(form.outputs(), outHeight() - line(tile));
    }

    /**
     * How many columns of a tile's outputs lie inside the map.
     *
     * @param tile the tile
     * @return at most the edge of the outputs
     */
    public int columns(int tile) {
        return Math.min(form.outputs(), outWidth() - column(tile));
    }

    /**
     * Whether a tile's inputs all lie inside the map.
     *
     * @param tile the tile
     * @return whether no border is seen
     */
    public boolean inside(int tile) {
        int y = top(tile);
        int x = left(tile);
        return y >= 0 && x >= 0 && y + form.edge() <= height && x + form.edge() <= width;
    }

    /**
     * The index of the upper left input of a tile that lies inside.
     *
     * @param tile the tile
     * @param map the input
     * @param block which block of channels
     * @return the index in the array
     */
    public int inputAt(int tile, Place map, int block) {
        return map.at(block, (image(tile) * height + top(tile)) * width + left(tile));
    }

    /**
     * Copies a tile's inputs, zero outside the map.
     *
     * @param tile the tile
     * @param x the array of the map
     * @param map the input
     * @param block which block of channels
     * @param to the tile, sixteen floats a pixel
     */
    public void copyInput(int tile, float[] x, Place map, int block, float[] to) {
        int edge = form.edge();
        int left = left(tile);
        int first = Math.max(0, -left);
        int end = Math.min(edge, width - left);
        for (int i = 0; i < edge; i++) {
            int y = top(tile) + i;
            int at = i * edge * Blocks.SIZE;
            if (y < 0 || y >= height) {
                Arrays.fill(to, at, at + edge * Blocks.SIZE, 0f);
                continue;
            }
            int from = map.at(block, (image(tile) * height + y) * width + left + first);
            Arrays.fill(to, at, at + first * Blocks.SIZE, 0f);
            System.arraycopy(x, from, to, at + first * Blocks.SIZE, (end - first) * Blocks.SIZE);
            Arrays.fill(to, at + end * Blocks.SIZE, at + edge * Blocks.SIZE, 0f);
        }
    }
}
