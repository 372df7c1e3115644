package io.github.resnetv2.bench.measure;

import io.github.resnetv2.bench.contender.Session;
import io.github.resnetv2.bench.trial.Trial;
import io.github.resnetv2.cli.measure.RandomImages;
import io.github.resnetv2.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Calls a session, each time with other images. */
final class Caller {
    /** So many different images, or those of one call if it takes more. */
    private static final int IMAGES = 8;

    /** A call that waits so long is given up, and the load with it: the queue only grows. */
    private static final long OVERLOAD_NANOS = 2_000_000_000L;

    /** Shorter waits are spent looking at the clock, as sleepers wake up late. */
    private static final long SPIN_NANOS = 200_000;

    private final Session session;
    private final Trial trial;
    private final float[][] images;
    private int next;

    Caller(Session session, Trial trial) {
        this.session = session;
        this.trial = trial;
        images = new float[Math.max(1, IMAGES / trial.batch())][];
        images[0] = images(0);
    }

    private float[] images(int number) {
        return RandomImages.of(Shape.of(trial.batch(), 3, trial.size(), trial.size()), number);
    }

    /** A call with the first images. */
    float[] first() {
        return call(0);
    }

    /** A call with the next images. */
    void next() {
        call(next);
        next = (next + 1) % images.length;
    }

    private float[] call(int number) {
        try {
            return session.run(images[number], trial.batch(), trial.size());
        } catch (Exception e) {
            throw new IllegalStateException(trial + ": " + e, e);
        }
    }

    /**
     * Calls at the end of which the next one begins.
     *
     * @param nanos for how long at least
     * @param calls how many at least
     * @return how long each took, in microseconds
     */
    List<Long> backToBack(long nanos, int calls) {
        makeImages();
        List<Long> micros = new ArrayList<>();
        long begin = System.nanoTime();
        long end = begin;
        while (micros.size() < calls || end - begin < nanos) {
            long start = System.nanoTime();
            next();
            end = System.nanoTime();
            micros.add((end - start) / 1000);
        }
        return micros;
    }

    /**
     * Calls that come whether the last one is done or not, and then wait for their turn.
     *
     * @param arrivals when they come
     * @param calls how many
     * @return the time from each one's arrival to its answer, in microseconds; nothing if they are too many for the engine
     */
    List<Long> arriving(PoissonArrivals arrivals, int calls) {
        List<Long> micros = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            long arrival = begin + arrivals.next();
            waitUntil(arrival);
            next();
            long latency = System.nanoTime() - arrival;
            if (latency > OVERLOAD_NANOS) {
                return List.of();
            }
            micros.add(latency / 1000);
        }
        return micros;
    }

    private static void waitUntil(long moment) {
        long rest = moment - System.nanoTime();
        while (rest > 0) {
            if (rest > SPIN_NANOS) {
                LockSupport.parkNanos(rest - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
            rest = moment - System.nanoTime();
        }
    }

    private void makeImages() {
        for (int i = 1; i < images.length; i++) {
            if (images[i] == null) {
                images[i] = images(i);
            }
        }
    }

    /** Checks that the first images still give the same, but for what an engine may round otherwise from run to run. */
    void requireSame(float[] logits) {
        float[] again = first();
        for (int i = 0; i < logits.length; i++) {
            if (Math.abs(again[i] - logits[i]) > 1e-4f * Math.max(1, Math.abs(logits[i]))) {
                throw new IllegalStateException(
                        trial + ": logit " + i + " was " + logits[i] + " at first and is " + again[i] + " in the end");
            }
        }
    }
}
