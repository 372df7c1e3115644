package io.github.resnetv2.engine;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Helper threads, shared by all models of a process.
 *
 * <p>A call asks for helpers and gets as many as there are processors that no other call uses, so that many models in one
 * process do not crowd each other out. Threads are daemons that keep nothing of the thread that needed them first; one that
 * has had nothing to do for ten seconds ends, and then nothing of this library is left running.
 */
final class Workers implements HelperSource {
    /** The helpers of this process. */
    static final Workers SHARED = new Workers(Runtime.getRuntime()::availableProcessors, 10_000_000_000L);

    private final IntSupplier processors;
    private final long idleNanos;
    private final Consumer<Thread> start;

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
        this(processors, idleNanos, Thread::start);
    }

    /** With another way to start a thread. */
    Workers(IntSupplier processors, long idleNanos, Consumer<Thread> start) {
        this.processors = processors;
        this.idleNanos = idleNanos;
        this.start = start;
    }

    @Override
    public int processors() {
        return processors.getAsInt();
    }

    /** The caller itself counts as one busy processor until {@link #leave}. */
    @Override
    public int join(Team team) {
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
     * The team's helpers may be sent elsewhere from now on, even those that are not back or never arrived: an order that was
     * not taken up is replaced by the next.
     */
    @Override
    public void leave(Team team) {
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
                start.accept(worker.thread);
            } catch (OutOfMemoryError e) {
                // The system gives no more threads; the caller can do without.
                return false;
            }
        }
        team.seat(place, worker);
        return true;
    }

    /** A daemon that keeps nothing of the thread that needs it first: it may outlive that one's application. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static Thread newThread(Runnable task) {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        ThreadGroup root = group;
        Thread thread = withoutCallers(() -> new Thread(root, task, "resnetv2-worker", 0, false));
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(null);
        return thread;
    }

    /** Before Java 24 a thread keeps the access rights of all who were on the stack when it was made, and so their loaders. */
    @SuppressWarnings("removal")
    private static Thread withoutCallers(PrivilegedAction<Thread> making) {
        return Runtime.version().feature() < 24 ? AccessController.doPrivileged(making) : making.run();
    }

    /** A thread that helps one team after another. */
    private final class Worker extends Team.Member implements Runnable {
        final Thread thread = newThread(this);
        private @Nullable Team team;
        private int call;
        private int place;

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
