package io.github.resnetv2.kernel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the kernels and has their loops compiled, in the background and once for the process, while the first network is
 * read from its file or made: that takes about as long.
 */
public final class Preparation implements Runnable {
    /** The longest wait; until the compiler is done, the call of a large network would take longer. */
    private static final long LONGEST_WAIT_NANOS = 300_000_000;

    private static @Nullable Preparation first;

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean stopped;

    private Preparation() {}

    /** Begins, unless it was begun before; returns at once. */
    public static void begin() {
        synchronized (Preparation.class) {
            if (first != null) {
                return;
            }
            first = new Preparation();
        }
        first.start();
    }

    /**
     * Waits until the loops are compiled, and has what is not done by then left to the first calls.
     *
     * @param nanos how long to wait at most, in nanoseconds; it is never more than 0.3 seconds
     */
    public static void end(long nanos) {
        Preparation preparation;
        synchronized (Preparation.class) {
            preparation = first;
        }
        if (preparation == null || preparation.stopped) {
            return;
        }
        try {
            preparation.done.await(Math.min(nanos, LONGEST_WAIT_NANOS), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        preparation.stopped = true;
    }

    private void start() {
        Thread thread = new Thread(null, this, "resnetv2-rehearsal", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // The system gives no more threads. Without rehearsal the first calls take longer.
            stopped = true;
        }
    }

    @Override
    public void run() {
        try {
            if (KernelSelection.current().kernels().lanes() > 1) {
                new VectorRehearsal(() -> stopped).run();
            }
        } catch (IllegalStateException | IllegalArgumentException e) {
            // Kernels were asked for that there are not: whoever needs kernels is told.
        } finally {
            done.countDown();
        }
    }
}
