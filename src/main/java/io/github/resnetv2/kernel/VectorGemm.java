package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.PANEL;
import static io.github.resnetv2.kernel.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The matrix product on machines with thirty-two vector registers and vectors of a whole block: six or five rows by four
 * vectors of columns, 24 or 20 sums in registers while the depth is walked through once.
 *
 * <p>The rows of the left matrix lie sixteen floats apart, so that their addresses are one register plus a constant. There is
 * one loop over the depth and none inside it: the step from one block of the left matrix to the next is computed, because an
 * inner loop of sixteen costs a mispredicted branch each time and, on JDK 17, keeps the sums in memory. Measured on an Intel
 * Xeon with two 512-bit units (JDK 17 and 25 alike): 96 % of the peak at a depth of 128. The order of the terms in the
 * computation of that index matters: with {@code ao} first it is 80 % on JDK 17.
 *
 * <p>In all methods the left matrix has its element {@code (row, k)} at {@code a[ao + k / 16 * aPlane + row * 16 + k % 16]},
 * the right one its row {@code k} at {@code b[bo + k * 64]}; the sums begin with row {@code r} of {@code init} at {@code io +
 * r * iStep} (a row of zeros and a step of 0 begin anew) and end in {@code c[co + r * 64]}.
 */
final class VectorGemm {
    /** The floats of a page of memory. */
    private static final int RUN = 1024;

    private VectorGemm() {}

    /** Six rows. */
    static void six(
            int depth,
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
        FloatVector ca2 = FloatVector.fromArray(SPECIES, init, io + 2 * LANES);
        FloatVector ca3 = FloatVector.fromArray(SPECIES, init, io + 3 * LANES);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, init, io + iStep);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, init, io + iStep + LANES);
        FloatVector cb2 = FloatVector.fromArray(SPECIES, init, io + iStep + 2 * LANES);
        FloatVector cb3 = FloatVector.fromArray(SPECIES, init, io + iStep + 3 * LANES);
        FloatVector cc0 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep);
        FloatVector cc1 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep + LANES);
        FloatVector cc2 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep + 2 * LANES);
        FloatVector cc3 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep + 3 * LANES);
        FloatVector cd0 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep);
        FloatVector cd1 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep + LANES);
        FloatVector cd2 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep + 2 * LANES);
        FloatVector cd3 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep + 3 * LANES);
        FloatVector ce0 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep);
        FloatVector ce1 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep + LANES);
        FloatVector ce2 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep + 2 * LANES);
        FloatVector ce3 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep + 3 * LANES);
        FloatVector cf0 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep);
        FloatVector cf1 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep + LANES);
        FloatVector cf2 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep + 2 * LANES);
        FloatVector cf3 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep + 3 * LANES);
        int skip = aPlane - SIZE;
        for (int k = 0; k < depth; k++) {
            int at = k + (k >> 4) * skip + ao;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + 3 * LANES);
            FloatVector aa = FloatVector.broadcast(SPECIES, a[at]);
            ca0 = aa.fma(b0, ca0);
            ca1 = aa.fma(b1, ca1);
            ca2 = aa.fma(b2, ca2);
            ca3 = aa.fma(b3, ca3);
            FloatVector ab = FloatVector.broadcast(SPECIES, a[at + SIZE]);
            cb0 = ab.fma(b0, cb0);
            cb1 = ab.fma(b1, cb1);
            cb2 = ab.fma(b2, cb2);
            cb3 = ab.fma(b3, cb3);
            FloatVector ac = FloatVector.broadcast(SPECIES, a[at + 2 * SIZE]);
            cc0 = ac.fma(b0, cc0);
            cc1 = ac.fma(b1, cc1);
            cc2 = ac.fma(b2, cc2);
            cc3 = ac.fma(b3, cc3);
            FloatVector ad = FloatVector.broadcast(SPECIES, a[at + 3 * SIZE]);
            cd0 = ad.fma(b0, cd0);
            cd1 = ad.fma(b1, cd1);
            cd2 = ad.fma(b2, cd2);
            cd3 = ad.fma(b3, cd3);
            FloatVector ae = FloatVector.broadcast(SPECIES, a[at + 4 * SIZE]);
            ce0 = ae.fma(b0, ce0);
            ce1 = ae.fma(b1, ce1);
            ce2 = ae.fma(b2, ce2);
            ce3 = ae.fma(b3, ce3);
            FloatVector af = FloatVector.broadcast(SPECIES, a[at + 5 * SIZE]);
            cf0 = af.fma(b0, cf0);
            cf1 = af.fma(b1, cf1);
            cf2 = af.fma(b2, cf2);
            cf3 = af.fma(b3, cf3);
        }
        ca0.intoArray(c, co);
        ca1.intoArray(c, co + LANES);
        ca2.intoArray(c, co + 2 * LANES);
        ca3.intoArray(c, co + 3 * LANES);
        cb0.intoArray(c, co + PANEL);
        cb1.intoArray(c, co + PANEL + LANES);
        cb2.intoArray(c, co + PANEL + 2 * LANES);
        cb3.intoArray(c, co + PANEL + 3 * LANES);
        cc0.intoArray(c, co + 2 * PANEL);
        cc1.intoArray(c, co + 2 * PANEL + LANES);
        cc2.intoArray(c, co + 2 * PANEL + 2 * LANES);
        cc3.intoArray(c, co + 2 * PANEL + 3 * LANES);
        cd0.intoArray(c, co + 3 * PANEL);
        cd1.intoArray(c, co + 3 * PANEL + LANES);
        cd2.intoArray(c, co + 3 * PANEL + 2 * LANES);
        cd3.intoArray(c, co + 3 * PANEL + 3 * LANES);
        ce0.intoArray(c, co + 4 * PANEL);
        ce1.intoArray(c, co + 4 * PANEL + LANES);
        ce2.intoArray(c, co + 4 * PANEL + 2 * LANES);
        ce3.intoArray(c, co + 4 * PANEL + 3 * LANES);
        cf0.intoArray(c, co + 5 * PANEL);
        cf1.intoArray(c, co + 5 * PANEL + LANES);
        cf2.intoArray(c, co + 5 * PANEL + 2 * LANES);
        cf3.intoArray(c, co + 5 * PANEL + 3 * LANES);
    }

    /**
     * Six rows, while weights that are needed later are fetched from memory: of the right matrix, the lines of sixteen floats
     * at {@code next + k % 8 * 1024 + k / 8 * 16} are read, one for each {@code k}.
     *
     * <p>A read that goes to memory holds up everything behind it, so each would cost what it saves. What helps is that the
     * processor sees the start of eight runs of 4 KB, a page each, and fetches the rest of them on its own before it is read
     * here. Line after line of one run is hardly better than nothing.
     *
     * @return the sum of what was read, so that the reading is not left out
     */
    static float sixFetching(
            int depth,
            float[] a,
            int ao,
            int aPlane,
            float[] b,
            int bo,
            float[] init,
            int io,
            int iStep,
            float[] c,
            int co,
            int next) {
        FloatVector ca0 = FloatVector.fromArray(SPECIES, init, io);
        FloatVector ca1 = FloatVector.fromArray(SPECIES, init, io + LANES);
        FloatVector ca2 = FloatVector.fromArray(SPECIES, init, io + 2 * LANES);
        FloatVector ca3 = FloatVector.fromArray(SPECIES, init, io + 3 * LANES);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, init, io + iStep);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, init, io + iStep + LANES);
        FloatVector cb2 = FloatVector.fromArray(SPECIES, init, io + iStep + 2 * LANES);
        FloatVector cb3 = FloatVector.fromArray(SPECIES, init, io + iStep + 3 * LANES);
        FloatVector cc0 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep);
        FloatVector cc1 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep + LANES);
        FloatVector cc2 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep + 2 * LANES);
        FloatVector cc3 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep + 3 * LANES);
        FloatVector cd0 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep);
        FloatVector cd1 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep + LANES);
        FloatVector cd2 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep + 2 * LANES);
        FloatVector cd3 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep + 3 * LANES);
        FloatVector ce0 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep);
        FloatVector ce1 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep + LANES);
        FloatVector ce2 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep + 2 * LANES);
        FloatVector ce3 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep + 3 * LANES);
        FloatVector cf0 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep);
        FloatVector cf1 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep + LANES);
        FloatVector cf2 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep + 2 * LANES);
        FloatVector cf3 = FloatVector.fromArray(SPECIES, init, io + 5 * iStep + 3 * LANES);
        int skip = aPlane - SIZE;
        float read = 0;
        for (int k = 0; k < depth; k++) {
            read += b[next + (k & 7) * RUN + (k >> 3) * SIZE];
            int at = k + (k >> 4) * skip + ao;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + 3 * LANES);
            FloatVector aa = FloatVector.broadcast(SPECIES, a[at]);
            ca0 = aa.fma(b0, ca0);
            ca1 = aa.fma(b1, ca1);
            ca2 = aa.fma(b2, ca2);
            ca3 = aa.fma(b3, ca3);
            FloatVector ab = FloatVector.broadcast(SPECIES, a[at + SIZE]);
            cb0 = ab.fma(b0, cb0);
            cb1 = ab.fma(b1, cb1);
            cb2 = ab.fma(b2, cb2);
            cb3 = ab.fma(b3, cb3);
            FloatVector ac = FloatVector.broadcast(SPECIES, a[at + 2 * SIZE]);
            cc0 = ac.fma(b0, cc0);
            cc1 = ac.fma(b1, cc1);
            cc2 = ac.fma(b2, cc2);
            cc3 = ac.fma(b3, cc3);
            FloatVector ad = FloatVector.broadcast(SPECIES, a[at + 3 * SIZE]);
            cd0 = ad.fma(b0, cd0);
            cd1 = ad.fma(b1, cd1);
            cd2 = ad.fma(b2, cd2);
            cd3 = ad.fma(b3, cd3);
            FloatVector ae = FloatVector.broadcast(SPECIES, a[at + 4 * SIZE]);
            ce0 = ae.fma(b0, ce0);
            ce1 = ae.fma(b1, ce1);
            ce2 = ae.fma(b2, ce2);
            ce3 = ae.fma(b3, ce3);
            FloatVector af = FloatVector.broadcast(SPECIES, a[at + 5 * SIZE]);
            cf0 = af.fma(b0, cf0);
            cf1 = af.fma(b1, cf1);
            cf2 = af.fma(b2, cf2);
            cf3 = af.fma(b3, cf3);
        }
        ca0.intoArray(c, co);
        ca1.intoArray(c, co + LANES);
        ca2.intoArray(c, co + 2 * LANES);
        ca3.intoArray(c, co + 3 * LANES);
        cb0.intoArray(c, co + PANEL);
        cb1.intoArray(c, co + PANEL + LANES);
        cb2.intoArray(c, co + PANEL + 2 * LANES);
        cb3.intoArray(c, co + PANEL + 3 * LANES);
        cc0.intoArray(c, co + 2 * PANEL);
        cc1.intoArray(c, co + 2 * PANEL + LANES);
        cc2.intoArray(c, co + 2 * PANEL + 2 * LANES);
        cc3.intoArray(c, co + 2 * PANEL + 3 * LANES);
        cd0.intoArray(c, co + 3 * PANEL);
        cd1.intoArray(c, co + 3 * PANEL + LANES);
        cd2.intoArray(c, co + 3 * PANEL + 2 * LANES);
        cd3.intoArray(c, co + 3 * PANEL + 3 * LANES);
        ce0.intoArray(c, co + 4 * PANEL);
        ce1.intoArray(c, co + 4 * PANEL + LANES);
        ce2.intoArray(c, co + 4 * PANEL + 2 * LANES);
        ce3.intoArray(c, co + 4 * PANEL + 3 * LANES);
        cf0.intoArray(c, co + 5 * PANEL);
        cf1.intoArray(c, co + 5 * PANEL + LANES);
        cf2.intoArray(c, co + 5 * PANEL + 2 * LANES);
        cf3.intoArray(c, co + 5 * PANEL + 3 * LANES);
        return read;
    }

    /** Five rows, for what is left over: six and five make every number from twenty on. */
    static void five(
            int depth,
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
        FloatVector ca2 = FloatVector.fromArray(SPECIES, init, io + 2 * LANES);
        FloatVector ca3 = FloatVector.fromArray(SPECIES, init, io + 3 * LANES);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, init, io + iStep);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, init, io + iStep + LANES);
        FloatVector cb2 = FloatVector.fromArray(SPECIES, init, io + iStep + 2 * LANES);
        FloatVector cb3 = FloatVector.fromArray(SPECIES, init, io + iStep + 3 * LANES);
        FloatVector cc0 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep);
        FloatVector cc1 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep + LANES);
        FloatVector cc2 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep + 2 * LANES);
        FloatVector cc3 = FloatVector.fromArray(SPECIES, init, io + 2 * iStep + 3 * LANES);
        FloatVector cd0 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep);
        FloatVector cd1 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep + LANES);
        FloatVector cd2 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep + 2 * LANES);
        FloatVector cd3 = FloatVector.fromArray(SPECIES, init, io + 3 * iStep + 3 * LANES);
        FloatVector ce0 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep);
        FloatVector ce1 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep + LANES);
        FloatVector ce2 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep + 2 * LANES);
        FloatVector ce3 = FloatVector.fromArray(SPECIES, init, io + 4 * iStep + 3 * LANES);
        int skip = aPlane - SIZE;
        for (int k = 0; k < depth; k++) {
            int at = k + (k >> 4) * skip + ao;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + 3 * LANES);
            FloatVector aa = FloatVector.broadcast(SPECIES, a[at]);
            ca0 = aa.fma(b0, ca0);
            ca1 = aa.fma(b1, ca1);
            ca2 = aa.fma(b2, ca2);
            ca3 = aa.fma(b3, ca3);
            FloatVector ab = FloatVector.broadcast(SPECIES, a[at + SIZE]);
            cb0 = ab.fma(b0, cb0);
            cb1 = ab.fma(b1, cb1);
            cb2 = ab.fma(b2, cb2);
            cb3 = ab.fma(b3, cb3);
            FloatVector ac = FloatVector.broadcast(SPECIES, a[at + 2 * SIZE]);
            cc0 = ac.fma(b0, cc0);
            cc1 = ac.fma(b1, cc1);
            cc2 = ac.fma(b2, cc2);
            cc3 = ac.fma(b3, cc3);
            FloatVector ad = FloatVector.broadcast(SPECIES, a[at + 3 * SIZE]);
            cd0 = ad.fma(b0, cd0);
            cd1 = ad.fma(b1, cd1);
            cd2 = ad.fma(b2, cd2);
            cd3 = ad.fma(b3, cd3);
            FloatVector ae = FloatVector.broadcast(SPECIES, a[at + 4 * SIZE]);
            ce0 = ae.fma(b0, ce0);
            ce1 = ae.fma(b1, ce1);
            ce2 = ae.fma(b2, ce2);
            ce3 = ae.fma(b3, ce3);
        }
        ca0.intoArray(c, co);
        ca1.intoArray(c, co + LANES);
        ca2.intoArray(c, co + 2 * LANES);
        ca3.intoArray(c, co + 3 * LANES);
        cb0.intoArray(c, co + PANEL);
        cb1.intoArray(c, co + PANEL + LANES);
        cb2.intoArray(c, co + PANEL + 2 * LANES);
        cb3.intoArray(c, co + PANEL + 3 * LANES);
        cc0.intoArray(c, co + 2 * PANEL);
        cc1.intoArray(c, co + 2 * PANEL + LANES);
        cc2.intoArray(c, co + 2 * PANEL + 2 * LANES);
        cc3.intoArray(c, co + 2 * PANEL + 3 * LANES);
        cd0.intoArray(c, co + 3 * PANEL);
        cd1.intoArray(c, co + 3 * PANEL + LANES);
        cd2.intoArray(c, co + 3 * PANEL + 2 * LANES);
        cd3.intoArray(c, co + 3 * PANEL + 3 * LANES);
        ce0.intoArray(c, co + 4 * PANEL);
        ce1.intoArray(c, co + 4 * PANEL + LANES);
        ce2.intoArray(c, co + 4 * PANEL + 2 * LANES);
        ce3.intoArray(c, co + 4 * PANEL + 3 * LANES);
    }
}
