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
        columns(a, b, x, xo, xRow, half);
        for (int i = 0; i < 6; i++) {
            int from = i * 6 * SIZE;
            line(a, b, half, from, SIZE, v, vo + i * 6 * vStep, vStep);
        }
    }

    private static void columns(float a, float b, float[] x, int xo, int xRow, float[] half) {
        for (int j = 0; j < 6; j++) {
            line(a, b, x, xo + j * SIZE, xRow, half, j * SIZE, 6 * SIZE);
        }
    }

    /** Multiplies six vectors with {@code B^T}. */
    private static void line(float a, float b, float[] from, int fo, int fStep, float[] to, int o, int step) {
        FloatVector va = FloatVector.broadcast(SPECIES, a);
        FloatVector vb = FloatVector.broadcast(SPECIES, b);
        FloatVector minusAa = FloatVector.broadcast(SPECIES, -(a * a));
        FloatVector minusBb = FloatVector.broadcast(SPECIES, -(b * b));
        FloatVector product = FloatVector.broadcast(SPECIES, a * a * b * b);
        FloatVector minusSum = FloatVector.broadcast(SPECIES, -(a * a + b * b));
        FloatVector d0 = FloatVector.fromArray(SPECIES, from, fo);
        FloatVector d1 = FloatVector.fromArray(SPECIES, from, fo + fStep);
        FloatVector d2 = FloatVector.fromArray(SPECIES, from, fo + 2 * fStep);
        FloatVector d3 = FloatVector.fromArray(SPECIES, from, fo + 3 * fStep);
        FloatVector d4 = FloatVector.fromArray(SPECIES, from, fo + 4 * fStep);
        FloatVector d5 = FloatVector.fromArray(SPECIES, from, fo + 5 * fStep);
        minusSum.fma(d2, product.fma(d0, d4)).intoArray(to, o);
        FloatVector even = minusBb.fma(d2, d4);
        FloatVector odd = va.mul(minusBb.fma(d1, d3));
        even.add(odd).intoArray(to, o + step);
        even.sub(odd).intoArray(to, o + 2 * step);
        even = minusAa.fma(d2, d4);
        odd = vb.mul(minusAa.fma(d1, d3));
        even.add(odd).intoArray(to, o + 3 * step);
        even.sub(odd).intoArray(to, o + 4 * step);
        minusSum.fma(d3, product.fma(d1, d5)).intoArray(to, o + 5 * step);
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
        for (int j = 0; j < 6; j++) {
            back(a, b, m, mo + j * mStep, 6 * mStep, half, j * SIZE, 6 * SIZE);
        }
        for (int i = 0; i < 4; i++) {
            back(a, b, half, i * 6 * SIZE, SIZE, y, yo + i * yRow, SIZE);
        }
    }

    /** Multiplies six vectors with {@code A^T}. */
    private static void back(float a, float b, float[] from, int fo, int fStep, float[] to, int o, int step) {
        FloatVector va = FloatVector.broadcast(SPECIES, a);
        FloatVector vb = FloatVector.broadcast(SPECIES, b);
        FloatVector aa = FloatVector.broadcast(SPECIES, a * a);
        FloatVector bb = FloatVector.broadcast(SPECIES, b * b);
        FloatVector aaa = FloatVector.broadcast(SPECIES, a * a * a);
        FloatVector bbb = FloatVector.broadcast(SPECIES, b * b * b);
        FloatVector m1 = FloatVector.fromArray(SPECIES, from, fo + fStep);
        FloatVector m2 = FloatVector.fromArray(SPECIES, from, fo + 2 * fStep);
        FloatVector m3 = FloatVector.fromArray(SPECIES, from, fo + 3 * fStep);
        FloatVector m4 = FloatVector.fromArray(SPECIES, from, fo + 4 * fStep);
        FloatVector sumA = m1.add(m2);
        FloatVector differenceA = m1.sub(m2);
        FloatVector sumB = m3.add(m4);
        FloatVector differenceB = m3.sub(m4);
        FloatVector.fromArray(SPECIES, from, fo).add(sumA).add(sumB).intoArray(to, o);
        vb.fma(differenceB, va.mul(differenceA)).intoArray(to, o + step);
        bb.fma(sumB, aa.mul(sumA)).intoArray(to, o + 2 * step);
        FloatVector last = FloatVector.fromArray(SPECIES, from, fo + 5 * fStep);
        bbb.fma(differenceB, aaa.fma(differenceA, last)).intoArray(to, o + 3 * step);
    }
}
