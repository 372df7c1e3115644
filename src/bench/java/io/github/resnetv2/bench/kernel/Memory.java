package io.github.resnetv2.bench.kernel;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Place;
import java.util.SplittableRandom;

/** The array in which kernels work, handed out piece by piece. */
final class Memory {
    final float[] x;
    private int used;

    Memory(int floats) {
        x = new float[floats];
    }

    int take(int floats) {
        int at = Blocks.align(used);
        used = at + floats + Blocks.SLACK;
        if (used > x.length) {
            throw new IllegalStateException("expected to need at most " + x.length + " floats, found " + used);
        }
        return at;
    }

    /** The place of a map of so many channels, a multiple of sixteen. */
    Place map(int channels, int pixels) {
        return Place.of(take(channels * pixels), pixels);
    }

    /** The place of a map with values that are the same each time. */
    Place image(int channels, int pixels) {
        Place map = map(channels, pixels);
        System.arraycopy(values(channels * pixels, 1), 0, x, map.offset(), channels * pixels);
        return map;
    }

    /** Numbers from -1 to 1. */
    static float[] values(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }
}
