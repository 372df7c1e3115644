package io.github.resnetv2.bench.threads;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.cli.measure.Latencies;
import io.github.resnetv2.cli.measure.RandomImages;
import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.limits.Cancellation;
import io.github.resnetv2.tensor.Shape;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * How soon a call of ResNet-50 with one image ends that is to end: from just before {@link Cancellation#cancel} or {@link
 * Thread#interrupt}, or from the deadline, to the exception in the caller's hands.
 *
 * <p>Beside it the same for as many threads that only look whether they are to end: what the system takes to let the thread that
 * cancels come and go.
 */
public final class CancelLatency {
    private static final int TRIES = 500;
    private static final int WARM_UP_CALLS = 60;
    private static final long LOOP_NANOS = 5_000_000;
    private static final Shape IMAGE = Shape.of(1, 3, 224, 224);

    /** What ends a call. */
    private enum Way {
        TOKEN,
        DEADLINE,
        INTERRUPT
    }

    /** Goes on until it is ended. */
    @FunctionalInterface
    private interface Task {
        /** Whether it was ended before it was done. */
        boolean isEnded(Cancellation by);
    }

    private final Striker striker = Striker.begun();
    private final SplittableRandom random = new SplittableRandom(1);

    private CancelLatency() {}

    /**
     * Measures and prints.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.println("threads  ended by   what     p50     p90     p99     max  ms");
        CancelLatency measurement = new CancelLatency();
        ResNetV2 model = ResNetV2.builder().depth(50).build();
        for (int threads : new TreeSet<>(List.of(1, Runtime.getRuntime().availableProcessors()))) {
            measurement.measure(threads, model.withThreads(threads));
        }
    }

    private void measure(int threads, ResNetV2 model) {
        FloatBuffer input = FloatBuffer.wrap(RandomImages.of(IMAGE, 0));
        FloatBuffer output = FloatBuffer.allocate(1000);
        long nanos = 0;
        for (int i = 0; i < WARM_UP_CALLS; i++) {
            long start = System.nanoTime();
            model.forward(input.clear(), IMAGE, output.clear());
            nanos = System.nanoTime() - start;
        }
        for (Way way : Way.values()) {
            print(threads, way, "call", latencies(way, nanos, by -> {
                try {
                    model.forward(input.clear(), IMAGE, output.clear(), by);
                    return false;
                } catch (CallCancelledException e) {
                    return e.step() > 0;
                }
            }));
            Spinners others = new Spinners(threads - 1);
            print(threads, way, "loop", latencies(way, LOOP_NANOS, CancelLatency::look));
            others.end();
        }
    }

    private static boolean look(Cancellation by) {
        while (!by.isCancelled() && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        return true;
    }

    /** Ends the task at moments within so many nanoseconds; those tries count in which it was not done before. */
    private long[] latencies(Way way, long nanos, Task task) {
        Thread caller = Thread.currentThread();
        long[] latencies = new long[TRIES];
        int count = 0;
        while (count < TRIES) {
            long wait = random.nextLong(nanos);
            long moment = System.nanoTime() + wait;
            Cancellation by = way == Way.DEADLINE ? Cancellation.after(Duration.ofNanos(wait)) : Cancellation.create();
            if (way != Way.DEADLINE) {
                striker.order(moment, way == Way.TOKEN ? by::cancel : caller::interrupt);
            }
            boolean ended = task.isEnded(by);
            long end = System.nanoTime();
            long struck = striker.awaitDone();
            Thread.interrupted();
            if (ended) {
                latencies[count++] = end - (way == Way.DEADLINE ? moment : struck);
            }
        }
        return latencies;
    }

    private static void print(int threads, Way way, String what, long[] nanos) {
        Latencies latencies = Latencies.of(nanos, nanos.length);
        System.out.printf(
                Locale.ROOT,
                "%7d  %-9s  %-4s  %6.2f  %6.2f  %6.2f  %6.2f%n",
                threads,
                way.name().toLowerCase(Locale.ROOT),
                what,
                latencies.median(),
                latencies.p90(),
                latencies.p99().orElse(Double.NaN),
                Arrays.stream(nanos).max().orElse(0) / 1e6);
    }
}
