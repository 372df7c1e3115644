package io.github.resnetv2.cli.measure;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/** How much a piece of work takes from the heap, whichever threads do it. */
public final class Allocation {
    private static final String MODULE = "jdk.management";

    private final ThreadMXBean threads;
    private final long[] ids;

    private Allocation(ThreadMXBean threads) {
        this.threads = threads;
        this.ids = threads.getAllThreadIds();
    }

    /**
     * The bytes that each run of some work allocates. It should have run before: threads that it starts are not seen.
     *
     * @param work what to run
     * @param runs how many times, at least 1
     * @return rounded to the nearest; nothing if the module {@value #MODULE} is not there or does not count
     */
    public static OptionalLong perRun(Runnable work, int runs) {
        // The classes of that module must not be touched without it.
        boolean present = ModuleLayer.boot().findModule(MODULE).isPresent();
        return present ? counted(work, runs) : OptionalLong.empty();
    }

    private static OptionalLong counted(Runnable work, int runs) {
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)) {
            return OptionalLong.empty();
        }
        boolean counts = threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled();
        return counts ? OptionalLong.of(new Allocation(threads).measure(work, runs)) : OptionalLong.empty();
    }

    private long measure(Runnable work, int runs) {
        total();
        long before = total();
        // Asking takes some memory, too, which comes to the account of the next answer.
        long ofAsking = total() - before;
        before = total();
        for (int i = 0; i < runs; i++) {
            work.run();
        }
        return Math.round((double) Math.max(0, total() - before - ofAsking) / runs);
    }

    private long total() {
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(ids)) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }
}
