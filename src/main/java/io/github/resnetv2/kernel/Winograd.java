package io.github.resnetv2.kernel;

/**
 * A fast form of the 3x3 convolution: {@code Y = A^T [(G g G^T) . (B^T d B)] A} over tiles.
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
 * <p>With stride 2 the odd inputs meet the middle tap alone, and the even ones the two others: {@code y_i = e_i g_0 + o_i g_1 +
 * e_(i+1) g_2} is a convolution with stride 1 and two taps, for which {@code F(2, 2)} needs three multiplications instead of
 * four, and two multiplications beside it. {@code B^T d = (e_0 - e_1, e_1, e_1 - e_2, o_0, o_1)}, the rows of {@code G} are
 * {@code g_0, g_0 + g_2, g_2, g_1, g_1}, and {@code y_0 = m_0 + m_1 + m_3, y_1 = m_1 - m_2 + m_4}. A tile of five by five makes
 * two by two outputs: 25 multiplications instead of 36, with 16 different matrices of weights. All constants are 0 and 1.
 *
 * <p>Immutable.
 */
public final class Winograd {
    /** Four by four outputs from a tile of six by six. */
    public static final Winograd F4 = four(0.625f, 1.5f);

    /** Two by two outputs from a tile of four by four. */
    public static final Winograd F2 =
            new Winograd(2, 1, 0, 0, new double[] {1, 0, 0, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5, 0, 0, 1});

    /** Two by two outputs from a tile of five by five, with stride 2. */
    public static final Winograd STRIDED = new Winograd(2, 2, 0, 0, new double[] {1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0});

    private final int outputs;
    private final int stride;
    private final float a;
    private final float b;
    private final double[] g;

    private Winograd(int outputs, int stride, float a, float b, double[] g) {
        this.outputs = outputs;
        this.stride = stride;
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
        return new Winograd(4, 1, a, b, g);
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
     * @return 6, 5 or 4
     */
    public int edge() {
        return (outputs - 1) * stride + 3;
    }

    /**
     * The stride of the convolution.
     *
     * @return 1 or 2
     */
    public int stride() {
        return stride;
    }

    /**
     * How many numbers a transformed tile has for each channel, and so how many products.
     *
     * @return the square of the edge
     */
    public int positions() {
        return edge() * edge();
    }

    /**
     * How many different matrices of weights they are multiplied with.
     *
     * @return the positions, or fewer
     */
    public int matrices() {
        int rows = g.length / 3;
        return rows * rows;
    }

    /**
     * The matrix of weights of a position. The last two rows of {@link #STRIDED} share theirs, and so do its columns.
     *
     * @param position which number of a transformed tile, row by row
     * @return the index of its matrix
     */
    public int matrix(int position) {
        int rows = g.length / 3;
        return Math.min(rows - 1, position / edge()) * rows + Math.min(rows - 1, position % edge());
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
        int rows = g.length / 3;
        for (int i = 0; i < rows; i++) {
            double g0 = g[3 * i];
            double g1 = g[3 * i + 1];
            double g2 = g[3 * i + 2];
            double left = g0 * window[0] + g1 * window[3] + g2 * window[6];
            double middle = g0 * window[1] + g1 * window[4] + g2 * window[7];
            double right = g0 * window[2] + g1 * window[5] + g2 * window[8];
            for (int j = 0; j < rows; j++) {
                transformed[i * rows + j] = left * g[3 * j] + middle * g[3 * j + 1] + right * g[3 * j + 2];
            }
        }
    }
}
