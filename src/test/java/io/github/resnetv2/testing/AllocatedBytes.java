package io.github.resnetv2.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much memory a thread has asked for, whether or not the collector has taken it back. */
public final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatedBytes() {}

    /** By the calling thread since it began; a test is skipped where the virtual machine does not count. */
    public static long soFar() {
        assumeTrue(THREADS.isThreadAllocatedMemorySupported() && THREADS.isThreadAllocatedMemoryEnabled());
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
