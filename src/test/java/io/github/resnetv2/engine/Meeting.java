package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Threads that wait for each other in the middle of their parts. */
final class Meeting {
    private Meeting() {}

    /** Waits until as many threads are here as the latch was made for. */
    static void at(CountDownLatch latch) {
        latch.countDown();
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "not all came");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
