package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.limits.CallCancelledException.Reason;
import io.github.resnetv2.limits.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hand-over of work between a caller and its helpers. */
@Timeout(60)
class TeamTest {
    /** A call with so many helper threads, all of which have come. */
    private static final class Session implements AutoCloseable {
        final Team team;
        private final List<Thread> threads = new ArrayList<>();

        Session(Team team) {
            this(team, null);
        }

        Session(Team team, Cancellation cancellation) {
            this.team = team;
            team.begin(cancellation);
            int number = team.call();
            for (int place = 1; place <= team.maxHelpers(); place++) {
                int at = place;
                Team.Member member = new Team.Member();
                team.seat(place, member);
                Thread thread = new Thread(() -> team.help(member, number, at), "helper " + place);
                thread.start();
                threads.add(thread);
            }
        }

        /** Ends the call; fails if a helper stays. */
        @Override
        public void close() {
            team.close();
            threads.forEach(TeamTest::awaitEnd);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void everyPartIsDoneOnceAndNoPlaceIsTakenTwice(int helpers) {
        SplittableRandom random = new SplittableRandom(helpers);
        Team team = new Team(helpers);
        AtomicIntegerArray inside = new AtomicIntegerArray(helpers + 1);
        AtomicInteger crowded = new AtomicInteger();
        for (int call = 0; call < 20; call++) {
            try (Session session = new Session(team)) {
                for (int region = 0; region < 50; region++) {
                    int parts = random.nextInt(0, 40);
                    AtomicIntegerArray done = new AtomicIntegerArray(Math.max(1, parts));
                    session.team.run(parts, (part, place) -> {
                        if (inside.incrementAndGet(place) > 1) {
                            crowded.incrementAndGet();
                        }
                        done.incrementAndGet(part);
                        inside.decrementAndGet(place);
                    });
                    for (int part = 0; part < parts; part++) {
                        assertEquals(1, done.get(part), "part " + part + " of " + parts);
                    }
                }
            }
        }
        assertEquals(0, crowded.get());
    }

    /** Each part waits until all are there: they can only end if every helper takes one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void everyHelperTakesPart(int helpers) throws InterruptedException {
        try (Session session = new Session(new Team(helpers))) {
            for (int region = 0; region < 5; region++) {
                CountDownLatch all = new CountDownLatch(helpers + 1);
                AtomicIntegerArray places = new AtomicIntegerArray(helpers + 1);
                session.team.run(helpers + 1, (part, place) -> {
                    places.incrementAndGet(place);
                    Meeting.at(all);
                });
                for (int place = 0; place <= helpers; place++) {
                    assertEquals(1, places.get(place), "place " + place);
                }
                // Long enough for helpers to park: the next region has to wake them.
                Thread.sleep(5);
            }
        }
    }

    @Test
    void theCallerAloneCanFinish() {
        Team team = new Team(3);
        team.begin(null);
        AtomicInteger done = new AtomicInteger();
        team.run(100, (part, place) -> {
            assertEquals(0, place);
            done.incrementAndGet();
        });
        team.close();
        assertEquals(100, done.get());
    }

    @Test
    void whatAHelperWritesIsSeenByTheCallerAndByTheNextRegion() {
        int size = 64;
        int[] values = new int[size];
        try (Session session = new Session(new Team(2))) {
            for (int round = 1; round <= 200; round++) {
                int[] before = values.clone();
                session.team.run(size, (part, place) -> values[part] = before[part] + 1);
                // Each part reads what another, perhaps on another thread, has just written.
                int[] seen = new int[size];
                session.team.run(size, (part, place) -> seen[part] = values[size - 1 - part]);
                for (int i = 0; i < size; i++) {
                    assertEquals(round, values[i]);
                    assertEquals(round, seen[i]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void whatAPartThrowsReachesTheCallerAndTheTeamGoesOn(int helpers) {
        try (Session session = new Session(new Team(helpers))) {
            for (Throwable thrown : List.of(new IllegalStateException("a part"), new StackOverflowError("a part"))) {
                AtomicInteger running = new AtomicInteger();
                Throwable found = assertThrows(
                        Throwable.class,
                        () -> session.team.run(30, (part, place) -> {
                            running.incrementAndGet();
                            try {
                                if (part == 7) {
                                    throwUnchecked(thrown);
                                }
                            } finally {
                                running.decrementAndGet();
                            }
                        }));
                assertSame(thrown, found);
                assertEquals(0, running.get(), "a part still runs");
                AtomicInteger done = new AtomicInteger();
                session.team.run(30, (part, place) -> done.incrementAndGet());
                assertEquals(30, done.get());
            }
        }
    }

    @Test
    void whatTheHelperThrowsReachesTheCaller() {
        try (Session session = new Session(new Team(1))) {
            CountDownLatch both = new CountDownLatch(2);
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> session.team.run(2, (part, place) -> {
                        Meeting.at(both);
                        if (place == 1) {
                            throw new IllegalStateException("the helper");
                        }
                    }));
            assertEquals("the helper", thrown.getMessage());
        }
    }

    @Test
    void aHelperThatComesLateDoesNothing() {
        Team team = new Team(1);
        team.begin(null);
        int ended = team.call();
        team.close();
        team.help(new Team.Member(), ended, 1);
        team.begin(null);
        AtomicReference<Thread> stranger = new AtomicReference<>();
        Thread late = new Thread(() -> team.help(new Team.Member(), ended, 1));
        team.run(50, (part, place) -> {
            if (part == 10) {
                late.start();
            }
            if (place != 0) {
                stranger.set(Thread.currentThread());
            }
        });
        awaitEnd(late);
        team.close();
        assertEquals(null, stranger.get());
    }

    /** Helpers of one call that are still about when the next one begins take no part of it. */
    @Test
    void helpersOfTheLastCallStayOutOfTheNext() {
        Team team = new Team(2);
        List<Thread> threads = new ArrayList<>();
        AtomicInteger foreign = new AtomicInteger();
        ThreadLocal<Integer> sentTo = new ThreadLocal<>();
        for (int i = 0; i < 300; i++) {
            team.begin(null);
            int number = team.call();
            for (int place = 1; place <= 2; place++) {
                int at = place;
                Team.Member member = new Team.Member();
                team.seat(place, member);
                Thread thread = new Thread(() -> {
                    sentTo.set(number);
                    team.help(member, number, at);
                });
                thread.start();
                threads.add(thread);
            }
            for (int region = 0; region < 3; region++) {
                team.run(8, (part, place) -> {
                    if (place > 0 && sentTo.get() != number) {
                        foreign.incrementAndGet();
                    }
                });
            }
            team.close();
        }
        threads.forEach(TeamTest::awaitEnd);
        assertEquals(0, foreign.get());
    }

    /** Wherever it strikes: each thread ends the part it is in, and nobody begins another. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aCallThatIsToEndEndsWithThePartsThatRun(int helpers) {
        Cancellation[] current = new Cancellation[1];
        Team team = new Team(helpers);
        for (int at = 0; at < 60; at++) {
            current[0] = Cancellation.create();
            try (Session session = new Session(team, current[0])) {
                AtomicInteger begun = new AtomicInteger();
                AtomicInteger late = new AtomicInteger();
                AtomicInteger running = new AtomicInteger();
                int fatal = at;
                boolean all = session.team.run(60, (part, place) -> {
                    running.incrementAndGet();
                    begun.incrementAndGet();
                    if (current[0].isCancelled()) {
                        late.incrementAndGet();
                    }
                    if (part == fatal) {
                        current[0].cancel();
                    }
                    running.decrementAndGet();
                });
                assertEquals(0, running.get(), "a part still runs");
                assertEquals(all, begun.get() == 60);
                // Whoever looked just before may have begun one more.
                assertTrue(late.get() <= helpers, () -> late + " parts began later");
                assertEquals(Reason.CANCELLED, team.reason());
                assertFalse(team.run(1, (part, place) -> begun.set(-1)));
                assertTrue(begun.get() > 0, "the next region has begun");
            }
        }
    }

    /** Nobody touches the arena of a call that has ended: the caller waits for a helper that is in the middle of a part. */
    @Test
    void aCallThatIsToEndWaitsForTheHelper() {
        Cancellation cancellation = Cancellation.create();
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger running = new AtomicInteger();
        try (Session session = new Session(new Team(1), cancellation)) {
            assertFalse(session.team.run(3, (part, place) -> {
                running.incrementAndGet();
                Meeting.at(both);
                cancellation.cancel();
                if (place == 1) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
                running.decrementAndGet();
            }));
            assertEquals(0, running.get(), "the helper is in the middle of its part");
        }
    }

    @Test
    void aHelperLearnsOfTheCallersInterruptAndKeepsItsOwn() {
        try (Session session = new Session(new Team(1))) {
            Thread caller = Thread.currentThread();
            AtomicInteger begun = new AtomicInteger();
            boolean all = session.team.run(100, (part, place) -> {
                begun.incrementAndGet();
                if (place == 1) {
                    caller.interrupt();
                }
                while (!caller.isInterrupted()) {
                    Thread.onSpinWait();
                }
                assertEquals(place == 0, Thread.currentThread().isInterrupted());
            });
            assertTrue(Thread.interrupted());
            assertFalse(all);
            assertTrue(begun.get() <= 2, () -> begun + " parts");
            assertEquals(Reason.INTERRUPTED, session.team.reason());
        }
    }

    /** More parts than the counter can hold are done several at a time. */
    @Test
    void tooManyPartsAreCutCoarser() {
        int count = 5_000_003;
        AtomicIntegerArray done = new AtomicIntegerArray(count);
        Team.Region region = Team.coarser(count, (part, place) -> done.incrementAndGet(part));
        try (Session session = new Session(new Team(1))) {
            assertTrue(session.team.run(Team.parts(count), region));
        }
        for (int i = 0; i < count; i++) {
            assertEquals(1, done.get(i));
        }
        assertSame(region, Team.coarser(7, region));
    }

    @Test
    void tooManyPartsAreRefused() {
        Team team = new Team(1);
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> team.run(1 << 20, (part, place) -> {}));
        assertTrue(thrown.getMessage().contains("1048575"), thrown.getMessage());
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertFalse(thread.isAlive(), () -> thread.getName() + " stayed");
    }

    private static void throwUnchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }
}
