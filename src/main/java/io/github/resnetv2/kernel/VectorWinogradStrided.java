package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of F(2x2, 3x3) with stride 2 for one tile and one block of channels; arguments as in {@link VectorWinograd4},
 * formulas as in {@link ScalarWinogradStrided}. Three of the five rows of {@code B^T} only choose a line, so that a line is
 * transformed both ways while it is in registers. {@code channels} is always {@link Blocks#SIZE}, but 0 in a rehearsal.
 */
final class VectorWinogradStrided {
    private VectorWinogradStrided() {}

    static void input(float[] x, int xo, int xRow, float[] v, int vo, int vStep) {
        difference(SIZE, x, xo, 2 * xRow, v, vo, vStep);
        line(SIZE, x, xo + 2 * xRow, v, vo + 5 * vStep, vStep);
        difference(SIZE, x, xo + 2 * xRow, 2 * xRow, v, vo + 10 * vStep, vStep);
        line(SIZE, x, xo + xRow, v, vo + 15 * vStep, vStep);
        line(SIZE, x, xo + 3 * xRow, v, vo + 20 * vStep, vStep);
    }

    /** Transforms the difference of a line and the one {@code next} floats behind it. */
    static void difference(int channels, float[] x, int xo, int next, float[] v, int vo, int vStep) {
        for (int lane = 0; lane < channels; lane += LANES) {
            int one = xo + lane;
            int other = one + next;
            int to = vo + lane;
            FloatVector d0 = FloatVector.fromArray(SPECIES, x, one).sub(FloatVector.fromArray(SPECIES, x, other));
            FloatVector d1 =
                    FloatVector.fromArray(SPECIES, x, one + SIZE).sub(FloatVector.fromArray(SPECIES, x, other + SIZE));
            FloatVector d2 = FloatVector.fromArray(SPECIES, x, one + 2 * SIZE)
                    .sub(FloatVector.fromArray(SPECIES, x, other + 2 * SIZE));
            FloatVector d3 = FloatVector.fromArray(SPECIES, x, one + 3 * SIZE)
                    .sub(FloatVector.fromArray(SPECIES, x, other + 3 * SIZE));
            FloatVector d4 = FloatVector.fromArray(SPECIES, x, one + 4 * SIZE)
                    .sub(FloatVector.fromArray(SPECIES, x, other + 4 * SIZE));
            d0.sub(d2).intoArray(v, to);
            d2.intoArray(v, to + vStep);
            d2.sub(d4).intoArray(v, to + 2 * vStep);
            d1.intoArray(v, to + 3 * vStep);
            d3.intoArray(v, to + 4 * vStep);
        }
    }

    /** Transforms a line. */
    static void line(int channels, float[] x, int xo, float[] v, int vo, int vStep) {
        for (int lane = 0; lane < channels; lane += LANES) {
            int from = xo + lane;
            int to = vo + lane;
            FloatVector d0 = FloatVector.fromArray(SPECIES, x, from);
            FloatVector d2 = FloatVector.fromArray(SPECIES, x, from + 2 * SIZE);
            FloatVector d4 = FloatVector.fromArray(SPECIES, x, from + 4 * SIZE);
            d0.sub(d2).intoArray(v, to);
            d2.intoArray(v, to + vStep);
            d2.sub(d4).intoArray(v, to + 2 * vStep);
            FloatVector.fromArray(SPECIES, x, from + SIZE).intoArray(v, to + 3 * vStep);
            FloatVector.fromArray(SPECIES, x, from + 3 * SIZE).intoArray(v, to + 4 * vStep);
        }
    }

    static void output(float[] m, int mo, int mStep, float[] y, int yo, int yRow) {
        upper(SIZE, m, mo, mStep, y, yo);
        lower(SIZE, m, mo + 5 * mStep, mStep, y, yo + yRow);
    }

    /** The upper line of the outputs: rows 0, 1 and 3 of the products. */
    static void upper(int channels, float[] m, int mo, int mStep, float[] y, int yo) {
        for (int lane = 0; lane < channels; lane += LANES) {
            int from = mo + lane;
            int to = yo + lane;
            FloatVector t0 = FloatVector.fromArray(SPECIES, m, from)
                    .add(FloatVector.fromArray(SPECIES, m, from + 5 * mStep))
                    .add(FloatVector.fromArray(SPECIES, m, from + 15 * mStep));
            FloatVector t1 = FloatVector.fromArray(SPECIES, m, from + mStep)
                    .add(FloatVector.fromArray(SPECIES, m, from + 6 * mStep))
                    .add(FloatVector.fromArray(SPECIES, m, from + 16 * mStep));
            FloatVector t2 = FloatVector.fromArray(SPECIES, m, from + 2 * mStep)
                    .add(FloatVector.fromArray(SPECIES, m, from + 7 * mStep))
                    .add(FloatVector.fromArray(SPECIES, m, from + 17 * mStep));
            FloatVector t3 = FloatVector.fromArray(SPECIES, m, from + 3 * mStep)
                    .add(FloatVector.fromArray(SPECIES, m, from + 8 * mStep))
                    .add(FloatVector.fromArray(SPECIES, m, from + 18 * mStep));
            FloatVector t4 = FloatVector.fromArray(SPECIES, m, from + 4 * mStep)
                    .add(FloatVector.fromArray(SPECIES, m, from + 9 * mStep))
                    .add(FloatVector.fromArray(SPECIES, m, from + 19 * mStep));
            t0.add(t1).add(t3).intoArray(y, to);
            t1.sub(t2).add(t4).intoArray(y, to + SIZE);
        }
    }

    /** The lower line of the outputs: rows 1, 2 and 4 of the products, the first of them at {@code mo}. */
    static void lower(int channels, float[] m, int mo, int mStep, float[] y, int yo) {
        for (int lane = 0; lane < channels; lane += LANES) {
            int from = mo + lane;
            int to = yo + lane;
            FloatVector t0 = FloatVector.fromArray(SPECIES, m, from)
                    .sub(FloatVector.fromArray(SPECIES, m, from + 5 * mStep))
                    .add(FloatVector.fromArray(SPECIES, m, from + 15 * mStep));
            FloatVector t1 = FloatVector.fromArray(SPECIES, m, from + mStep)
                    .sub(FloatVector.fromArray(SPECIES, m, from + 6 * mStep))
                    .add(FloatVector.fromArray(SPECIES, m, from + 16 * mStep));
            FloatVector t2 = FloatVector.fromArray(SPECIES, m, from + 2 * mStep)
                    .sub(FloatVector.fromArray(SPECIES, m, from + 7 * mStep))
                    .add(FloatVector.fromArray(SPECIES, m, from + 17 * mStep));
            FloatVector t3 = FloatVector.fromArray(SPECIES, m, from + 3 * mStep)
                    .sub(FloatVector.fromArray(SPECIES, m, from + 8 * mStep))
                    .add(FloatVector.fromArray(SPECIES, m, from + 18 * mStep));
            FloatVector t4 = FloatVector.fromArray(SPECIES, m, from + 4 * mStep)
                    .sub(FloatVector.fromArray(SPECIES, m, from + 9 * mStep))
                    .add(FloatVector.fromArray(SPECIES, m, from + 19 * mStep));
            t0.add(t1).add(t3).intoArray(y, to);
            t1.sub(t2).add(t4).intoArray(y, to + SIZE);
        }
    }
}
