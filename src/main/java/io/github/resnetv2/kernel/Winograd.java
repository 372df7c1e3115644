package io.github.resnetv2.kernel;

/**
 * A fast form of the 3x3 convolution with stride 1: {@code Y = A^T [(G g G^T) . (B^T d B)] A} over tiles.
 *
 * <p>{@code F(m x m, 3 x 3)} makes {@code m * m} outputs from a tile of edge {@code m + 2} with that many multiplications
 * squared instead of {@code 9 m m}: 4 times fewer at {@code m = 4}, 2.25 times at {@code m = 2} (Lavin and Gray, "Fast
 * Algorithms for Convolutional Neural Networks", arXiv 1509.09308). The matrices follow from interpolation points
 * (Toom-Cook). For {@code m = 4} they are {@code 0, +-a, +-b, infinity}; {@code a = 5/8, b = 3/2} (the points of oneDNN's
 * former fp32 kernels) give half the rounding error of the usual 1 and 2, and all constants are exact in binary. For
 * {@code m = 2} they are {@code 0, +-1, infinity}.
 *
 * <p>With {@code p(x) = x (x^2 - a^2) (x^2 - b^2)}, row {@code i} of {@code B^T} holds the coefficients of {@code p(x) / (x
 * - x_i)}, the last row those of {@code p}; row {@code i} of {@code G} is {@code (1, x_i, x_i^2) / p'(x_i)}, the last {@code
 * (0, 0, 1)}; column {@code i} of {@code A^T} is {@code (1, x_i, x_i^2, x_i^3)}, the last {@code (0, 0, 0, 1)}.
 *
 * <p>Immutable.
 */
public final class Winograd {
    /** Four by four outputs from a tile of six by six. */
    public static final Winograd F4 = four(0.625f, 1.5f);

    /** Two by two outputs from a tile of four by four. */
    public static final Winograd F2 =
            new Winograd(2, 0, 0, new double[] {1, 0, 0, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5, 0, 0, 1});

    private final int outputs;
    private final float a;
    private final float b;
    private final double[] g;

    private Winograd(int outputs, float a, float b, double[] g) {
        this.outputs = outputs;
        this.a = a;
        this.b = b;
        this.g = g;
    }

    /** F(4, 3) with other points; with 1 and 2 everything is exact for integers and weights that are multiples of 576. */
    static Winograd four(float a, float b) {
        double[] points = {0, a, -a, b, -b};
        double[] g = new double[18];
        for (int i = 0; i < 5; i++) {
            double denominator = 1;
            for (int j = 0; j < 5; j++) {
                if (j != i) {
                    denominator *= points[i] - points[j];
                }
            }
            g[3 * i] = 1 / denominator;
            g[3 * i + 1] = points[i] / denominator;
            g[3 * i + 2] = points[i] * points[i] / denominator;
        }
        g[17] = 1;
        return new Winograd(4, a, b, g);
    }

    /**
     * The edge of a tile's outputs.
     *
     * @return 4 or 2
     */
    public int outputs() {
        return outputs;
    }

    /**
     * The edge of a tile's inputs, and of its transform.
     *
     * @return 6 or 4
     */
    public int edge() {
        return outputs + 2;
    }

    /**
     * The smaller of the two interpolation points of F(4, 3).
     *
     * @return {@code a}
     */
    public float a() {
        return a;
    }

    /**
     * The larger of the two interpolation points of F(4, 3).
     *
     * @return {@code b}
     */
    public float b() {
        return b;
    }

    /** {@code G g G^T} in double precision; it is rounded once, when it is packed. */
    void transformWeights(double[] window, double[] transformed) {
        int edge = edge();
        for (int i = 0; i < edge; i++) {
            double g0 = g[3 * i];
            double g1 = g[3 * i + 1];
            double g2 = g[3 * i + 2];
            double left = g0 * window[0] + g1 * window[3] + g2 * window[6];
            double middle = g0 * window[1] + g1 * window[4] + g2 * window[7];
            double right = g0 * window[2] + g1 * window[5] + g2 * window[8];
            for (int j = 0; j < edge; j++) {
                transformed[i * edge + j] = left * g[3 * j] + middle * g[3 * j + 1] + right * g[3 * j + 2];
            }
        }
    }
}
