package io.github.resnetv2.kernel;

/**
 * The small working memory of one kind of kernels: made by {@link Kernels#newScratch}, used by one thread at a time, its
 * content of no meaning between two calls.
 */
public interface Scratch {
    /**
     * What it takes from the heap.
     *
     * @return in bytes, without what a stem may need beside
     */
    long bytes();
}
