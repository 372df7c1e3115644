package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.PANEL;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Runs the vector loops on next to nothing, over and over, so that they are compiled by the time the first network needs
 * them: a vector operation that is not compiled takes a thousand times as long, and leaves garbage.
 *
 * <p>Most calls have nothing to work on. So methods reach the compiler by being called often, which compiles them as they will
 * be called; a long loop would be compiled from its middle, and once more as a whole. And they leave little garbage. A loop that
 * has become fast is not called again. When the compiler has been asked often enough, the calls become rare.
 *
 * <p>Each loop is called several times by a method of its own: it is to be hot before its caller is, or the compiler would
 * make the caller with the loop inside, and never the loop.
 */
final class VectorRehearsal implements Runnable {
    /** So many calls at a time. */
    private static final int CALLS = 4;

    /** After so many rounds the compiler has surely been asked. */
    private static final int ROUNDS = 2000;

    private static final int MOST_ROUNDS = 5000;

    /** Every so many rounds there is some work, so that the loops are seen to run. */
    private static final int WORK_EVERY = 16;

    private static final int DEPTH = 2;

    /**
     * Measured on JDK 17 and 25: {@link #CALLS} calls of a loop with some work take 0.1 to 0.8 microseconds compiled and 2 to 14
     * before.
     */
    private static final long COMPILED_NANOS = 1000;

    /** So many short calls with some work are no accident. */
    private static final int COMPILED_ROUNDS = 4;

    private static final long PAUSE_NANOS = 200_000;

    private static final int OUTPUTS = 64 * SIZE;

    private static final int PIXELS = 4;

    private final float[] a = new float[256 * SIZE];
    private final float[] b = new float[1024 * SIZE];
    private final float[] c = new float[256 * SIZE];
    private final float[] zeros = new float[PANEL];
    private final float[] x = new float[1024 * SIZE];
    private final float[] half = new float[36 * SIZE];
    private final BooleanSupplier stopped;
    private boolean working;

    /** It ends soon when {@code stopped} says so, wherever it is. */
    VectorRehearsal(BooleanSupplier stopped) {
        this.stopped = stopped;
    }

    @Override
    public void run() {
        List<Runnable> loops = loops();
        int[] fast = new int[loops.size()];
        int left = loops.size();
        for (int round = 0; !stopped.getAsBoolean() && round < MOST_ROUNDS && left > 0; round++) {
            working = round % WORK_EVERY == 0;
            for (int i = 0; i < fast.length; i++) {
                if (fast[i] < COMPILED_ROUNDS) {
                    long start = System.nanoTime();
                    loops.get(i).run();
                    if (working) {
                        fast[i] = System.nanoTime() - start < COMPILED_NANOS ? fast[i] + 1 : 0;
                        left -= fast[i] == COMPILED_ROUNDS ? 1 : 0;
                    }
                }
            }
            if (round > ROUNDS) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private List<Runnable> loops() {
        List<Runnable> loops = new ArrayList<>();
        if (LANES < SIZE) {
            loops.add(this::shortProduct);
        } else {
            loops.addAll(List.of(this::six, this::sixFetching, this::five, this::stem));
        }
        float[] channels = new float[SIZE];
        Place residual = Place.of(2 * OUTPUTS, 64);
        Finish first = Finish.to(1, channels, 0, Place.of(0, 64));
        Finish second = first.then(channels, channels, 0, Place.of(OUTPUTS, 64), false);
        Finish both = first.then(channels, channels, 0, Place.of(OUTPUTS, 64), true);
        for (Finish finish :
                List.of(first, first.adding(residual), both, both.adding(residual), second.adding(residual))) {
            loops.add(() -> finish(finish));
        }
        loops.addAll(List.of(this::winogradInput, this::winogradOutput));
        loops.addAll(List.of(this::stridedLine, this::stridedDifference, this::stridedUpper, this::stridedLower));
        loops.addAll(List.of(this::max, this::maxEvery));
        return loops;
    }

    private void shortProduct() {
        for (int i = 0; i < CALLS; i++) {
            VectorGemmShort.six(working ? DEPTH : 0, a, 0, OUTPUTS, b, 0, zeros, 0, 0, c, 0);
        }
    }

    private void six() {
        for (int i = 0; i < CALLS; i++) {
            VectorGemm.six(working ? DEPTH : 0, a, 0, OUTPUTS, b, 0, zeros, 0, 0, c, 0);
        }
    }

    private void sixFetching() {
        for (int i = 0; i < CALLS; i++) {
            VectorGemm.sixFetching(working ? DEPTH : 0, a, 0, OUTPUTS, b, 0, zeros, 0, 0, c, 0, 0);
        }
    }

    private void five() {
        for (int i = 0; i < CALLS; i++) {
            VectorGemm.five(working ? DEPTH : 0, a, 0, OUTPUTS, b, 0, zeros, 0, 0, c, 0);
        }
    }

    private void stem() {
        for (int i = 0; i < CALLS; i++) {
            VectorStem.six(working ? DEPTH : 0, a, 0, VectorStem.RUN, b, 0, zeros, c, 0);
        }
    }

    private void finish(Finish finish) {
        for (int i = 0; i < CALLS; i++) {
            VectorFinish.run(c, 0, PANEL, working ? PIXELS : 0, finish, x, 0, 0);
        }
    }

    private void winogradInput() {
        for (int i = 0; i < CALLS; i++) {
            VectorWinograd4.lines(0, 0, working ? 2 : 0, x, 0, SIZE, SIZE, half, 0, SIZE, SIZE);
        }
    }

    private void winogradOutput() {
        for (int i = 0; i < CALLS; i++) {
            VectorWinograd4.back(0, 0, working ? 2 : 0, x, 0, SIZE, SIZE, half, 0, SIZE, SIZE);
        }
    }

    private void stridedLine() {
        for (int i = 0; i < CALLS; i++) {
            VectorWinogradStrided.line(working ? SIZE : 0, x, 0, x, OUTPUTS, SIZE);
        }
    }

    private void stridedDifference() {
        for (int i = 0; i < CALLS; i++) {
            VectorWinogradStrided.difference(working ? SIZE : 0, x, 0, SIZE, x, OUTPUTS, SIZE);
        }
    }

    private void stridedUpper() {
        for (int i = 0; i < CALLS; i++) {
            VectorWinogradStrided.upper(working ? SIZE : 0, x, 0, SIZE, x, OUTPUTS);
        }
    }

    private void stridedLower() {
        for (int i = 0; i < CALLS; i++) {
            VectorWinogradStrided.lower(working ? SIZE : 0, x, 0, SIZE, x, OUTPUTS);
        }
    }

    private void max() {
        for (int i = 0; i < CALLS; i++) {
            VectorPooling.LOOPS.max(c, x, 0, working ? 8 * SIZE : 0);
        }
    }

    private void maxEvery() {
        for (int i = 0; i < CALLS; i++) {
            VectorPooling.LOOPS.maxEvery(c, 0, x, 0, 2 * SIZE, working ? 8 : 0);
        }
    }
}
