package io.github.resnetv2.engine;

import io.github.resnetv2.limits.CallCancelledException.Reason;
import io.github.resnetv2.limits.Cancellation;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one running call: the caller, and some helpers that come and go.
 *
 * <p>Work is a region of numbered parts, fixed by the shape of the data. Whoever is there claims the next number, so that the
 * result never depends on who computes what, and a helper that is late or never comes is no loss: the caller alone can
 * finish. Between two regions helpers spin for a moment, then park.
 *
 * <p>Everybody looks before each claim whether the call is to end early. Then nobody claims any more, and the caller waits
 * for the parts that run; so a call ends within the time of its longest part.
 *
 * <p>Used by one caller at a time; allocates nothing after it was made.
 */
final class Team {
    /** Waits of about 50 microseconds: longer than the gap between two regions of a call, too short to be seen in a load. */
    private static final int SPINS = 2_000;

    private static final int PART_BITS = 20;
    private static final long PART_MASK = (1L << PART_BITS) - 1;

    /**
     * The number of the call (its low bits), the parts of the current region, and the next unclaimed part, in one word: a
     * claim succeeds only for the call that a helper was sent to, however late it comes.
     */
    private final AtomicLong claims = new AtomicLong();

    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final @Nullable Member[] helpers;
    private volatile @Nullable Region region;

    /** Whose interrupt ends the call, and what else does. */
    private volatile @Nullable Thread caller;

    private final Courtesy callerCourtesy = new Courtesy();
    private volatile @Nullable Cancellation cancellation;

    /** Odd while a call runs; a helper stays as long as it is the number it was sent with. */
    private volatile int call;

    /** Work in numbered parts, each to be done once, in any order, by any thread. */
    @FunctionalInterface
    interface Region {
        /**
         * Does one part.
         *
         * @param part its number, from 0
         * @param place who does it, from 0 for the caller to {@link Team#maxHelpers}: no two parts run at one place at a
         *     time
         */
        void run(int part, int place);
    }

    Team(int maxHelpers) {
        helpers = new Member[maxHelpers];
    }

    /** How many parts a team makes of so many: as many, unless its counter cannot hold them. */
    static int parts(int count) {
        return (int) Math.min(count, PART_MASK);
    }

    /** The same work in {@link #parts} parts, each of which does several if there are too many. */
    static Region coarser(int count, Region work) {
        int parts = parts(count);
        if (parts == count) {
            return work;
        }
        Split split = new Split(count, parts, 1);
        return (part, place) -> {
            for (int i = split.from(part); i < split.from(part + 1); i++) {
                work.run(i, place);
            }
        };
    }

    /** The places that helpers can take. */
    int maxHelpers() {
        return helpers.length;
    }

    /** Begins a call of this thread, which may be ended by that. */
    void begin(@Nullable Cancellation by) {
        Thread thread = Thread.currentThread();
        caller = thread;
        callerCourtesy.begin(thread);
        cancellation = by;
        turn();
        claims.set(word(0));
    }

    /** The number of the running call, for {@link #help}. */
    int call() {
        return call;
    }

    /** Seats a helper that will come through {@link #help}, at a place from 1 on. */
    void seat(int place, Member helper) {
        helpers[place - 1] = helper;
    }

    /** The helper at a place, from 1 on, if one was sent. */
    @Nullable
    Member seated(int place) {
        return helpers[place - 1];
    }

    /** Helps at a place, from 1 on, until the call of that number ends. */
    void help(Member helper, int number, int place) {
        helper.courtesy.begin(Thread.currentThread());
        while (call == number) {
            claimParts(number, place, helper.courtesy);
            for (int spins = 0; call == number && !hasUnclaimed(claims.get()) && spins < SPINS; spins++) {
                Thread.onSpinWait();
            }
            if (call == number && !hasUnclaimed(claims.get())) {
                helper.parked = Thread.currentThread();
                // Looked at again after the note is left: whoever publishes work now sees the note, or is seen here.
                if (call == number && !hasUnclaimed(claims.get())) {
                    LockSupport.park(this);
                }
                helper.parked = null;
            }
        }
    }

    /**
     * Does all parts of a region and returns when the last is done.
     *
     * @return whether all are done; if not, the call is to end, and no part runs any more
     * @throws RuntimeException or Error what a part threw; all other claimed parts have ended by then
     */
    boolean run(int parts, Region work) {
        if (parts > PART_MASK) {
            throw new IllegalArgumentException("region: expected at most " + PART_MASK + " parts, found " + parts);
        }
        if (parts == 1 || helpers.length == 0) {
            for (int part = 0; part < parts; part++) {
                callerCourtesy.makeWay();
                if (isToEnd()) {
                    return false;
                }
                work.run(part, 0);
            }
            return true;
        }
        region = work;
        completed.set(0);
        claims.set(word(parts));
        wakeHelpers();
        claimParts(call, 0, callerCourtesy);
        int claimed = parts;
        if (hasUnclaimed(claims.get())) {
            claimed = (int) (claims.getAndSet(word(0)) & PART_MASK);
        }
        awaitCompletion(claimed);
        region = null;
        Throwable thrown = failure.getAndSet(null);
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        return claimed == parts;
    }

    /** Why the call is to end. */
    Reason reason() {
        Cancellation by = cancellation;
        Reason reason = by == null ? null : by.reason();
        return reason == null ? Reason.INTERRUPTED : reason;
    }

    private boolean isToEnd() {
        Thread thread = caller;
        Cancellation by = cancellation;
        return thread != null && thread.isInterrupted() || by != null && by.isCancelled();
    }

    /** Parts that helpers have claimed are running on other processors; yielding matters only if there are too few. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void awaitCompletion(int parts) {
        for (int spins = 0; completed.get() < parts; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** Only the caller writes the number, the others read it. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void turn() {
        call++;
    }

    /** Ends the call and lets the helpers go. */
    void close() {
        turn();
        wakeHelpers();
        Arrays.fill(helpers, null);
        caller = null;
        cancellation = null;
    }

    private void claimParts(int number, int place, Courtesy courtesy) {
        while (true) {
            courtesy.makeWay();
            long claim = claims.get();
            if (!hasUnclaimed(claim) || !isOf(claim, number) || isToEnd()) {
                return;
            }
            if (claims.compareAndSet(claim, claim + 1)) {
                runPart((int) (claim & PART_MASK), place);
            }
        }
    }

    private void runPart(int part, int place) {
        try {
            // The region stays the current one while a part of it is unfinished.
            Region current = region;
            if (current != null) {
                current.run(part, place);
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        } finally {
            completed.incrementAndGet();
        }
    }

    private long word(int parts) {
        return (long) call << 2 * PART_BITS | (long) parts << PART_BITS;
    }

    private static boolean hasUnclaimed(long claim) {
        return (claim & PART_MASK) < (claim >>> PART_BITS & PART_MASK);
    }

    private static boolean isOf(long claim, int number) {
        return claim >>> 2 * PART_BITS == ((long) number << 2 * PART_BITS) >>> 2 * PART_BITS;
    }

    private void wakeHelpers() {
        for (Member helper : helpers) {
            Thread thread = helper == null ? null : helper.parked;
            if (thread != null) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** A helper as its team sees it: the note that it leaves when it parks, and how it makes way. For one thread at a time. */
    static class Member {
        private volatile @Nullable Thread parked;
        private final Courtesy courtesy = new Courtesy();
    }
}
