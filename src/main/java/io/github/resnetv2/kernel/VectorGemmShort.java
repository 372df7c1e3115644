package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.PANEL;
import static io.github.resnetv2.kernel.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The matrix product on machines with sixteen vector registers, or with vectors shorter than a block: six rows by two
 * vectors of columns. Arguments are those of {@link VectorGemm}.
 */
final class VectorGemmShort {
    private VectorGemmShort() {}

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
        int skip = aPlane - SIZE;
        for (int k = 0; k < depth; k++) {
            int at = k + (k >> 4) * skip + ao;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + LANES);
            FloatVector aa = FloatVector.broadcast(SPECIES, a[at]);
            ca0 = aa.fma(b0, ca0);
            ca1 = aa.fma(b1, ca1);
            FloatVector ab = FloatVector.broadcast(SPECIES, a[at + SIZE]);
            cb0 = ab.fma(b0, cb0);
            cb1 = ab.fma(b1, cb1);
            FloatVector ac = FloatVector.broadcast(SPECIES, a[at + 2 * SIZE]);
            cc0 = ac.fma(b0, cc0);
            cc1 = ac.fma(b1, cc1);
            FloatVector ad = FloatVector.broadcast(SPECIES, a[at + 3 * SIZE]);
            cd0 = ad.fma(b0, cd0);
            cd1 = ad.fma(b1, cd1);
            FloatVector ae = FloatVector.broadcast(SPECIES, a[at + 4 * SIZE]);
            ce0 = ae.fma(b0, ce0);
            ce1 = ae.fma(b1, ce1);
            FloatVector af = FloatVector.broadcast(SPECIES, a[at + 5 * SIZE]);
            cf0 = af.fma(b0, cf0);
            cf1 = af.fma(b1, cf1);
        }
        ca0.intoArray(c, co);
        ca1.intoArray(c, co + LANES);
        cb0.intoArray(c, co + PANEL);
        cb1.intoArray(c, co + PANEL + LANES);
        cc0.intoArray(c, co + 2 * PANEL);
        cc1.intoArray(c, co + 2 * PANEL + LANES);
        cd0.intoArray(c, co + 3 * PANEL);
        cd1.intoArray(c, co + 3 * PANEL + LANES);
        ce0.intoArray(c, co + 4 * PANEL);
        ce1.intoArray(c, co + 4 * PANEL + LANES);
        cf0.intoArray(c, co + 5 * PANEL);
        cf1.intoArray(c, co + 5 * PANEL + LANES);
    }
}
