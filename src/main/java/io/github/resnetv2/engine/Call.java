package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Scratch;

/**
 * The memory of one running call: the arena that holds every value, and behind it for each thread a region of its own.
 *
 * <p>Made once, used by one call at a time, kept for the next.
 */
final class Call {
    /** All values of the network, then the threads' own regions. */
    final float[] x;

    private final int local;
    private final int localSize;
    private final Scratch[] scratches;

    /**
     * @param shared floats that all threads share
     * @param localSize floats of each thread's own region
     * @param threads how many threads may take part
     */
    Call(Kernels kernels, int shared, int localSize, int threads) {
        this.x = new float[length(shared, localSize, threads)];
        this.local = Blocks.align(shared);
        this.localSize = Blocks.count(localSize) * Blocks.SIZE;
        this.scratches = new Scratch[threads];
        for (int i = 0; i < threads; i++) {
            scratches[i] = kernels.newScratch();
        }
    }

    /**
     * The arena's length in floats for given needs, with a block more for each so that it can be aligned.
     *
     * @throws ArithmeticException if it is more than an array can hold
     */
    static int length(int shared, int localSize, int threads) {
        long locals = ((long) localSize + Blocks.SIZE) * threads;
        return Math.toIntExact(shared + Blocks.SIZE + locals + Blocks.SLACK);
    }

    /** How many threads may take part. */
    int threads() {
        return scratches.length;
    }

    /** Where the own region of the thread at a place begins. */
    int local(int place) {
        return local + place * localSize;
    }

    /** The working memory of the thread at a place. */
    Scratch scratch(int place) {
        return scratches[place];
    }
}
