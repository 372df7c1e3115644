package io.github.resnetv2.kernel;

/** The transforms of F(2x2, 3x3) on rows; arguments as in {@link ScalarWinograd4}. */
final class ScalarWinograd2 {
    private ScalarWinograd2() {}

    /** {@code B^T d B}: 16 rows in, 16 rows out. */
    static void input(int n, float[][] d, float[][] half, float[][] v) {
        for (int j = 0; j < 4; j++) {
            line(n, d[j], d[4 + j], d[8 + j], d[12 + j], half[j], half[4 + j], half[8 + j], half[12 + j]);
        }
        for (int i = 0; i < 16; i += 4) {
            line(n, half[i], half[i + 1], half[i + 2], half[i + 3], v[i], v[i + 1], v[i + 2], v[i + 3]);
        }
    }

    /** Multiplies four rows with {@code B^T}. */
    private static void line(
            int n, float[] d0, float[] d1, float[] d2, float[] d3, float[] t0, float[] t1, float[] t2, float[] t3) {
        for (int i = 0; i < n; i++) {
            t0[i] = d0[i] - d2[i];
            t1[i] = d1[i] + d2[i];
            t2[i] = d2[i] - d1[i];
            t3[i] = d3[i] - d1[i];
        }
    }

    /** {@code A^T m A}: 16 rows in, 4 rows out, six rows apart in {@code y}. */
    static void output(int n, float[][] m, float[][] half, float[][] y) {
        for (int j = 0; j < 4; j++) {
            back(n, m[j], m[4 + j], m[8 + j], m[12 + j], half[j], half[4 + j]);
        }
        for (int i = 0; i < 2; i++) {
            back(n, half[4 * i], half[4 * i + 1], half[4 * i + 2], half[4 * i + 3], y[6 * i], y[6 * i + 1]);
        }
    }

    /** Multiplies four rows with {@code A^T}. */
    private static void back(int n, float[] m0, float[] m1, float[] m2, float[] m3, float[] y0, float[] y1) {
        for (int i = 0; i < n; i++) {
            y0[i] = m0[i] + m1[i] + m2[i];
            y1[i] = m1[i] - m2[i] + m3[i];
        }
    }
}
