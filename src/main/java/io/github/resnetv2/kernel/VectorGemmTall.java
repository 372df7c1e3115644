package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The matrix product on machines with thirty-two vector registers and vectors of a whole block: fourteen or eight rows by
 * two vectors of columns.
 *
 * <p>All sums stay in registers while the depth is walked through once: at fourteen rows, 28 accumulators, two vectors of
 * weights and the two factors in flight fill the registers exactly. A tall tile asks for little of the weights' stream (one
 * cache line in seven cycles), so that weights from beyond the L2 cache can keep up; the rows' factors come from the L1
 * cache, all from one address register because the rows' distance is constant.
 *
 * <p>In all methods the left matrix has its element {@code (row, k)} at {@code a[ao + k / 16 * aPlane + row * 16 + k % 16]},
 * the right one its row {@code k} at {@code b[bo + k * 32]}; sums begin with row {@code r} of {@code init} at {@code io + r *
 * iStep} (a row of zeros and a step of 0 begin anew) and end in {@code c[co + r * 32]}.
 */
final class VectorGemmTall {
    private static final int WIDTH = VectorLanes.PANEL;

    private VectorGemmTall() {}

    /** Fourteen rows. */
    static void fourteen(
            int blocks,
            float[] a,
            int ao,
            int aPlane,
            float[] b,
            int bo,
            float[] init,
            int io,
            int iStep,
            float[] c,
            int co) {
        FloatVector ca0 = FloatVector.fromArray(SPECIES, init, io);
        FloatVector ca1 = FloatVector.fromArray(SPECIES, init, io + LANES);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, init, io + iStep);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, init, io + iStep + LANES);
        FloatVector cc0 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep);
        FloatVector cc1 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep + LANES);
        FloatVector cd0 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep);
        FloatVector cd1 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep + LANES);
        FloatVector ce0 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep);
        FloatVector ce1 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep + LANES);
        FloatVector cf0 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep);
        FloatVector cf1 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep + LANES);
        FloatVector cg0 = FloatVector.fromArray(SPECIES, init, io + 6 * iStep);
        FloatVector cg1 = FloatVector.fromArray(SPECIES, init, io + 6 * iStep + LANES);
        FloatVector ch0 = FloatVector.fromArray(SPECIES, init, io + 7 * iStep);
        FloatVector ch1 = FloatVector.fromArray(SPECIES, init, io + 7 * iStep + LANES);
        FloatVector ci0 = FloatVector.fromArray(SPECIES, init, io + 8 * iStep);
        FloatVector ci1 = FloatVector.fromArray(SPECIES, init, io + 8 * iStep + LANES);
        FloatVector cj0 = FloatVector.fromArray(SPECIES, init, io + 9 * iStep);
        FloatVector cj1 = FloatVector.fromArray(SPECIES, init, io + 9 * iStep + LANES);
        FloatVector ck0 = FloatVector.fromArray(SPECIES, init, io + 10 * iStep);
        FloatVector ck1 = FloatVector.fromArray(SPECIES, init, io + 10 * iStep + LANES);
        FloatVector cl0 = FloatVector.fromArray(SPECIES, init, io + 11 * iStep);
        FloatVector cl1 = FloatVector.fromArray(SPECIES, init, io + 11 * iStep + LANES);
        FloatVector cm0 = FloatVector.fromArray(SPECIES, init, io + 12 * iStep);
        FloatVector cm1 = FloatVector.fromArray(SPECIES, init, io + 12 * iStep + LANES);
        FloatVector cn0 = FloatVector.fromArray(SPECIES, init, io + 13 * iStep);
        FloatVector cn1 = FloatVector.fromArray(SPECIES, init, io + 13 * iStep + LANES);
        int from = ao;
        int row = bo;
        for (int block = 0; block < blocks; block++) {
            for (int k = 0; k < SIZE; k++) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, row + k * WIDTH);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, row + k * WIDTH + LANES);
                FloatVector aa = FloatVector.broadcast(SPECIES, a[from + k]);
                ca0 = aa.fma(b0, ca0);
                ca1 = aa.fma(b1, ca1);
                FloatVector ab = FloatVector.broadcast(SPECIES, a[from + k + SIZE]);
                cb0 = ab.fma(b0, cb0);
                cb1 = ab.fma(b1, cb1);
                FloatVector ac = FloatVector.broadcast(SPECIES, a[from + k + 2 * SIZE]);
                cc0 = ac.fma(b0, cc0);
                cc1 = ac.fma(b1, cc1);
                FloatVector ad = FloatVector.broadcast(SPECIES, a[from + k + 3 * SIZE]);
                cd0 = ad.fma(b0, cd0);
                cd1 = ad.fma(b1, cd1);
                FloatVector ae = FloatVector.broadcast(SPECIES, a[from + k + 4 * SIZE]);
                ce0 = ae.fma(b0, ce0);
                ce1 = ae.fma(b1, ce1);
                FloatVector af = FloatVector.broadcast(SPECIES, a[from + k + 5 * SIZE]);
                cf0 = af.fma(b0, cf0);
                cf1 = af.fma(b1, cf1);
                FloatVector ag = FloatVector.broadcast(SPECIES, a[from + k + 6 * SIZE]);
                cg0 = ag.fma(b0, cg0);
                cg1 = ag.fma(b1, cg1);
                FloatVector ah = FloatVector.broadcast(SPECIES, a[from + k + 7 * SIZE]);
                ch0 = ah.fma(b0, ch0);
                ch1 = ah.fma(b1, ch1);
                FloatVector ai = FloatVector.broadcast(SPECIES, a[from + k + 8 * SIZE]);
                ci0 = ai.fma(b0, ci0);
                ci1 = ai.fma(b1, ci1);
                FloatVector aj = FloatVector.broadcast(SPECIES, a[from + k + 9 * SIZE]);
                cj0 = aj.fma(b0, cj0);
                cj1 = aj.fma(b1, cj1);
                FloatVector ak = FloatVector.broadcast(SPECIES, a[from + k + 10 * SIZE]);
                ck0 = ak.fma(b0, ck0);
                ck1 = ak.fma(b1, ck1);
                FloatVector al = FloatVector.broadcast(SPECIES, a[from + k + 11 * SIZE]);
                cl0 = al.fma(b0, cl0);
                cl1 = al.fma(b1, cl1);
                FloatVector am = FloatVector.broadcast(SPECIES, a[from + k + 12 * SIZE]);
                cm0 = am.fma(b0, cm0);
                cm1 = am.fma(b1, cm1);
                FloatVector an = FloatVector.broadcast(SPECIES, a[from + k + 13 * SIZE]);
                cn0 = an.fma(b0, cn0);
                cn1 = an.fma(b1, cn1);
            }
            from += aPlane;
            row += SIZE * WIDTH;
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

    /** Eight rows, two steps of the depth at a time: there are registers to spare. */
    static void eight(
            int blocks,
            float[] a,
            int ao,
            int aPlane,
            float[] b,
            int bo,
            float[] init,
            int io,
            int iStep,
            float[] c,
            int co) {
        FloatVector ca0 = FloatVector.fromArray(SPECIES, init, io);
        FloatVector ca1 = FloatVector.fromArray(SPECIES, init, io + LANES);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, init, io + iStep);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, init, io + iStep + LANES);
        FloatVector cc0 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep);
        FloatVector cc1 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep + LANES);
        FloatVector cd0 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep);
        FloatVector cd1 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep + LANES);
        FloatVector ce0 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep);
        FloatVector ce1 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep + LANES);
        FloatVector cf0 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep);
        FloatVector cf1 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep + LANES);
        FloatVector cg0 = FloatVector.fromArray(SPECIES, init, io + 6 * iStep);
        FloatVector cg1 = FloatVector.fromArray(SPECIES, init, io + 6 * iStep + LANES);
        FloatVector ch0 = FloatVector.fromArray(SPECIES, init, io + 7 * iStep);
        FloatVector ch1 = FloatVector.fromArray(SPECIES, init, io + 7 * iStep + LANES);
        int from = ao;
        int row = bo;
        for (int block = 0; block < blocks; block++) {
            for (int k = 0; k < SIZE; k += 2) {
                FloatVector b0x = FloatVector.fromArray(SPECIES, b, row + k * WIDTH);
                FloatVector b1x = FloatVector.fromArray(SPECIES, b, row + k * WIDTH + LANES);
                FloatVector b0y = FloatVector.fromArray(SPECIES, b, row + (k + 1) * WIDTH);
                FloatVector b1y = FloatVector.fromArray(SPECIES, b, row + (k + 1) * WIDTH + LANES);
                FloatVector aax = FloatVector.broadcast(SPECIES, a[from + k]);
                ca0 = aax.fma(b0x, ca0);
                ca1 = aax.fma(b1x, ca1);
                FloatVector abx = FloatVector.broadcast(SPECIES, a[from + k + SIZE]);
                cb0 = abx.fma(b0x, cb0);
                cb1 = abx.fma(b1x, cb1);
                FloatVector acx = FloatVector.broadcast(SPECIES, a[from + k + 2 * SIZE]);
                cc0 = acx.fma(b0x, cc0);
                cc1 = acx.fma(b1x, cc1);
                FloatVector adx = FloatVector.broadcast(SPECIES, a[from + k + 3 * SIZE]);
                cd0 = adx.fma(b0x, cd0);
                cd1 = adx.fma(b1x, cd1);
                FloatVector aex = FloatVector.broadcast(SPECIES, a[from + k + 4 * SIZE]);
                ce0 = aex.fma(b0x, ce0);
                ce1 = aex.fma(b1x, ce1);
                FloatVector afx = FloatVector.broadcast(SPECIES, a[from + k + 5 * SIZE]);
                cf0 = afx.fma(b0x, cf0);
                cf1 = afx.fma(b1x, cf1);
                FloatVector agx = FloatVector.broadcast(SPECIES, a[from + k + 6 * SIZE]);
                cg0 = agx.fma(b0x, cg0);
                cg1 = agx.fma(b1x, cg1);
                FloatVector ahx = FloatVector.broadcast(SPECIES, a[from + k + 7 * SIZE]);
                ch0 = ahx.fma(b0x, ch0);
                ch1 = ahx.fma(b1x, ch1);
                FloatVector aay = FloatVector.broadcast(SPECIES, a[from + k + 1]);
                ca0 = aay.fma(b0y, ca0);
                ca1 = aay.fma(b1y, ca1);
                FloatVector aby = FloatVector.broadcast(SPECIES, a[from + k + 1 + SIZE]);
                cb0 = aby.fma(b0y, cb0);
                cb1 = aby.fma(b1y, cb1);
                FloatVector acy = FloatVector.broadcast(SPECIES, a[from + k + 1 + 2 * SIZE]);
                cc0 = acy.fma(b0y, cc0);
                cc1 = acy.fma(b1y, cc1);
                FloatVector ady = FloatVector.broadcast(SPECIES, a[from + k + 1 + 3 * SIZE]);
                cd0 = ady.fma(b0y, cd0);
                cd1 = ady.fma(b1y, cd1);
                FloatVector aey = FloatVector.broadcast(SPECIES, a[from + k + 1 + 4 * SIZE]);
                ce0 = aey.fma(b0y, ce0);
                ce1 = aey.fma(b1y, ce1);
                FloatVector afy = FloatVector.broadcast(SPECIES, a[from + k + 1 + 5 * SIZE]);
                cf0 = afy.fma(b0y, cf0);
                cf1 = afy.fma(b1y, cf1);
                FloatVector agy = FloatVector.broadcast(SPECIES, a[from + k + 1 + 6 * SIZE]);
                cg0 = agy.fma(b0y, cg0);
                cg1 = agy.fma(b1y, cg1);
                FloatVector ahy = FloatVector.broadcast(SPECIES, a[from + k + 1 + 7 * SIZE]);
                ch0 = ahy.fma(b0y, ch0);
                ch1 = ahy.fma(b1y, ch1);
            }
            from += aPlane;
            row += SIZE * WIDTH;
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
    }
}
