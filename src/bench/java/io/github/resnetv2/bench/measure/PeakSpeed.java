package io.github.resnetv2.bench.measure;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** How fast the processor can multiply and add at all: fused multiply-adds in registers, on several threads at once. */
final class PeakSpeed {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int ROUNDS = 200_000;
    private static final int ATTEMPTS = 12;

    private PeakSpeed() {}

    /**
     * Measures for a fraction of a second.
     *
     * @param threads how many compute at the same time
     * @return a billion operations a second, all threads together; a multiplication and an addition are two
     */
    static double gigaflops(int threads) {
        double[] best = new double[threads];
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = new Thread(() -> best[number] = ofThisThread());
            thread.start();
            others.add(thread);
        }
        double sum = 0;
        for (int i = 0; i < threads; i++) {
            join(others.get(i));
            sum += best[i];
        }
        return sum;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double ofThisThread() {
        double operations = 2.0 * ROUNDS * CHAINS * SPECIES.length();
        double best = 0;
        float[] sink = new float[SPECIES.length()];
        for (int i = 0; i < ATTEMPTS; i++) {
            long start = System.nanoTime();
            multiplyAndAdd(sink);
            best = Math.max(best, operations / (System.nanoTime() - start));
        }
        return best;
    }

    /** As many independent chains as it takes to hide the latency of the units, of numbers that go to a limit. */
    private static void multiplyAndAdd(float[] sink) {
        FloatVector a = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector b = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector v0 = FloatVector.broadcast(SPECIES, 0f);
        FloatVector v1 = FloatVector.broadcast(SPECIES, 1f);
        FloatVector v2 = FloatVector.broadcast(SPECIES, 2f);
        FloatVector v3 = FloatVector.broadcast(SPECIES, 3f);
        FloatVector v4 = FloatVector.broadcast(SPECIES, 4f);
        FloatVector v5 = FloatVector.broadcast(SPECIES, 5f);
        FloatVector v6 = FloatVector.broadcast(SPECIES, 6f);
        FloatVector v7 = FloatVector.broadcast(SPECIES, 7f);
        FloatVector v8 = FloatVector.broadcast(SPECIES, 8f);
        FloatVector v9 = FloatVector.broadcast(SPECIES, 9f);
        FloatVector v10 = FloatVector.broadcast(SPECIES, 10f);
        FloatVector v11 = FloatVector.broadcast(SPECIES, 11f);
        for (int i = 0; i < ROUNDS; i++) {
            v0 = v0.fma(a, b);
            v1 = v1.fma(a, b);
            v2 = v2.fma(a, b);
            v3 = v3.fma(a, b);
            v4 = v4.fma(a, b);
            v5 = v5.fma(a, b);
            v6 = v6.fma(a, b);
            v7 = v7.fma(a, b);
            v8 = v8.fma(a, b);
            v9 = v9.fma(a, b);
            v10 = v10.fma(a, b);
            v11 = v11.fma(a, b);
        }
        FloatVector sum = v0.add(v1).add(v2).add(v3).add(v4).add(v5);
        sum.add(v6).add(v7).add(v8).add(v9).add(v10).add(v11).intoArray(sink, 0);
    }
}
