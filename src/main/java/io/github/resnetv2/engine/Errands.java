package io.github.resnetv2.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Helpers from an {@link Executor} of the user's.
 *
 * <p>What is handed to the executor is always this one object. Whenever it is run, it looks for a call that still wants a
 * helper. So a task that comes late does no harm, one that never comes holds nothing, and an executor that does not keep up
 * gets no more of them than calls at a time want helpers.
 */
final class Errands implements HelperSource, Runnable {
    /** Tasks that were not run for so long are taken for lost: some executors drop what they cannot do. */
    private static final long LOST_NANOS = 10_000_000_000L;

    private final Executor executor;

    /** Who waits for a helper. Guards everything below. */
    private final Deque<Seat> open = new ArrayDeque<>();

    /** Tasks that the executor has and has not run. */
    private int waiting;

    /** When a task was run, or sent while none was waiting. */
    private long lastSeen;

    /** Those who hand over a task just now: an executor may run it on their own thread, which has a call of its own. */
    private final Deque<Thread> senders = new ArrayDeque<>();

    /** A place of a team, from 1 on, free in the call of that number, and where its helper leaves notes. */
    private record Seat(Team team, int call, int place, Team.Member member) {}

    Errands(Executor executor) {
        this.executor = executor;
    }

    @Override
    public int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public int join(Team team) {
        Thread sender = Thread.currentThread();
        int wanted = team.maxHelpers();
        int missing;
        synchronized (open) {
            for (int place = 1; place <= wanted; place++) {
                Team.Member member = new Team.Member();
                team.seat(place, member);
                open.addLast(new Seat(team, team.call(), place, member));
            }
            long now = System.nanoTime();
            if (now - lastSeen > LOST_NANOS) {
                waiting = 0;
            }
            lastSeen = waiting == 0 ? now : lastSeen;
            missing = Math.max(0, open.size() - waiting);
            waiting += missing;
            senders.addLast(sender);
        }
        int sent = 0;
        try {
            while (sent < missing) {
                executor.execute(this);
                sent++;
            }
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The executor has no thread to give; the caller can do without.
            wanted = Math.max(0, wanted - missing + sent);
        } finally {
            synchronized (open) {
                senders.removeLastOccurrence(sender);
                waiting = Math.max(0, waiting - missing + sent);
            }
        }
        return wanted;
    }

    @Override
    public void leave(Team team) {
        synchronized (open) {
            open.removeIf(seat -> seat.team == team);
        }
        team.close();
    }

    @Override
    public void run() {
        Seat seat;
        synchronized (open) {
            waiting = Math.max(0, waiting - 1);
            lastSeen = System.nanoTime();
            seat = senders.contains(Thread.currentThread()) ? null : open.pollFirst();
        }
        if (seat != null) {
            seat.team.help(seat.member, seat.call, seat.place);
        }
    }
}
