package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Helpers from executors, however strange. */
@Timeout(60)
class ErrandsTest {
    private final List<Runnable> queue = new ArrayList<>();
    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    /** A call of three regions, each part of which is done once; whoever takes part. */
    private static Set<Thread> call(Errands errands, Team team, int parts) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        team.begin(null);
        try {
            errands.join(team);
            for (int region = 0; region < 3; region++) {
                AtomicInteger done = new AtomicInteger();
                team.run(parts, (part, place) -> {
                    threads.add(Thread.currentThread());
                    done.incrementAndGet();
                });
                assertEquals(parts, done.get());
            }
        } finally {
            errands.leave(team);
        }
        return threads;
    }

    @Test
    void anExecutorsThreadsHelp() throws InterruptedException {
        Errands errands = new Errands(pool);
        Team team = new Team(2);
        team.begin(null);
        assertEquals(2, errands.join(team));
        CountDownLatch all = new CountDownLatch(3);
        team.run(3, (part, place) -> {
            Meeting.at(all);
        });
        errands.leave(team);
        pool.shutdown();
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS), "a helper stayed");
    }

    @Test
    void anExecutorThatRunsInTheCallerIsNoHelp() {
        Errands errands = new Errands(Runnable::run);
        Team team = new Team(3);
        for (int i = 0; i < 20; i++) {
            assertEquals(Set.of(Thread.currentThread()), call(errands, team, 50));
        }
    }

    @Test
    void anExecutorThatRefusesIsNoHelp() {
        Errands errands = new Errands(task -> {
            throw new RejectedExecutionException();
        });
        Team team = new Team(3);
        team.begin(null);
        assertEquals(0, errands.join(team));
        errands.leave(team);
        assertEquals(Set.of(Thread.currentThread()), call(errands, team, 50));
    }

    @Test
    void anExecutorWithoutMemoryForAThreadIsNoHelp() {
        Errands errands = new Errands(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        assertEquals(Set.of(Thread.currentThread()), call(errands, new Team(3), 50));
    }

    /** What the executor should not throw reaches the caller, and nothing is left of the call. */
    @Test
    void anExecutorThatFailsIsHeard() {
        int[] failures = {1};
        Errands errands = new Errands(task -> {
            if (failures[0]-- > 0) {
                throw new IllegalStateException("the executor");
            }
            queue.add(task);
        });
        Team team = new Team(2);
        assertEquals(
                "the executor",
                assertThrows(IllegalStateException.class, () -> call(errands, team, 5))
                        .getMessage());
        call(errands, team, 5);
        assertEquals(2, queue.size());
    }

    @Test
    void anExecutorThatRunsNothingGetsNoMoreThanOneCallWants() {
        Errands errands = new Errands(queue::add);
        Team team = new Team(3);
        for (int i = 0; i < 100; i++) {
            assertEquals(Set.of(Thread.currentThread()), call(errands, team, 50));
        }
        assertEquals(3, queue.size());
        // Far too late, they find nobody who wants them.
        queue.forEach(Runnable::run);
        queue.clear();
        call(errands, team, 50);
        assertEquals(3, queue.size());
    }

    /** A task that was sent for one call helps the next. */
    @Test
    void aLateTaskHelpsWhoeverIsThere() {
        Errands errands = new Errands(queue::add);
        call(errands, new Team(1), 10);
        assertEquals(1, queue.size());
        Team team = new Team(1);
        team.begin(null);
        assertEquals(1, errands.join(team));
        assertEquals(1, queue.size());
        pool.execute(queue.get(0));
        CountDownLatch both = new CountDownLatch(2);
        team.run(2, (part, place) -> {
            Meeting.at(both);
        });
        errands.leave(team);
    }

    /** A caller must never be drawn into another's call: each would wait for the other. */
    @Test
    void manyCallersThatRunEachOthersTasksAllEnd() throws Exception {
        Errands errands = new Errands(Runnable::run);
        ExecutorService callers = Executors.newFixedThreadPool(6);
        try {
            List<Future<Set<Thread>>> all = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                all.add(callers.submit(() -> call(errands, new Team(2), 10)));
            }
            for (Future<Set<Thread>> each : all) {
                assertEquals(1, each.get(30, TimeUnit.SECONDS).size());
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** Callers that are tasks of the executor that is to help them. */
    @Test
    void callersInTheirOwnExecutorAllEnd() throws Exception {
        for (ExecutorService own : List.of(Executors.newFixedThreadPool(2), new ForkJoinPool(2))) {
            Errands errands = new Errands(own);
            List<Future<Set<Thread>>> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                all.add(own.submit(() -> call(errands, new Team(3), 10)));
            }
            for (Future<Set<Thread>> each : all) {
                each.get(30, TimeUnit.SECONDS);
            }
            own.shutdown();
            assertTrue(own.awaitTermination(30, TimeUnit.SECONDS), "a helper stayed");
        }
    }

    @Test
    void anExecutorThatIsShutDownBetweenCallsIsNoHelp() {
        SmallNetwork small = SmallNetwork.REFERENCE;
        Engine alone = Engines.of(small.network(), false);
        Engine engine = alone.with(3, false).with((Executor) pool);
        var x = small.input(2, 40, 33);
        float[] expected = alone.run(x, List.of("logits")).get("logits").toArray();
        for (int i = 0; i < 10; i++) {
            assertArrayEquals(
                    expected, engine.run(x, List.of("logits")).get("logits").toArray(), 0);
            if (i == 4) {
                pool.shutdownNow();
            }
        }
    }
}
