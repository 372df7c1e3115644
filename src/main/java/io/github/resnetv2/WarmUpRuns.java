package io.github.resnetv2;

import io.github.resnetv2.engine.Engine;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.SplittableRandom;

/** Runs a network until its time no longer falls. */
final class WarmUpRuns {
    /** Longer than the compiler needs for all inner loops on an idle machine. */
    private static final long LONGEST_NANOS = 6_000_000_000L;

    /** As many runs as some of the inner loops need to be compiled at all. */
    private static final int FEWEST = 30;

    /** Runs without a faster one among them that count as the end. */
    private static final int PATIENCE = 20;

    private WarmUpRuns() {}

    static WarmUp run(ResNetV2 model, Shape input) {
        SplittableRandom random = new SplittableRandom(1);
        Tensor x = Tensor.build(input, values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextDouble() * 4 - 2);
            }
        });
        long start = System.nanoTime();
        model.forward(x);
        long first = System.nanoTime() - start;
        long best = first;
        long last = first;
        int runs = 1;
        int sinceBest = 0;
        while ((runs < FEWEST || sinceBest < PATIENCE) && System.nanoTime() - start < LONGEST_NANOS) {
            long begin = System.nanoTime();
            model.forward(x);
            last = System.nanoTime() - begin;
            runs++;
            // Only a clear gain is progress; the rest is noise of the machine.
            sinceBest = last < best * 0.97 ? 0 : sinceBest + 1;
            best = Math.min(best, last);
        }
        Engine.checkKernels();
        return new WarmUp(runs, first / 1e6, last / 1e6, (System.nanoTime() - start) / 1e6, model.kernels());
    }
}
