package io.github.resnetv2.server;

import java.time.Duration;

/**
 * A moment that nobody waits beyond.
 *
 * @param nanos of {@link System#nanoTime}
 */
record Deadline(long nanos) {
    static Deadline after(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Nanoseconds left; 0 or less if the moment has passed. */
    long left() {
        return nanos - System.nanoTime();
    }
}
