package io.github.resnetv2.kernel;

import java.util.Arrays;

/**
 * The tiles of a Winograd convolution with a border of one over the images of a batch: output and input have the same
 * extents. Tiles are numbered image by image, row by row.
 *
 * @param form which Winograd convolution
 * @param images the number of images
 * @param height the maps' height
 * @param width the maps' width
 */
public record Tiling(Winograd form, int images, int height, int width) {
    /**
     * The number of tile rows of an image.
     *
     * @return {@code ceil(height / outputs)}
     */
    public int down() {
        return (height + form.outputs() - 1) / form.outputs();
    }

    /**
     * The number of tiles in a row.
     *
     * @return {@code ceil(width / outputs)}
     */
    public int across() {
        return (width + form.outputs() - 1) / form.outputs();
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
     * The maps' pixels, all images together.
     *
     * @return {@code images * height * width}
     */
    public int pixels() {
        return images * height * width;
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
        return Math.multiplyExact(form.edge() * form.edge(), stride(blocks, tiles));
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
        return (image(tile) * height + line(tile)) * width + column(tile);
    }

    /**
     * How many lines of a tile's outputs lie inside the map.
     *
     * @param tile the tile
     * @return at most the edge of the outputs
     */
    public int lines(int tile) {
        return Math.min(form.outputs(), height - line(tile));
    }

    /**
     * How many columns of a tile's outputs lie inside the map.
     *
     * @param tile the tile
     * @return at most the edge of the outputs
     */
    public int columns(int tile) {
        return Math.min(form.outputs(), width - column(tile));
    }

    /**
     * Whether a tile's inputs all lie inside the map.
     *
     * @param tile the tile
     * @return whether no border is seen
     */
    public boolean inside(int tile) {
        int y = line(tile) - 1;
        int x = column(tile) - 1;
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
        return map.at(block, outputPixel(tile) - width - 1);
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
        int left = column(tile) - 1;
        int first = Math.max(0, -left);
        int end = Math.min(edge, width - left);
        for (int i = 0; i < edge; i++) {
            int y = line(tile) - 1 + i;
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
