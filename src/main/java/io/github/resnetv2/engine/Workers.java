package io.github.resnetv2.engine;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Helper threads, shared by all models of a process.
 *
 * <p>A call asks for helpers and gets as many as there are processors that no other call uses, so that many models in one
 * process do not crowd each other out. Threads are daemons without a context class loader; one that has had nothing to do
 * for ten seconds ends, and then nothing of this library is left running.
 */
final class Workers {
    /** The helpers of this process. */
    static final Workers SHARED = new Workers(Runtime.getRuntime()::availableProcessors, 10_000_000_000L);

    private final IntSupplier processors;
    private final long idleNanos;

    /** Those that no call has; some are still on their way from the last one. Guards everything below and their orders. */
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();

    /** Processors in use by calls: one for each caller, one for each helper. */
    private int busy;

    /**
     * No threads yet.
     *
     * @param processors how many there are, now and later
     * @param idleNanos how long a thread waits for something to do
     */
    Workers(IntSupplier processors, long idleNanos) {
        this.processors = processors;
        this.idleNanos = idleNanos;
    }

    /** The most threads that can be at work: the processors. */
    int processors() {
        return processors.getAsInt();
    }

    /** Sends helpers to a team; returns how many. The caller itself counts as one busy processor until {@link #leave}. */
    int join(Team team) {
        int most = processors();
        synchronized (idle) {
            busy++;
            int granted = 0;
            while (granted < team.maxHelpers() && busy < most && lend(team, granted + 1)) {
                granted++;
                busy++;
            }
            return granted;
        }
    }

    /**
     * The team's call ends. Its helpers may be sent elsewhere from now on, even those that are not back or never arrived:
     * an order that was not taken up is replaced by the next.
     */
    void leave(Team team) {
        synchronized (idle) {
            busy--;
            for (int place = 1; place <= team.maxHelpers(); place++) {
                if (team.seated(place) instanceof Worker worker) {
                    busy--;
                    idle.addLast(worker);
                }
            }
        }
        team.close();
    }

    private boolean lend(Team team, int place) {
        Worker worker = idle.pollLast();
        if (worker != null) {
            worker.order(team, place);
            LockSupport.unpark(worker.thread);
        } else {
            worker = new Worker();
            worker.order(team, place);
            try {
                worker.thread.start();
            } catch (OutOfMemoryError e) {
                // The system gives no more threads; the caller can do without.
                return false;
            }
        }
        team.seat(place, worker);
        return true;
    }

    /** A thread that helps one team after another. */
    private final class Worker extends Team.Member implements Runnable {
        final Thread thread = new Thread(null, this, "resnetv2-worker", 0, false);
        private @Nullable Team team;
        private int call;
        private int place;

        Worker() {
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
        }

        void order(Team next, int at) {
            team = next;
            call = next.call();
            place = at;
        }

        @Override
        public void run() {
            while (isOrderedInTime()) {
                help();
            }
        }

        private boolean isOrderedInTime() {
            long deadline = System.nanoTime() + idleNanos;
            while (true) {
                synchronized (idle) {
                    if (team != null) {
                        return true;
                    }
                    if (System.nanoTime() - deadline >= 0) {
                        idle.remove(this);
                        return false;
                    }
                }
                // An interrupt means nothing here, and with it no wait would last.
                Thread.interrupted();
                LockSupport.parkNanos(this, idleNanos);
            }
        }

        /** Nothing but this frame knows the team now: a thread that waits holds no model. */
        private void help() {
            Team ordered;
            int number;
            int at;
            synchronized (idle) {
                ordered = team;
                number = call;
                at = place;
                team = null;
            }
            if (ordered != null) {
                ordered.help(this, number, at);
            }
        }
    }
}
