package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.limits.Cancellation;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.ForkedJvm;
import io.github.resnetv2.testing.GoldenValues;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads in one model: every result has the bits that a single caller gets. */
class ManyCallersTest {
    private static final int CALLERS = 32;

    /** Of the soak. */
    private static final long SOAK_MINUTES = Long.getLong("soak.minutes", 10);

    @Test
    void thirtyTwoCallersGetTheSameBits() throws ExecutionException, InterruptedException {
        assertSameBits(Duration.ofSeconds(5));
    }

    @Tag("slow")
    @Test
    void thirtyTwoCallersGetTheSameBitsForMinutes() throws ExecutionException, InterruptedException {
        assertSameBits(Duration.ofMinutes(SOAK_MINUTES));
    }

    /** Mixed shapes and batches, mixed doors, mixed helpers; some calls are ended early. */
    private static void assertSameBits(Duration time) throws ExecutionException, InterruptedException {
        ResNetV2 model = ResNetV2.builder().depth(18).width(8).classes(5).build();
        List<Tensor> inputs = new ArrayList<>();
        List<float[]> expected = new ArrayList<>();
        for (int[] shape : new int[][] {{1, 32, 32}, {1, 64, 48}, {2, 40, 33}, {3, 17, 90}, {5, 24, 24}, {8, 33, 31}}) {
            inputs.add(GoldenValues.input(shape[0], 3, shape[1], shape[2]));
            expected.add(
                    model.withThreads(1).forward(inputs.get(inputs.size() - 1)).toArray());
        }
        ExecutorService pool = Executors.newFixedThreadPool(3);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        AtomicLong calls = new AtomicLong();
        AtomicLong ended = new AtomicLong();
        try {
            List<ResNetV2> models =
                    List.of(model, model.withThreads(1), model.withThreads(8), model.withExecutor(pool));
            long deadline = System.nanoTime() + time.toNanos();
            List<Future<?>> futures = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                SplittableRandom random = new SplittableRandom(caller);
                futures.add(callers.submit(() -> {
                    while (System.nanoTime() < deadline) {
                        int which = random.nextInt(inputs.size());
                        ResNetV2 by = models.get(random.nextInt(models.size()));
                        try {
                            float[] found = call(by, inputs.get(which), expected.get(which).length, random);
                            assertArrayEquals(expected.get(which), found, 0);
                            calls.incrementAndGet();
                        } catch (CallCancelledException e) {
                            ended.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            callers.shutdownNow();
            pool.shutdownNow();
        }
        assertTrue(calls.get() >= CALLERS && ended.get() > 0, () -> calls + " calls, " + ended + " ended early");
    }

    private static float[] call(ResNetV2 model, Tensor x, int size, SplittableRandom random) {
        switch (random.nextInt(4)) {
            case 0:
                return model.forward(x, Cancellation.after(Duration.ofNanos(random.nextInt(3_000_000))))
                        .toArray();
            case 1:
                FloatBuffer output = FloatBuffer.allocate(size);
                model.forward(FloatBuffer.wrap(x.toArray()), x.shape(), output);
                return output.array();
            default:
                return model.forward(x).toArray();
        }
    }

    /**
     * Calls on as many virtual threads as there are carriers, and more, let other virtual threads run, though calls never
     * wait for anything: one that sleeps for a moment again and again, as it would for a socket, goes on meanwhile.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void virtualThreadsDoNotStarveTheirCarriers(int carriers) throws IOException, InterruptedException {
        assumeTrue(Runtime.version().feature() >= 21, "this Java has no virtual threads");
        String said = ForkedJvm.run(
                FewCarriers.class,
                List.of(
                        "-Djdk.virtualThreadScheduler.parallelism=" + carriers,
                        "-Djdk.virtualThreadScheduler.maxPoolSize=" + carriers));
        assertTrue(said.startsWith("ok "), said);
    }

    static final class FewCarriers {
        private FewCarriers() {}

        public static void main(String[] args) throws Throwable {
            ResNetV2 model = ResNetV2.builder().depth(18).width(16).classes(3).build();
            Tensor x = Tensor.zeros(io.github.resnetv2.tensor.Shape.of(1, 3, 224, 224));
            model.forward(x);
            // Not in Java 17, for which this is compiled.
            MethodHandle start = MethodHandles.lookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
            AtomicBoolean end = new AtomicBoolean();
            AtomicLong ticks = new AtomicLong();
            AtomicLong calls = new AtomicLong();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                threads.add((Thread) start.invoke((Runnable) () -> {
                    while (!end.get()) {
                        model.forward(x);
                        calls.incrementAndGet();
                    }
                }));
            }
            threads.add((Thread) start.invoke((Runnable) () -> {
                while (!end.get()) {
                    LockSupport.parkNanos(100_000);
                    ticks.incrementAndGet();
                }
            }));
            Thread.sleep(2000);
            end.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            // Without making way there would be no tick at all, or at most one when a call ends.
            boolean ok = calls.get() >= 3 && ticks.get() > calls.get();
            System.out.println((ok ? "ok " : "starved: ") + ticks + " ticks, " + calls + " calls");
        }
    }
}
