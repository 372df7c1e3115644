package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.PANEL;

/**
 * Runs the vector loops on next to nothing, over and over, so that they are compiled by the time the first network needs
 * them: a vector operation that is not compiled takes a thousand times as long, and leaves garbage.
 *
 * <p>Most calls have no depth at all. So methods reach the compiler by being called often, which compiles them as they will
 * be called; a long loop would be compiled from its middle, and once more as a whole.
 */
final class VectorRehearsal implements Runnable {
    private static final int CALLS = 200;

    /** Every so many calls one has a depth of a block, so that the loops are seen to run. */
    private static final int DEPTH_EVERY = 20;

    private static final int OUTPUTS = 64 * SIZE;

    private final float[] a = new float[256 * SIZE];
    private final float[] b = new float[1024 * SIZE];
    private final float[] c = new float[256 * SIZE];
    private final float[] zeros = new float[PANEL];
    private final float[] x = new float[1024 * SIZE];
    private final float[] half = new float[36 * SIZE];
    private final Finish[] finishes = finishes();
    private volatile boolean stopped;

    private static Finish[] finishes() {
        float[] channels = new float[SIZE];
        Place residual = Place.of(2 * OUTPUTS, 64);
        Finish first = Finish.to(1, channels, 0, Place.of(0, 64));
        Finish both = first.then(channels, channels, 0, Place.of(OUTPUTS, 64), true);
        return new Finish[] {first, first.adding(residual), both, both.adding(residual)};
    }

    /** Ends it soon, wherever it is. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        for (int i = 0; !stopped && i < 100 * CALLS; i++) {
            int depth = i % DEPTH_EVERY == 0 ? SIZE : 0;
            if (LANES < SIZE) {
                VectorGemmShort.six(depth, a, 0, OUTPUTS, b, 0, zeros, 0, 0, c, 0);
            } else {
                VectorStem.six(depth, a, 0, VectorStem.RUN, b, 0, zeros, c, 0);
                VectorGemm.six(depth, a, 0, OUTPUTS, b, 0, zeros, 0, 0, c, 0);
                VectorGemm.five(depth, a, 0, OUTPUTS, b, 0, zeros, 0, 0, c, 0);
            }
            if (i % 4 == 0) {
                for (Finish finish : finishes) {
                    VectorFinish.run(c, 0, PANEL, 4, finish, x, 0, 0);
                }
            }
            if (i % 8 == 0) {
                VectorWinograd4.input(Winograd.F4.a(), Winograd.F4.b(), x, 0, 6 * SIZE, half, x, OUTPUTS, SIZE);
                VectorWinograd4.output(Winograd.F4.a(), Winograd.F4.b(), x, 0, SIZE, half, x, OUTPUTS, 4 * SIZE);
            }
        }
    }
}
