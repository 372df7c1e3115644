package io.github.resnetv2;

import java.time.Duration;

/**
 * How single pictures become batches, see {@link BatchingClassifier}.
 *
 * @param maxBatch how many pictures a call of the network takes at most, 1 to 1,024
 * @param maxDelay how long a picture waits for others to come, zero to an hour; zero takes those that wait already
 * @param maxQueue how many pictures may wait for their turn, at least 1
 */
public record Batching(int maxBatch, Duration maxDelay, int maxQueue) {
    /** Up to 8 pictures after at most 2 milliseconds, and 64 that wait. */
    public static final Batching DEFAULT = new Batching(8, Duration.ofMillis(2), 64);

    private static final int LARGEST_BATCH = 1024;

    /**
     * Checks the ranges.
     *
     * @param maxBatch as in the record
     * @param maxDelay as in the record
     * @param maxQueue as in the record
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Batching {
        if (maxBatch < 1 || maxBatch > LARGEST_BATCH) {
            throw new IllegalArgumentException(
                    "maxBatch: expected a number from 1 to " + LARGEST_BATCH + ", found " + maxBatch);
        }
        if (maxDelay.isNegative() || maxDelay.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("maxDelay: expected from zero to an hour, found " + maxDelay);
        }
        if (maxQueue < 1) {
            throw new IllegalArgumentException("maxQueue: expected 1 or more, found " + maxQueue);
        }
    }

    /**
     * These settings with another size of batches.
     *
     * @param pictures at most in one call of the network
     * @return a changed copy
     */
    public Batching withMaxBatch(int pictures) {
        return new Batching(pictures, maxDelay, maxQueue);
    }

    /**
     * These settings with another delay.
     *
     * @param delay how long a picture waits for others
     * @return a changed copy
     */
    public Batching withMaxDelay(Duration delay) {
        return new Batching(maxBatch, delay, maxQueue);
    }

    /**
     * These settings with another queue.
     *
     * @param pictures that may wait
     * @return a changed copy
     */
    public Batching withMaxQueue(int pictures) {
        return new Batching(maxBatch, maxDelay, pictures);
    }
}
