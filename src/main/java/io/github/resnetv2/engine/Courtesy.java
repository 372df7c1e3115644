package io.github.resnetv2.engine;

import java.util.concurrent.locks.LockSupport;

/**
 * How a virtual thread that computes makes way for others: nobody else takes it off its carrier.
 *
 * <p>{@link Thread#yield} is not enough. A carrier turns to threads that wait elsewhere, those that have just been woken by a
 * timer or a socket among them, only when it has nothing left to do, and a thread that yields is something to do. So now and
 * then a thread goes away altogether.
 *
 * <p>Used by one thread at a time.
 */
final class Courtesy {
    /** The parts of one image are shorter; going away and coming back takes some 50 microseconds. */
    private static final long TURN_NANOS = 1_000_000;

    private boolean virtual;
    private long rested = System.nanoTime();

    /** A thread begins to compute. */
    void begin(Thread thread) {
        virtual = isVirtual(thread);
    }

    /** By the name of its group, since Java 17 knows no other way. */
    private static boolean isVirtual(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getName().equals("VirtualThreads");
    }

    /** Between two parts of the work. */
    void makeWay() {
        if (virtual && System.nanoTime() - rested >= TURN_NANOS) {
            LockSupport.parkNanos(this, 1);
            rested = System.nanoTime();
        }
    }
}
