package io.github.resnetv2.engine;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one running call: the caller, and up to {@code n - 1} helpers that come and go.
 *
 * <p>Work is a region of numbered parts, fixed by the shape of the data. Whoever is there claims the next number, so that the
 * result never depends on who computes what, and a helper that is late or never comes is no loss: the caller alone can
 * finish. Between two regions helpers spin for a moment, then park.
 *
 * <p>Used by one caller at a time; allocates nothing after it was made.
 */
final class Team {
    /** Waits of about 50 microseconds: longer than the gap between two regions of a call, too short to be seen in a load. */
    private static final int SPINS = 2_000;

    /** Parts of the current region in the upper half, the next unclaimed part in the lower: read and claimed as one. */
    private final AtomicLong claims = new AtomicLong();

    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final @Nullable Helper[] helpers;
    private volatile @Nullable Region region;

    /** Odd while a call runs; a helper stays as long as it is the number it was sent with. */
    private volatile int call;

    /** Work in numbered parts, each to be done once, in any order, by any thread. */
    @FunctionalInterface
    interface Region {
        /** Does one part. */
        void run(int part);
    }

    Team(int maxHelpers) {
        helpers = new Helper[maxHelpers];
    }

    /** The places that helpers can take. */
    int maxHelpers() {
        return helpers.length;
    }

    /** Begins a call. */
    void begin() {
        claims.set(0);
        call++;
    }

    /** The number of the running call, for {@link #help}. */
    int call() {
        return call;
    }

    /** Seats a helper that will come through {@link #help}. */
    void seat(int place, Helper helper) {
        helpers[place] = helper;
    }

    /** Helps until the call of that number ends. */
    void help(Helper helper, int number) {
        while (call == number) {
            claimParts();
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
     * @throws RuntimeException or Error what a part threw; all other claimed parts have ended by then
     */
    void run(int parts, Region work) {
        if (parts == 1 || helpers.length == 0) {
            for (int part = 0; part < parts; part++) {
                work.run(part);
            }
            return;
        }
        region = work;
        completed.set(0);
        claims.set((long) parts << 32);
        wakeHelpers();
        claimParts();
        // Parts that helpers have claimed are running on other processors; yielding matters only if there are too few.
        for (int spins = 0; completed.get() < parts; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        region = null;
        Throwable thrown = failure.getAndSet(null);
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Ends the call and lets the helpers go. */
    void close() {
        call++;
        wakeHelpers();
        Arrays.fill(helpers, null);
    }

    private void claimParts() {
        while (hasUnclaimed(claims.get())) {
            long claim = claims.getAndIncrement();
            if (!hasUnclaimed(claim)) {
                return;
            }
            // The region stays the current one while a part of it is unfinished.
            Region current = region;
            try {
                if (current != null) {
                    current.run((int) claim);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                completed.incrementAndGet();
            }
        }
    }

    private static boolean hasUnclaimed(long claims) {
        return (int) claims < (int) (claims >>> 32);
    }

    private void wakeHelpers() {
        for (Helper helper : helpers) {
            Thread thread = helper == null ? null : helper.parked;
            if (thread != null) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** The note that a helper leaves when it parks. One for each thread, whichever team it helps. */
    static final class Helper {
        private volatile @Nullable Thread parked;
    }
}
