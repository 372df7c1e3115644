package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of F(4x4, 3x3) for one tile and one vector of channels, first down the columns, then along the rows. The
 * formulas are those of {@link ScalarWinograd4}, term by term.
 */
final class VectorWinograd4 {
    private VectorWinograd4() {}

    /**
     * {@code B^T d B}.
     *
     * @param a the smaller point
     * @param b the larger point
     * @param x the array of the tile
     * @param xo where the tile's upper left pixel is
     * @param xRow the distance of its rows
     * @param half 36 vectors of working memory, 16 floats apart
     * @param v the array of the result
     * @param vo where its first matrix is
     * @param vStep the distance of its matrices
     */
    static void input(float a, float b, float[] x, int xo, int xRow, float[] half, float[] v, int vo, int vStep) {
        lines(a, b, 6, x, xo, SIZE, xRow, half, 0, SIZE, 6 * SIZE);
        lines(a, b, 6, half, 0, 6 * SIZE, SIZE, v, vo, 6 * vStep, vStep);
    }

    /**
     * Multiplies lines of six vectors with {@code B^T}: lines are {@code fLine} and {@code toLine} apart, the vectors of a
     * line {@code fStep} and {@code toStep}.
     */
    static void lines(
            float a,
            float b,
            int lines,
            float[] from,
            int fo,
            int fLine,
            int fStep,
            float[] to,
            int o,
            int toLine,
            int toStep) {
        FloatVector va = FloatVector.broadcast(SPECIES, a);
        FloatVector vb = FloatVector.broadcast(SPECIES, b);
        FloatVector minusAa = FloatVector.broadcast(SPECIES, -(a * a));
        FloatVector minusBb = FloatVector.broadcast(SPECIES, -(b * b));
        FloatVector product = FloatVector.broadcast(SPECIES, a * a * b * b);
        FloatVector minusSum = FloatVector.broadcast(SPECIES, -(a * a + b * b));
        for (int line = 0; line < lines; line++) {
            int at = fo + line * fLine;
            int target = o + line * toLine;
            FloatVector d0 = FloatVector.fromArray(SPECIES, from, at);
            FloatVector d1 = FloatVector.fromArray(SPECIES, from, at + fStep);
            FloatVector d2 = FloatVector.fromArray(SPECIES, from, at + 2 * fStep);
            FloatVector d3 = FloatVector.fromArray(SPECIES, from, at + 3 * fStep);
            FloatVector d4 = FloatVector.fromArray(SPECIES, from, at + 4 * fStep);
            FloatVector d5 = FloatVector.fromArray(SPECIES, from, at + 5 * fStep);
            minusSum.fma(d2, product.fma(d0, d4)).intoArray(to, target);
            FloatVector evenB = minusBb.fma(d2, d4);
            FloatVector oddA = va.mul(minusBb.fma(d1, d3));
            evenB.add(oddA).intoArray(to, target + toStep);
            evenB.sub(oddA).intoArray(to, target + 2 * toStep);
            FloatVector evenA = minusAa.fma(d2, d4);
            FloatVector oddB = vb.mul(minusAa.fma(d1, d3));
            evenA.add(oddB).intoArray(to, target + 3 * toStep);
            evenA.sub(oddB).intoArray(to, target + 4 * toStep);
            minusSum.fma(d3, product.fma(d1, d5)).intoArray(to, target + 5 * toStep);
        }
    }

    /**
     * {@code A^T m A}.
     *
     * @param a the smaller point
     * @param b the larger point
     * @param m the array of the products
     * @param mo where the first matrix is
     * @param mStep the distance of its matrices
     * @param half 24 vectors of working memory, 16 floats apart
     * @param y the array of the result
     * @param yo where its upper left pixel is
     * @param yRow the distance of its rows
     */
    static void output(float a, float b, float[] m, int mo, int mStep, float[] half, float[] y, int yo, int yRow) {
        back(a, b, 6, m, mo, mStep, 6 * mStep, half, 0, SIZE, 6 * SIZE);
        back(a, b, 4, half, 0, 6 * SIZE, SIZE, y, yo, yRow, SIZE);
    }

    /** Multiplies lines of six vectors with {@code A^T}; distances as in {@link #lines}. */
    static void back(
            float a,
            float b,
            int lines,
            float[] from,
            int fo,
            int fLine,
            int fStep,
            float[] to,
            int o,
            int toLine,
            int toStep) {
        FloatVector va = FloatVector.broadcast(SPECIES, a);
        FloatVector vb = FloatVector.broadcast(SPECIES, b);
        FloatVector aa = FloatVector.broadcast(SPECIES, a * a);
        FloatVector bb = FloatVector.broadcast(SPECIES, b * b);
        FloatVector aaa = FloatVector.broadcast(SPECIES, a * a * a);
        FloatVector bbb = FloatVector.broadcast(SPECIES, b * b * b);
        for (int line = 0; line < lines; line++) {
            int at = fo + line * fLine;
            int target = o + line * toLine;
            FloatVector m1 = FloatVector.fromArray(SPECIES, from, at + fStep);
            FloatVector m2 = FloatVector.fromArray(SPECIES, from, at + 2 * fStep);
            FloatVector m3 = FloatVector.fromArray(SPECIES, from, at + 3 * fStep);
            FloatVector m4 = FloatVector.fromArray(SPECIES, from, at + 4 * fStep);
            FloatVector sumA = m1.add(m2);
            FloatVector differenceA = m1.sub(m2);
            FloatVector sumB = m3.add(m4);
            FloatVector differenceB = m3.sub(m4);
            FloatVector.fromArray(SPECIES, from, at).add(sumA).add(sumB).intoArray(to, target);
            vb.fma(differenceB, va.mul(differenceA)).intoArray(to, target + toStep);
            bb.fma(sumB, aa.mul(sumA)).intoArray(to, target + 2 * toStep);
            FloatVector last = FloatVector.fromArray(SPECIES, from, at + 5 * fStep);
            bbb.fma(differenceB, aaa.fma(differenceA, last)).intoArray(to, target + 3 * toStep);
        }
    }
}
