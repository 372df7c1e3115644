package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.github.resnetv2.kernel.KernelSelection;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.limits.Cancellation;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Once a shape is known and the loops are compiled, a call between the caller's buffers allocates nothing, in any thread. */
@Timeout(120)
class AllocationTest {
    /** Calls one after the other in which nothing may be allocated. */
    private static final int QUIET = 50;

    /** Vectors are objects until the compiler has dealt with their loops, which on a busy machine may take its time. */
    private static final long DEADLINE = TimeUnit.SECONDS.toNanos(90);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @CsvSource({
        "REFERENCE, auto, 1",
        "REFERENCE, scalar, 1",
        "TIMM_DEEP_STEM, auto, 3",
        "BIT, auto, 2",
        "TWENTY_CHANNEL_PICTURE, scalar, 2",
    })
    void callsAllocateNothing(SmallNetwork small, String kernels, int threads) {
        assumeTrue(THREADS.isThreadAllocatedMemorySupported() && THREADS.isThreadAllocatedMemoryEnabled());
        Kernels chosen = kernels.equals("auto")
                ? KernelSelection.current().kernels()
                : KernelSelection.of(kernels).kernels();
        Network network = small.network();
        Workers workers = new Workers(() -> 4, TimeUnit.MINUTES.toNanos(5));
        Engine engine = Engines.of(network, chosen, false).with(workers).with(threads, false);
        Shape shape = Shape.of(2, small.architecture().inputChannels(), 40, 33);
        FloatBuffer input = FloatBuffer.wrap(small.input(2, 40, 33).toArray());
        FloatBuffer output = FloatBuffer.allocate(2 * small.architecture().classes());
        List<String> names = List.of("logits");
        Cancellation cancellation = Cancellation.after(Duration.ofHours(1));
        Set<Thread> others = workerThreads();
        engine.run(input.clear(), shape, names, output.clear(), cancellation);
        long[] helpers = workerThreads().stream()
                .filter(thread -> !others.contains(thread))
                .mapToLong(Thread::getId)
                .toArray();
        assertEquals(threads - 1, helpers.length);
        long deadline = System.nanoTime() + DEADLINE;
        int quiet = 0;
        int calls = 0;
        while (quiet < QUIET) {
            long before = allocated(helpers);
            engine.run(input.clear(), shape, names, output.clear(), cancellation);
            long bytes = allocated(helpers) - before;
            quiet = bytes == 0 ? quiet + 1 : 0;
            calls++;
            int made = calls;
            assertTrue(System.nanoTime() < deadline, () -> bytes + " bytes in call " + made);
        }
    }

    private static Set<Thread> workerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("resnetv2-worker"))
                .collect(Collectors.toSet());
    }

    /** By this thread and the helpers. */
    private static long allocated(long[] helpers) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        for (long id : helpers) {
            bytes += THREADS.getThreadAllocatedBytes(id);
        }
        return bytes;
    }
}
