package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** The loops of {@link Pooling} and of {@link Gather}, and the sums over pixels. */
final class VectorPooling implements Pooling.Loops {
    static final VectorPooling LOOPS = new VectorPooling();

    private VectorPooling() {}

    @Override
    public void max(float[] to, float[] from, int f, int size) {
        for (int i = 0; i < size; i += LANES) {
            FloatVector.fromArray(SPECIES, to, i)
                    .max(FloatVector.fromArray(SPECIES, from, f + i))
                    .intoArray(to, i);
        }
    }

    @Override
    public void maxEvery(float[] to, int o, float[] from, int f, int step, int pixels) {
        for (int lane = 0; lane < SIZE; lane += LANES) {
            for (int i = 0; i < pixels; i++) {
                FloatVector.fromArray(SPECIES, to, o + lane + i * SIZE)
                        .max(FloatVector.fromArray(SPECIES, from, f + lane + i * step))
                        .intoArray(to, o + lane + i * SIZE);
            }
        }
    }

    @Override
    public void add(float[] to, float[] from, int f, int size) {
        for (int i = 0; i < size; i += LANES) {
            FloatVector.fromArray(SPECIES, to, i)
                    .add(FloatVector.fromArray(SPECIES, from, f + i))
                    .intoArray(to, i);
        }
    }

    @Override
    public void addEvery(float[] to, int o, float[] from, int f, int step, int pixels) {
        for (int lane = 0; lane < SIZE; lane += LANES) {
            for (int i = 0; i < pixels; i++) {
                FloatVector.fromArray(SPECIES, to, o + lane + i * SIZE)
                        .add(FloatVector.fromArray(SPECIES, from, f + lane + i * step))
                        .intoArray(to, o + lane + i * SIZE);
            }
        }
    }

    @Override
    public void divide(float[] x, int o, int size, float divisor) {
        FloatVector by = FloatVector.broadcast(SPECIES, divisor);
        for (int i = 0; i < size; i += LANES) {
            FloatVector.fromArray(SPECIES, x, o + i).div(by).intoArray(x, o + i);
        }
    }

    /** Adds up values of one vector of channels, less their origin. */
    static void sum(float[] x, int at, int pixels, float[] origin, int lane, float[] to) {
        FloatVector less = FloatVector.fromArray(SPECIES, origin, lane);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < pixels; i++) {
            sum = sum.add(
                    FloatVector.fromArray(SPECIES, x, at + lane + i * SIZE).sub(less));
        }
        sum.intoArray(to, lane);
    }

    /** Adds up squares of one vector of channels, less their origin. */
    static void sumSquares(float[] x, int at, int pixels, float[] origin, int lane, float[] to) {
        FloatVector less = FloatVector.fromArray(SPECIES, origin, lane);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < pixels; i++) {
            FloatVector d =
                    FloatVector.fromArray(SPECIES, x, at + lane + i * SIZE).sub(less);
            sum = d.fma(d, sum);
        }
        sum.intoArray(to, lane);
    }

    /** {@link Gather.Pixels}. */
    static void copy(float[] x, int from, int step, int to, int pixels) {
        for (int lane = 0; lane < SIZE; lane += LANES) {
            for (int i = 0; i < pixels; i++) {
                FloatVector.fromArray(SPECIES, x, from + lane + i * step).intoArray(x, to + lane + i * SIZE);
            }
        }
    }
}
