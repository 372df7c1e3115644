package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is sent to help, and what becomes of helpers that have nothing to do. */
@Timeout(60)
class WorkersTest {
    private static final long LONG = TimeUnit.MINUTES.toNanos(5);
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);

    @Test
    void aCallGetsTheProcessorsThatNoOtherUses() {
        Workers workers = new Workers(() -> 4, SHORT);
        Team first = begun(2);
        Team second = begun(3);
        Team third = begun(1);
        assertEquals(2, workers.join(first), "as many as it has places for");
        assertEquals(0, workers.join(second), "three and this caller are at work");
        workers.leave(first);
        assertEquals(1, workers.join(third), "two callers, and two free");
        workers.leave(second);
        workers.leave(third);
        second.begin(null);
        assertEquals(3, workers.join(second), "all are free again");
        workers.leave(second);
    }

    @Test
    void moreCallersThanProcessorsGetNoHelpAndAllIsGivenBack() {
        Workers workers = new Workers(() -> 2, SHORT);
        List<Team> teams = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            teams.add(begun(3));
            assertEquals(i == 0 ? 1 : 0, workers.join(teams.get(i)));
        }
        teams.forEach(workers::leave);
        Team last = begun(3);
        assertEquals(1, workers.join(last));
        workers.leave(last);
    }

    /** The next call begins before the helpers of the last are back, or have even come. */
    @Test
    void callsThatFollowEachOtherAllGetTheSameHelpers() {
        Workers workers = new Workers(() -> 3, LONG);
        Set<Thread> helpers = ConcurrentHashMap.newKeySet();
        Team team = new Team(2);
        for (int i = 0; i < 1000; i++) {
            team.begin(null);
            assertEquals(2, workers.join(team), "call " + i);
            AtomicInteger done = new AtomicInteger();
            for (int region = 0; region < i % 4; region++) {
                team.run(6, (part, place) -> {
                    done.incrementAndGet();
                    if (place > 0) {
                        helpers.add(Thread.currentThread());
                    }
                });
            }
            assertEquals(6 * (i % 4), done.get());
            workers.leave(team);
        }
        assertTrue(helpers.size() <= 2, () -> "threads: " + helpers);
    }

    @Test
    void helpersAreDaemonsThatKnowNoApplication() {
        Thread helper = helperOf(new Workers(() -> 2, LONG));
        assertTrue(helper.isDaemon());
        assertNull(helper.getContextClassLoader());
        assertEquals("resnetv2-worker", helper.getName());
    }

    /** An application may be gone while another still uses its helpers. */
    @Test
    void helpersKeepNothingOfTheThreadThatNeededThem() throws InterruptedException {
        Workers workers = new Workers(() -> 2, LONG);
        Thread[] helper = new Thread[1];
        ThreadGroup group = new ThreadGroup("an application");
        Thread first = new Thread(group, () -> helper[0] = helperOf(workers));
        first.setPriority(Thread.MIN_PRIORITY);
        first.start();
        first.join();
        assertNull(helper[0].getThreadGroup().getParent());
        assertEquals(Thread.NORM_PRIORITY, helper[0].getPriority());
    }

    @Test
    void aSystemThatGivesNoThreadsLeavesTheCallerAlone() {
        int[] refusals = {3};
        Workers workers = new Workers(() -> 4, LONG, thread -> {
            if (refusals[0]-- > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            thread.start();
        });
        Team team = begun(3);
        assertEquals(0, workers.join(team));
        AtomicInteger done = new AtomicInteger();
        assertTrue(team.run(20, (part, place) -> done.incrementAndGet()));
        assertEquals(20, done.get());
        workers.leave(team);
        refusals[0] = 0;
        team.begin(null);
        assertEquals(3, workers.join(team), "all places are free again");
        workers.leave(team);
    }

    @Test
    void helpersWithNothingToDoEnd() {
        Workers workers = new Workers(() -> 2, SHORT);
        Thread helper = helperOf(workers);
        await(() -> !helper.isAlive());
        Thread next = helperOf(workers);
        assertTrue(next != helper);
    }

    @Test
    void aHelperThatWaitsHoldsNoTeam() {
        Workers workers = new Workers(() -> 2, LONG);
        Thread helper = helperOf(workers);
        WeakReference<Team> team = usedTeam(workers);
        await(() -> {
            System.gc();
            return team.refersTo(null);
        });
        assertTrue(helper.isAlive());
    }

    @Test
    void aHelperThatWasInterruptedRestsAndHelpsAgain() {
        Workers workers = new Workers(() -> 2, LONG);
        Thread helper = helperOf(workers);
        helper.interrupt();
        await(() -> helper.getState() == Thread.State.TIMED_WAITING && !helper.isInterrupted());
        assertEquals(helper, helperOf(workers));
    }

    @Test
    void manyCallersShareTheHelpers() throws InterruptedException, ExecutionException {
        Workers workers = new Workers(() -> 4, LONG);
        ExecutorService callers = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                futures.add(callers.submit(() -> {
                    Team team = new Team(3);
                    for (int call = 0; call < 200; call++) {
                        team.begin(null);
                        workers.join(team);
                        AtomicInteger done = new AtomicInteger();
                        for (int region = 0; region < 5; region++) {
                            team.run(7, (part, place) -> done.incrementAndGet());
                        }
                        workers.leave(team);
                        assertEquals(35, done.get());
                    }
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            callers.shutdownNow();
        }
        Team last = begun(9);
        assertEquals(3, workers.join(last), "all processors but the caller's are free");
        workers.leave(last);
    }

    private static Team begun(int helpers) {
        Team team = new Team(helpers);
        team.begin(null);
        return team;
    }

    private static WeakReference<Team> usedTeam(Workers workers) {
        Team team = begun(1);
        workers.join(team);
        runTogether(team);
        workers.leave(team);
        return new WeakReference<>(team);
    }

    /** The thread that helps a team of two. */
    private static Thread helperOf(Workers workers) {
        Team team = begun(1);
        assertEquals(1, workers.join(team));
        Thread helper = runTogether(team);
        workers.leave(team);
        return helper;
    }

    /** Two parts that can only end when two threads have met. */
    private static Thread runTogether(Team team) {
        CountDownLatch both = new CountDownLatch(2);
        Thread[] threads = new Thread[2];
        team.run(2, (part, place) -> {
            threads[place] = Thread.currentThread();
            Meeting.at(both);
        });
        return threads[1];
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited for half a minute");
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
