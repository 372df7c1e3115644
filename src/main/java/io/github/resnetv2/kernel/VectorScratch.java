package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;

/** The vector kernels' working memory. */
final class VectorScratch implements Scratch {
    /** Tiles of a line that are transformed back before they are finished. */
    static final int LINE_TILES = 16;

    /** The distance of the pixel lines of {@link #lines}. */
    static final int LINE_STEP = LINE_TILES * 4 * SIZE;

    /** Pixels whose windows are copied before they are multiplied, in a stem. */
    static final int PATCHES = 56;

    /** A band of sums. */
    final float[] sums = new float[Blocks.ALIGNMENT + (VectorProduct.BAND + VectorProduct.EXCESS) * VectorLanes.PANEL];

    /** A tile with the border around the map filled in. */
    final float[] tile = new float[36 * SIZE];

    /** A tile that is transformed down the columns. */
    final float[] half = new float[36 * SIZE];

    /** Lines of pixels made from tiles. */
    final float[] lines = new float[4 * LINE_STEP];

    final Pooling pooling = new Pooling(VectorPooling.LOOPS);

    private float[] patches = {};

    @Override
    public long bytes() {
        return (long) Float.BYTES * (sums.length + tile.length + half.length + lines.length) + Pooling.BYTES;
    }

    /** At least so many floats; the content is undefined. */
    float[] patches(int size) {
        if (patches.length < size) {
            patches = new float[size];
        }
        return patches;
    }
}
