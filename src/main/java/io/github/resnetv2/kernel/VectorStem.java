package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.PANEL;
import static io.github.resnetv2.kernel.VectorLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The first convolution of nearly all networks: a window of seven lines by seven pixels of three channels, two pixels, so
 * six floats, from window to window. A line of a window is contiguous in an interleaved picture, and the windows' distance is
 * a constant: so this is the loop of {@link VectorGemm} with other constants, and nothing has to be copied.
 */
final class VectorStem {
    /** The only distance of neighbouring windows that this loop is made for. */
    static final int GAP = 6;

    /** The only length of a window's line that this loop is made for. */
    static final int RUN = 21;

    private VectorStem() {}

    /**
     * Six windows by four vectors of columns.
     *
     * @param depth the window's height times the length of its lines
     * @param a the picture
     * @param ao where the first window begins
     * @param lineStep the distance of the picture's lines
     * @param b the weights
     * @param bo where row 0 of the weights begins
     * @param zeros what the sums begin with: 64 zeros
     * @param c where the sums go, 64 floats a row
     * @param co the first sum
     */
    static void six(int depth, float[] a, int ao, int lineStep, float[] b, int bo, float[] zeros, float[] c, int co) {
        FloatVector ca0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector ca1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector ca2 = FloatVector.fromArray(SPECIES, zeros, 2 * LANES);
        FloatVector ca3 = FloatVector.fromArray(SPECIES, zeros, 3 * LANES);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cb2 = FloatVector.fromArray(SPECIES, zeros, 2 * LANES);
        FloatVector cb3 = FloatVector.fromArray(SPECIES, zeros, 3 * LANES);
        FloatVector cc0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cc1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cc2 = FloatVector.fromArray(SPECIES, zeros, 2 * LANES);
        FloatVector cc3 = FloatVector.fromArray(SPECIES, zeros, 3 * LANES);
        FloatVector cd0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cd1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cd2 = FloatVector.fromArray(SPECIES, zeros, 2 * LANES);
        FloatVector cd3 = FloatVector.fromArray(SPECIES, zeros, 3 * LANES);
        FloatVector ce0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector ce1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector ce2 = FloatVector.fromArray(SPECIES, zeros, 2 * LANES);
        FloatVector ce3 = FloatVector.fromArray(SPECIES, zeros, 3 * LANES);
        FloatVector cf0 = FloatVector.fromArray(SPECIES, zeros, 0);
        FloatVector cf1 = FloatVector.fromArray(SPECIES, zeros, LANES);
        FloatVector cf2 = FloatVector.fromArray(SPECIES, zeros, 2 * LANES);
        FloatVector cf3 = FloatVector.fromArray(SPECIES, zeros, 3 * LANES);
        int skip = lineStep - RUN;
        for (int k = 0; k < depth; k++) {
            int at = k + k / RUN * skip + ao;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, bo + k * PANEL + 3 * LANES);
            FloatVector aa = FloatVector.broadcast(SPECIES, a[at]);
            ca0 = aa.fma(b0, ca0);
            ca1 = aa.fma(b1, ca1);
            ca2 = aa.fma(b2, ca2);
            ca3 = aa.fma(b3, ca3);
            FloatVector ab = FloatVector.broadcast(SPECIES, a[at + GAP]);
            cb0 = ab.fma(b0, cb0);
            cb1 = ab.fma(b1, cb1);
            cb2 = ab.fma(b2, cb2);
            cb3 = ab.fma(b3, cb3);
            FloatVector ac = FloatVector.broadcast(SPECIES, a[at + 2 * GAP]);
            cc0 = ac.fma(b0, cc0);
            cc1 = ac.fma(b1, cc1);
            cc2 = ac.fma(b2, cc2);
            cc3 = ac.fma(b3, cc3);
            FloatVector ad = FloatVector.broadcast(SPECIES, a[at + 3 * GAP]);
            cd0 = ad.fma(b0, cd0);
            cd1 = ad.fma(b1, cd1);
            cd2 = ad.fma(b2, cd2);
            cd3 = ad.fma(b3, cd3);
            FloatVector ae = FloatVector.broadcast(SPECIES, a[at + 4 * GAP]);
            ce0 = ae.fma(b0, ce0);
            ce1 = ae.fma(b1, ce1);
            ce2 = ae.fma(b2, ce2);
            ce3 = ae.fma(b3, ce3);
            FloatVector af = FloatVector.broadcast(SPECIES, a[at + 5 * GAP]);
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
}
