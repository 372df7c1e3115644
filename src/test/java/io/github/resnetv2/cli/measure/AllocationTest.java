package io.github.resnetv2.cli.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AllocationTest {
    /** Where work leaves what it has allocated, so that no compiler can leave it out. */
    private volatile Object last = this;

    @Test
    void workThatTakesNothingIsSaidToTakeNothing() {
        assertEquals(0, Allocation.perRun(() -> {}, 1000).getAsLong());
    }

    @Test
    void whatWorkTakesIsSaidByTheRun() {
        Runnable work = () -> last = new byte[100_000];
        work.run();
        long bytes = Allocation.perRun(work, 20).getAsLong();
        // An array has a header of 12 to 24 bytes.
        assertTrue(bytes >= 100_000 && bytes <= 100_100, () -> bytes + " bytes");
    }

    @Test
    @Timeout(60)
    void otherThreadsCountAsWell() throws InterruptedException {
        CyclicBarrier turns = new CyclicBarrier(2);
        Thread other = new Thread(() -> {
            while (await(turns)) {
                last = new byte[100_000];
                await(turns);
            }
        });
        other.setDaemon(true);
        other.start();
        Runnable work = () -> {
            await(turns);
            await(turns);
        };
        work.run();
        long bytes = Allocation.perRun(work, 20).getAsLong();
        other.interrupt();
        other.join();
        assertTrue(bytes >= 100_000, () -> bytes + " bytes");
    }

    private static boolean await(CyclicBarrier turns) {
        try {
            turns.await();
            return true;
        } catch (Exception e) {
            return false;
        }
    }
}
