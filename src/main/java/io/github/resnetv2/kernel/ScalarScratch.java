package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;

/** The scalar kernels' working memory: rows, each an array of its own. */
final class ScalarScratch implements Scratch {
    /** The longest row. */
    static final int ROW = 512;

    /** Rows of sums that are computed together. */
    static final int BAND = 64;

    final float[][] sums = new float[BAND][ROW];

    /** Takes the sums that a pair of rows has too many. */
    final float[] spare = new float[ROW];

    /** A tile, its half-transformed and its transformed form, as rows. */
    final float[][] tile = new float[36][ROW];

    final float[][] half = new float[36][ROW];
    final float[][] transformed = new float[36][ROW];

    /** A tile of one block with the border around the map filled in. */
    final float[] border = new float[36 * SIZE];

    /** What {@link ScalarFinish} works with. */
    final float[] bias = new float[ROW];

    final float[] scale = new float[ROW];
    final float[] shift = new float[ROW];
    final float[] residual = new float[ROW];
    final float[] second = new float[ROW];

    final Pooling pooling = new Pooling(new ScalarPooling());

    private float[] patches = {};

    @Override
    public long bytes() {
        // The pooling has a line of its own, and so have its loops.
        return (long) Float.BYTES * (ROW * (BAND + 3 * 36 + 6) + border.length) + 2 * Pooling.BYTES;
    }

    /** At least so many floats for the windows of a stem; the content is undefined. */
    float[] patches(int size) {
        if (patches.length < size) {
            patches = new float[size];
        }
        return patches;
    }
}
