package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The first convolution of nearly all networks: a window of seven lines by seven pixels of three channels, two pixels, so
 * six floats, from window to window. Because that distance is a constant, the rows' addresses are one register plus a
 * constant, as in {@link VectorGemmTall}; because a line of a window is contiguous in an interleaved picture, nothing has to
 * be copied. The length of a line is a constant too: the compiler of JDK 17 keeps the sums in memory otherwise.
 */
final class VectorStem {
    /** The only distance of neighbouring windows that this loop is made for. */
    static final int GAP = 6;

    /** The only length of a window's line that this loop is made for. */
    static final int RUN = 21;

    private static final int WIDTH = VectorLanes.PANEL;

    private VectorStem() {}

    /**
     * Fourteen windows by two vectors of columns.
     *
     * @param lines the window's height
     * @param a the picture
     * @param ao where the first window begins
     * @param lineStep the distance of the picture's lines
     * @param b the weights
     * @param bo where row 0 of the weights begins
     * @param zeros what the sums begin with: 32 zeros
     * @param c where the sums go, 32 floats a row
     * @param co the first sum
     */
    static void fourteen(
            int lines, float[] a, int ao, int lineStep, float[] b, int bo, float[] zeros, float[] c, int co) {
        FloatVector ca0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector ca1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cc0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cc1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cd0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cd1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector ce0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector ce1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cf0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cf1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cg0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cg1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector ch0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector ch1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector ci0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector ci1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cj0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cj1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector ck0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector ck1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cl0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cl1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cm0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cm1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cn0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cn1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        int from = ao;
        int row = bo;
        for (int line = 0; line < lines; line++) {
            for (int k = 0; k < RUN; k++) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, row + k * WIDTH);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, row + k * WIDTH + LANES);
                FloatVector aa = FloatVector.broadcast(SPECIES, a[from + k]);
                ca0 = aa.fma(b0, ca0);
                ca1 = aa.fma(b1, ca1);
                FloatVector ab = FloatVector.broadcast(SPECIES, a[from + k + GAP]);
                cb0 = ab.fma(b0, cb0);
                cb1 = ab.fma(b1, cb1);
                FloatVector ac = FloatVector.broadcast(SPECIES, a[from + k + 2 * GAP]);
                cc0 = ac.fma(b0, cc0);
                cc1 = ac.fma(b1, cc1);
                FloatVector ad = FloatVector.broadcast(SPECIES, a[from + k + 3 * GAP]);
                cd0 = ad.fma(b0, cd0);
                cd1 = ad.fma(b1, cd1);
                FloatVector ae = FloatVector.broadcast(SPECIES, a[from + k + 4 * GAP]);
                ce0 = ae.fma(b0, ce0);
                ce1 = ae.fma(b1, ce1);
                FloatVector af = FloatVector.broadcast(SPECIES, a[from + k + 5 * GAP]);
                cf0 = af.fma(b0, cf0);
                cf1 = af.fma(b1, cf1);
                FloatVector ag = FloatVector.broadcast(SPECIES, a[from + k + 6 * GAP]);
                cg0 = ag.fma(b0, cg0);
                cg1 = ag.fma(b1, cg1);
                FloatVector ah = FloatVector.broadcast(SPECIES, a[from + k + 7 * GAP]);
                ch0 = ah.fma(b0, ch0);
                ch1 = ah.fma(b1, ch1);
                FloatVector ai = FloatVector.broadcast(SPECIES, a[from + k + 8 * GAP]);
                ci0 = ai.fma(b0, ci0);
                ci1 = ai.fma(b1, ci1);
                FloatVector aj = FloatVector.broadcast(SPECIES, a[from + k + 9 * GAP]);
                cj0 = aj.fma(b0, cj0);
                cj1 = aj.fma(b1, cj1);
                FloatVector ak = FloatVector.broadcast(SPECIES, a[from + k + 10 * GAP]);
                ck0 = ak.fma(b0, ck0);
                ck1 = ak.fma(b1, ck1);
                FloatVector al = FloatVector.broadcast(SPECIES, a[from + k + 11 * GAP]);
                cl0 = al.fma(b0, cl0);
                cl1 = al.fma(b1, cl1);
                FloatVector am = FloatVector.broadcast(SPECIES, a[from + k + 12 * GAP]);
                cm0 = am.fma(b0, cm0);
                cm1 = am.fma(b1, cm1);
                FloatVector an = FloatVector.broadcast(SPECIES, a[from + k + 13 * GAP]);
                cn0 = an.fma(b0, cn0);
                cn1 = an.fma(b1, cn1);
            }
            from += lineStep;
            row += RUN * WIDTH;
        }
        ca0.intoArray(c, co);
        ca1.intoArray(c, co + LANES);
        cb0.intoArray(c, co + WIDTH);
        cb1.intoArray(c, co + WIDTH + LANES);
        cc0.intoArray(c, co + 2 * WIDTH);
        cc1.intoArray(c, co + 2 * WIDTH + LANES);
        cd0.intoArray(c, co + 3 * WIDTH);
        cd1.intoArray(c, co + 3 * WIDTH + LANES);
        ce0.intoArray(c, co + 4 * WIDTH);
        ce1.intoArray(c, co + 4 * WIDTH + LANES);
        cf0.intoArray(c, co + 5 * WIDTH);
        cf1.intoArray(c, co + 5 * WIDTH + LANES);
        cg0.intoArray(c, co + 6 * WIDTH);
        cg1.intoArray(c, co + 6 * WIDTH + LANES);
        ch0.intoArray(c, co + 7 * WIDTH);
        ch1.intoArray(c, co + 7 * WIDTH + LANES);
        ci0.intoArray(c, co + 8 * WIDTH);
        ci1.intoArray(c, co + 8 * WIDTH + LANES);
        cj0.intoArray(c, co + 9 * WIDTH);
        cj1.intoArray(c, co + 9 * WIDTH + LANES);
        ck0.intoArray(c, co + 10 * WIDTH);
        ck1.intoArray(c, co + 10 * WIDTH + LANES);
        cl0.intoArray(c, co + 11 * WIDTH);
        cl1.intoArray(c, co + 11 * WIDTH + LANES);
        cm0.intoArray(c, co + 12 * WIDTH);
        cm1.intoArray(c, co + 12 * WIDTH + LANES);
        cn0.intoArray(c, co + 13 * WIDTH);
        cn1.intoArray(c, co + 13 * WIDTH + LANES);
    }
}
