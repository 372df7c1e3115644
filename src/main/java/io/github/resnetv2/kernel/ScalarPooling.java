package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;

/** The loops of {@link Pooling} and the sums over pixels. */
final class ScalarPooling implements Pooling.Loops {
    private final float[] row = new float[Pooling.COLUMNS * SIZE];

    @Override
    public void max(float[] to, float[] from, int f, int size) {
        System.arraycopy(from, f, row, 0, size);
        max(size, to, row);
    }

    private static void max(int size, float[] to, float[] from) {
        for (int i = 0; i < size; i++) {
            to[i] = Math.max(to[i], from[i]);
        }
    }

    @Override
    public void maxEvery(float[] to, int o, float[] from, int f, int step, int pixels) {
        for (int i = 0; i < pixels; i++) {
            for (int lane = 0; lane < SIZE; lane++) {
                to[o + i * SIZE + lane] = Math.max(to[o + i * SIZE + lane], from[f + i * step + lane]);
            }
        }
    }

    @Override
    public void add(float[] to, float[] from, int f, int size) {
        System.arraycopy(from, f, row, 0, size);
        add(size, to, row);
    }

    private static void add(int size, float[] to, float[] from) {
        for (int i = 0; i < size; i++) {
            to[i] += from[i];
        }
    }

    @Override
    public void addEvery(float[] to, int o, float[] from, int f, int step, int pixels) {
        for (int i = 0; i < pixels; i++) {
            for (int lane = 0; lane < SIZE; lane++) {
                to[o + i * SIZE + lane] += from[f + i * step + lane];
            }
        }
    }

    @Override
    public void divide(float[] x, int o, int size, float divisor) {
        for (int i = 0; i < size; i++) {
            x[o + i] /= divisor;
        }
    }

    /** Adds up values, or their squares, of one block, less their origin. */
    static void sum(float[] x, int at, int pixels, float[] origin, boolean squared, float[] to) {
        for (int lane = 0; lane < SIZE; lane++) {
            float sum = 0;
            for (int i = 0; i < pixels; i++) {
                float d = x[at + i * SIZE + lane] - origin[lane];
                sum = squared ? Fma.of(d, d, sum) : sum + d;
            }
            to[lane] = sum;
        }
    }
}
