package io.github.resnetv2.bench.threads;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A thread that does something at a given moment, says when that was, and takes no processor before and after. */
final class Striker {
    private final AtomicReference<Blow> next = new AtomicReference<>();
    private final Thread thread = new Thread(this::work, "striker");
    private volatile long struck;
    private volatile boolean done = true;

    /**
     * Something to be done.
     *
     * @param moment when, by {@link System#nanoTime}
     * @param deed what
     */
    private record Blow(long moment, Runnable deed) {}

    static Striker begun() {
        Striker striker = new Striker();
        striker.thread.setDaemon(true);
        striker.thread.start();
        return striker;
    }

    /** Orders a deed; the last one has to be done. */
    void order(long moment, Runnable deed) {
        done = false;
        next.set(new Blow(moment, deed));
        LockSupport.unpark(thread);
    }

    /** Waits until the last deed is done; returns the moment just before it. */
    long awaitDone() {
        while (!done) {
            Thread.onSpinWait();
        }
        return struck;
    }

    private void work() {
        while (true) {
            Blow blow = next.getAndSet(null);
            if (blow == null) {
                LockSupport.park(this);
                continue;
            }
            long rest = blow.moment - System.nanoTime();
            while (rest > 0) {
                LockSupport.parkNanos(this, rest);
                rest = blow.moment - System.nanoTime();
            }
            struck = System.nanoTime();
            blow.deed.run();
            done = true;
        }
    }
}
