package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.PANEL;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the vector loops on next to nothing, over and over, so that they are compiled by the time the first network needs
 * them: a vector operation that is not compiled takes a thousand times as long, and leaves garbage.
 *
 * <p>Most calls have no depth at all. So methods reach the compiler by being called often, which compiles them as they will
 * be called; a long loop would be compiled from its middle, and once more as a whole. When the compiler has been asked often
 * enough, the calls become rare, as each of them leaves garbage until it is done.
 */
final class VectorRehearsal implements Runnable {
    /** So many calls surely reach the compiler. */
    private static final int CALLS = 8000;

    private static final int MOST_CALLS = 20_000;

    /** Every so many calls one has a depth of a block, so that the loops are seen to run. */
    private static final int DEPTH_EVERY = 20;

    /** Measured on JDK 17 and 25: a call takes 0.5 to 2 microseconds when all is compiled, 5 when some is, 30 before. */
    private static final long COMPILED_NANOS = 3000;

    /** So many short calls are no accident. */
    private static final int COMPILED_CALLS = 16;

    private static final long PAUSE_NANOS = 100_000;

    private static final int OUTPUTS = 64 * SIZE;

    private final float[] a = new float[256 * SIZE];
    private final float[] b = new float[1024 * SIZE];
    private final float[] c = new float[256 * SIZE];
    private final float[] zeros = new float[PANEL];
    private final float[] x = new float[1024 * SIZE];
    private final float[] half = new float[36 * SIZE];
    private final Finish[] finishes = finishes();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean stopped;

    private static Finish[] finishes() {
        float[] channels = new float[SIZE];
        Place residual = Place.of(2 * OUTPUTS, 64);
        Finish first = Finish.to(1, channels, 0, Place.of(0, 64));
        Finish second = first.then(channels, channels, 0, Place.of(OUTPUTS, 64), false);
        Finish both = first.then(channels, channels, 0, Place.of(OUTPUTS, 64), true);
        return new Finish[] {first, first.adding(residual), both, both.adding(residual), second.adding(residual)};
    }

    /** Waits until everything is compiled, but no longer than that; then it ends soon, wherever it is. */
    void end(long nanos) {
        try {
            done.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopped = true;
    }

    @Override
    public void run() {
        int compiled = 0;
        for (int i = 0; !stopped && i < MOST_CALLS && compiled < COMPILED_CALLS; i++) {
            boolean deep = i % DEPTH_EVERY == 0;
            long start = System.nanoTime();
            call(deep ? SIZE : 0);
            if (!deep) {
                compiled = System.nanoTime() - start < COMPILED_NANOS ? compiled + 1 : 0;
            }
            if (i > CALLS) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        done.countDown();
    }

    private void call(int depth) {
        if (LANES < SIZE) {
            VectorGemmShort.six(depth, a, 0, OUTPUTS, b, 0, zeros, 0, 0, c, 0);
        } else {
            VectorStem.six(depth, a, 0, VectorStem.RUN, b, 0, zeros, c, 0);
            VectorGemm.six(depth, a, 0, OUTPUTS, b, 0, zeros, 0, 0, c, 0);
            VectorGemm.five(depth, a, 0, OUTPUTS, b, 0, zeros, 0, 0, c, 0);
        }
        for (Finish finish : finishes) {
            VectorFinish.run(c, 0, PANEL, 2, finish, x, 0, 0);
        }
        VectorWinograd4.input(Winograd.F4.a(), Winograd.F4.b(), x, 0, 6 * SIZE, half, x, OUTPUTS, SIZE);
        VectorWinograd4.output(Winograd.F4.a(), Winograd.F4.b(), x, 0, SIZE, half, x, OUTPUTS, 4 * SIZE);
        VectorPooling.LOOPS.maxEvery(c, 0, x, 0, 2 * SIZE, 2);
    }
}
