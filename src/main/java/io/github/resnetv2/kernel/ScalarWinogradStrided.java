package io.github.resnetv2.kernel;

/** The transforms of F(2x2, 3x3) with stride 2 on rows; arguments as in {@link ScalarWinograd4}. */
final class ScalarWinogradStrided {
    private ScalarWinogradStrided() {}

    /** {@code B^T d B}: 25 rows in, 25 rows out. */
    static void input(int n, float[][] d, float[][] half, float[][] v) {
        for (int j = 0; j < 5; j++) {
            line(n, d, j, 5, half);
        }
        for (int i = 0; i < 25; i += 5) {
            line(n, half, i, 1, v);
        }
    }

    /** Multiplies five rows, {@code step} apart, with {@code B^T}: even ones first, then the odd ones as they are. */
    private static void line(int n, float[][] from, int at, int step, float[][] to) {
        float[] d2 = from[at + 2 * step];
        subtract(n, from[at], d2, to[at]);
        System.arraycopy(d2, 0, to[at + step], 0, n);
        subtract(n, d2, from[at + 4 * step], to[at + 2 * step]);
        System.arraycopy(from[at + step], 0, to[at + 3 * step], 0, n);
        System.arraycopy(from[at + 3 * step], 0, to[at + 4 * step], 0, n);
    }

    private static void subtract(int n, float[] a, float[] b, float[] to) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] - b[i];
        }
    }

    /** {@code A^T m A}: 25 rows in, 4 rows out, six rows apart in {@code y}. */
    static void output(int n, float[][] m, float[][] half, float[][] y) {
        for (int j = 0; j < 5; j++) {
            back(n, m[j], m[5 + j], m[10 + j], m[15 + j], m[20 + j], half[j], half[5 + j]);
        }
        for (int i = 0; i < 2; i++) {
            int at = 5 * i;
            back(n, half[at], half[at + 1], half[at + 2], half[at + 3], half[at + 4], y[6 * i], y[6 * i + 1]);
        }
    }

    /** Multiplies five rows with {@code A^T}. */
    private static void back(
            int n, float[] m0, float[] m1, float[] m2, float[] m3, float[] m4, float[] y0, float[] y1) {
        for (int i = 0; i < n; i++) {
            y0[i] = m0[i] + m1[i] + m3[i];
            y1[i] = m1[i] - m2[i] + m4[i];
        }
    }
}
