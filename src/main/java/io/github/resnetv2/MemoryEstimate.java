package io.github.resnetv2;

import java.util.Locale;

/**
 * What a network takes from the heap for inputs of one shape.
 *
 * @param weightBytes the weights as they were loaded
 * @param packedBytes the same in the order of the inner loops, some transformed; for all shapes seen so far
 * @param arenaBytes the working memory of each call that runs at the same time
 */
public record MemoryEstimate(long weightBytes, long packedBytes, long arenaBytes) {
    /**
     * All of it, for one call at a time.
     *
     * @return in bytes
     */
    public long totalBytes() {
        return weightBytes + packedBytes + arenaBytes;
    }

    /** In megabytes of a million bytes. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "weights %.1f MB, packed %.1f MB, each call %.1f MB",
                weightBytes / 1e6,
                packedBytes / 1e6,
                arenaBytes / 1e6);
    }
}
