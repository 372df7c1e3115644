package io.github.resnetv2.engine;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The helper threads of this process, shared by all models.
 *
 * <p>A call asks for helpers and gets as many as there are processors that no other call uses, so that many models in one
 * process do not crowd each other out. Threads are daemons without a context class loader; one that has had nothing to do
 * for ten seconds ends, and then nothing of this library is left running.
 */
final class Workers {
    private static final long IDLE_NANOS = 10_000_000_000L;

    private static final Object LOCK = new Object();
    private static final ArrayDeque<Worker> IDLE = new ArrayDeque<>();

    /** Processors in use by calls: one for each caller, one for each helper. */
    private static int busy;

    private Workers() {}

    /** Sends helpers to a team; returns how many. The caller itself counts as one busy processor until {@link #leave}. */
    static int join(Team team) {
        int processors = Runtime.getRuntime().availableProcessors();
        synchronized (LOCK) {
            busy++;
            int granted = Math.max(0, Math.min(team.maxHelpers(), processors - busy));
            busy += granted;
            for (int place = 1; place <= granted; place++) {
                Worker worker = IDLE.pollLast();
                if (worker == null) {
                    worker = new Worker();
                    worker.assign(team, place);
                    worker.start();
                } else {
                    worker.assign(team, place);
                    LockSupport.unpark(worker);
                }
                team.seat(place, worker.helper);
            }
            return granted;
        }
    }

    /** The caller is done; its helpers are counted off when they come home. */
    static void leave() {
        synchronized (LOCK) {
            busy--;
        }
    }

    /** A thread that helps one team after another. */
    private static final class Worker extends Thread {
        private @Nullable Team team;
        private int call;
        private int place;
        private final Team.Helper helper = new Team.Helper();

        Worker() {
            super(null, null, "resnetv2-worker", 0, false);
            setDaemon(true);
            setContextClassLoader(null);
        }

        void assign(Team next, int at) {
            team = next;
            place = at;
            call = next.call();
        }

        @Override
        public void run() {
            Team next = awaitTeam();
            while (next != null) {
                next.help(helper, call, place);
                next = comeHome();
            }
        }

        private @Nullable Team comeHome() {
            synchronized (LOCK) {
                busy--;
                team = null;
                IDLE.addLast(this);
            }
            return awaitTeam();
        }

        private @Nullable Team awaitTeam() {
            long deadline = System.nanoTime() + IDLE_NANOS;
            while (true) {
                synchronized (LOCK) {
                    if (team != null) {
                        return team;
                    }
                    if (System.nanoTime() - deadline >= 0) {
                        IDLE.remove(this);
                        return null;
                    }
                }
                LockSupport.parkNanos(this, IDLE_NANOS);
            }
        }
    }
}
