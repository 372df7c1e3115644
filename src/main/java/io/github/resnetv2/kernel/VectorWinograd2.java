package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of F(2x2, 3x3) for one tile and one vector of channels; arguments as in {@link VectorWinograd4}, formulas
 * as in {@link ScalarWinograd2}.
 */
final class VectorWinograd2 {
    private VectorWinograd2() {}

    static void input(float[] x, int xo, int xRow, float[] half, float[] v, int vo, int vStep) {
        for (int j = 0; j < 4; j++) {
            line(x, xo + j * SIZE, xRow, half, j * SIZE, 4 * SIZE);
        }
        for (int i = 0; i < 4; i++) {
            line(half, i * 4 * SIZE, SIZE, v, vo + i * 4 * vStep, vStep);
        }
    }

    /** Multiplies four vectors with {@code B^T}. */
    private static void line(float[] from, int fo, int fStep, float[] to, int o, int step) {
        FloatVector d0 = FloatVector.fromArray(SPECIES, from, fo);
        FloatVector d1 = FloatVector.fromArray(SPECIES, from, fo + fStep);
        FloatVector d2 = FloatVector.fromArray(SPECIES, from, fo + 2 * fStep);
        FloatVector d3 = FloatVector.fromArray(SPECIES, from, fo + 3 * fStep);
        d0.sub(d2).intoArray(to, o);
        d1.add(d2).intoArray(to, o + step);
        d2.sub(d1).intoArray(to, o + 2 * step);
        d3.sub(d1).intoArray(to, o + 3 * step);
    }

    static void output(float[] m, int mo, int mStep, float[] half, float[] y, int yo, int yRow) {
        for (int j = 0; j < 4; j++) {
            back(m, mo + j * mStep, 4 * mStep, half, j * SIZE, 4 * SIZE);
        }
        for (int i = 0; i < 2; i++) {
            back(half, i * 4 * SIZE, SIZE, y, yo + i * yRow, SIZE);
        }
    }

    /** Multiplies four vectors with {@code A^T}. */
    private static void back(float[] from, int fo, int fStep, float[] to, int o, int step) {
        FloatVector m1 = FloatVector.fromArray(SPECIES, from, fo + fStep);
        FloatVector m2 = FloatVector.fromArray(SPECIES, from, fo + 2 * fStep);
        FloatVector.fromArray(SPECIES, from, fo).add(m1).add(m2).intoArray(to, o);
        m1.sub(m2).add(FloatVector.fromArray(SPECIES, from, fo + 3 * fStep)).intoArray(to, o + step);
    }
}
