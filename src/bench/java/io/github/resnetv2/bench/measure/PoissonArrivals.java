package io.github.resnetv2.bench.measure;

import java.util.SplittableRandom;

/** When calls come that know nothing of each other: the time between two of them is exponentially distributed. */
final class PoissonArrivals {
    private final SplittableRandom random;
    private final double meanNanos;
    private double nanos;

    /**
     * A sequence of arrivals.
     *
     * @param perSecond how many come in a second, on average
     * @param seed the same seed and rate give the same arrivals
     */
    PoissonArrivals(int perSecond, long seed) {
        this.random = new SplittableRandom(seed);
        this.meanNanos = 1e9 / perSecond;
    }

    /** When the next one comes: nanoseconds after the begin. */
    long next() {
        nanos -= meanNanos * Math.log(1 - random.nextDouble());
        return (long) nanos;
    }
}
