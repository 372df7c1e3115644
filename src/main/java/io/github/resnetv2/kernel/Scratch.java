package io.github.resnetv2.kernel;

/**
 * The small working memory of one kind of kernels: made by {@link Kernels#newScratch}, used by one thread at a time, its
 * content of no meaning between two calls.
 */
public abstract class Scratch {
    /** Sums of one block. */
    final double[] sums = new double[Blocks.SIZE];

    /** Sixteen values each for the norms. */
    final float[] origin = new float[Blocks.SIZE];

    final float[] scale = new float[Blocks.SIZE];
    final float[] shift = new float[Blocks.SIZE];

    /** Memory without content. */
    protected Scratch() {}
}
