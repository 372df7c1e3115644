package io.github.resnetv2.kernel;

/**
 * The transforms of F(4x4, 3x3) on rows: one row holds one position of a tile, for many channels or many tiles. First down
 * the columns, then along the rows. Small loops, for the reason given in {@link ScalarProduct}.
 */
final class ScalarWinograd4 {
    private ScalarWinograd4() {}

    /**
     * {@code B^T d B}: 36 rows in, 36 rows out.
     *
     * @param n the length of the rows
     * @param a the smaller point
     * @param b the larger point
     * @param d the tile, a row for each position
     * @param half rows of working memory
     * @param v takes the transformed tile
     */
    static void input(int n, float a, float b, float[][] d, float[][] half, float[][] v) {
        for (int j = 0; j < 6; j++) {
            line(n, a, b, d, j, 6, half, j, 6);
        }
        for (int i = 0; i < 6; i++) {
            line(n, a, b, half, 6 * i, 1, v, 6 * i, 1);
        }
    }

    /** Multiplies six rows with {@code B^T}. */
    private static void line(
            int n, float a, float b, float[][] d, int from, int step, float[][] to, int o, int toStep) {
        float[] d1 = d[from + step];
        float[] d2 = d[from + 2 * step];
        float[] d3 = d[from + 3 * step];
        float[] d4 = d[from + 4 * step];
        float product = a * a * b * b;
        float sum = -(a * a + b * b);
        end(n, product, sum, d[from], d2, d4, to[o]);
        pair(n, a, -(b * b), d1, d2, d3, d4, to[o + toStep], to[o + 2 * toStep]);
        pair(n, b, -(a * a), d1, d2, d3, d4, to[o + 3 * toStep], to[o + 4 * toStep]);
        end(n, product, sum, d1, d3, d[from + 5 * step], to[o + 5 * toStep]);
    }

    private static void end(int n, float product, float sum, float[] p, float[] q, float[] r, float[] to) {
        for (int i = 0; i < n; i++) {
            to[i] = Fma.of(sum, q[i], Fma.of(product, p[i], r[i]));
        }
    }

    private static void pair(
            int n,
            float point,
            float minusSquare,
            float[] d1,
            float[] d2,
            float[] d3,
            float[] d4,
            float[] plus,
            float[] minus) {
        for (int i = 0; i < n; i++) {
            float even = Fma.of(minusSquare, d2[i], d4[i]);
            float odd = point * Fma.of(minusSquare, d1[i], d3[i]);
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    /**
     * {@code A^T m A}: 36 rows in, 16 rows out, six rows apart in {@code y}.
     *
     * @param n the length of the rows
     * @param a the smaller point
     * @param b the larger point
     * @param m the products, a row for each position
     * @param half rows of working memory
     * @param y takes the outputs
     */
    static void output(int n, float a, float b, float[][] m, float[][] half, float[][] y) {
        for (int j = 0; j < 6; j++) {
            back(n, a, b, m, j, 6, half, j, 6);
        }
        for (int i = 0; i < 4; i++) {
            back(n, a, b, half, 6 * i, 1, y, 6 * i, 1);
        }
    }

    /** Multiplies six rows with {@code A^T}. */
    private static void back(
            int n, float a, float b, float[][] m, int from, int step, float[][] to, int o, int toStep) {
        float[] m1 = m[from + step];
        float[] m2 = m[from + 2 * step];
        float[] m3 = m[from + 3 * step];
        float[] m4 = m[from + 4 * step];
        even(n, a * a, b * b, m[from], m1, m2, m3, m4, to[o], to[o + 2 * toStep]);
        odd(n, a, b, m1, m2, m3, m4, to[o + toStep]);
        last(n, a * a * a, b * b * b, m1, m2, m3, m4, m[from + 5 * step], to[o + 3 * toStep]);
    }

    private static void even(
            int n,
            float aa,
            float bb,
            float[] m0,
            float[] m1,
            float[] m2,
            float[] m3,
            float[] m4,
            float[] sum,
            float[] squares) {
        for (int i = 0; i < n; i++) {
            float sumA = m1[i] + m2[i];
            float sumB = m3[i] + m4[i];
            sum[i] = m0[i] + sumA + sumB;
            squares[i] = Fma.of(bb, sumB, aa * sumA);
        }
    }

    private static void odd(int n, float a, float b, float[] m1, float[] m2, float[] m3, float[] m4, float[] to) {
        for (int i = 0; i < n; i++) {
            to[i] = Fma.of(b, m3[i] - m4[i], a * (m1[i] - m2[i]));
        }
    }

    private static void last(
            int n, float aaa, float bbb, float[] m1, float[] m2, float[] m3, float[] m4, float[] m5, float[] to) {
        for (int i = 0; i < n; i++) {
            to[i] = Fma.of(bbb, m3[i] - m4[i], Fma.of(aaa, m1[i] - m2[i], m5[i]));
        }
    }
}
