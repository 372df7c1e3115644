package io.github.resnetv2.kernel;

/**
 * The matrix product without the Vector API, in the one form that the compiler vectorises by itself on JDK 17 and 25 alike:
 * a loop over rows that are arrays of their own, indexed by the loop variable alone, with eight multiplications in its body.
 * (Two different offsets into one array might overlap as far as the compiler knows, and on JDK 17 a larger body is left
 * alone.)
 */
final class ScalarProduct {
    private ScalarProduct() {}

    /**
     * Adds the products of two rows with one block of the depth to their sums.
     *
     * @param a the array of the left matrix
     * @param a0 where the first row's block begins
     * @param a1 where the second row's block begins
     * @param panels the right matrix
     * @param index the {@linkplain Panels#index index} of its first row in the block
     * @param c0 the first row's sums
     * @param c1 the second row's sums
     */
    static void add(float[] a, int a0, int a1, Panels panels, int index, float[] c0, float[] c1) {
        int n = panels.width();
        for (int k = 0; k < Blocks.SIZE; k += 4) {
            four(
                    n,
                    a[a0 + k],
                    a[a0 + k + 1],
                    a[a0 + k + 2],
                    a[a0 + k + 3],
                    a[a1 + k],
                    a[a1 + k + 1],
                    a[a1 + k + 2],
                    a[a1 + k + 3],
                    panels.array(index + k),
                    panels.array(index + k + 1),
                    panels.array(index + k + 2),
                    panels.array(index + k + 3),
                    c0,
                    c1);
        }
    }

    private static void four(
            int n,
            float p0,
            float p1,
            float p2,
            float p3,
            float q0,
            float q1,
            float q2,
            float q3,
            float[] b0,
            float[] b1,
            float[] b2,
            float[] b3,
            float[] p,
            float[] q) {
        for (int j = 0; j < n; j++) {
            p[j] = Fma.of(p3, b3[j], Fma.of(p2, b2[j], Fma.of(p1, b1[j], Fma.of(p0, b0[j], p[j]))));
            q[j] = Fma.of(q3, b3[j], Fma.of(q2, b2[j], Fma.of(q1, b1[j], Fma.of(q0, b0[j], q[j]))));
        }
    }
}
