package io.github.resnetv2.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional convolution by im2col: the patches under the kernel become the rows of a matrix, which the weights
 * multiply.
 *
 * <p>Equals {@code torch.nn.functional.conv2d} of PyTorch 2.15 (a cross-correlation; borders are zero) up to rounding:
 * each output is one sum, in single precision, over input channel, kernel row and kernel column in ascending order.
 */
public final class Convolution {
    /** Output positions computed together: a row of the patch matrix stays in the first-level cache. */
    private static final int COLUMNS = 256;

    /** Rows of the patch matrix that are used while they are in the second-level cache. */
    private static final int ROWS = 256;

    private Convolution() {}

    /**
     * Convolves a batch of feature maps.
     *
     * <pre>{@code
     * y[n, o, i, j] = bias[o] + sum over c, a, b of weight[o, c, a, b] *
     *     x[n, g C/groups + c, i strideHeight + a dilationHeight - top, j strideWidth + b dilationWidth - left]
     * }</pre>
     *
     * where {@code g = floor(o groups / O)} is the group of output channel {@code o}.
     *
     * @param x {@code [N, C, H, W]}
     * @param weight {@code [O, C / groups, kernelHeight, kernelWidth]}
     * @param bias {@code [O]}, or null for none
     * @param window kernel, stride, padding and dilation
     * @param groups how many independent parts the channels form; divides C and O
     * @return {@code [N, O, outputHeight, outputWidth]}
     * @throws IllegalArgumentException if the shapes do not fit together
     */
    public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias, Window window, int groups) {
        requireFit(weight.shape(), bias == null ? null : bias.shape(), window, groups);
        Shape output = outputShape(x.shape(), weight.shape(), window, groups);
        Tensor input = x.contiguous();
        Tensor kernel = weight.contiguous();
        float @Nullable [] offsets = bias == null ? null : bias.toArray();
        return Tensor.build(output, y -> {
            Patches patches = new Patches(input, window, weight.shape().size(1), output);
            int positions = output.size(2) * output.size(3);
            for (int n = 0; n < output.size(0); n++) {
                for (int g = 0; g < groups; g++) {
                    for (int from = 0; from < positions; from += COLUMNS) {
                        int columns = Math.min(COLUMNS, positions - from);
                        multiply(patches, n, g, groups, from, columns, kernel, offsets, y);
                    }
                }
            }
        });
    }

    /**
     * Checks that a convolution's tensors, window and groups fit together, whatever its input will be.
     *
     * @param weight {@code [O, C / groups, kernelHeight, kernelWidth]}, none of them 0
     * @param bias {@code [O]}, or null for none
     * @param window kernel, stride, padding and dilation
     * @param groups how many independent parts the channels form
     * @throws IllegalArgumentException if they do not
     */
    public static void requireFit(Shape weight, @Nullable Shape bias, Window window, int groups) {
        if (weight.rank() != 4
                || weight.elements() == 0
                || weight.size(2) != window.kernelHeight()
                || weight.size(3) != window.kernelWidth()
                || groups < 1
                || weight.size(0) % groups != 0) {
            throw new IllegalArgumentException("conv2d weight: expected [O, C / " + groups + ", "
                    + window.kernelHeight() + ", " + window.kernelWidth() + "] with O divisible by " + groups
                    + ", found " + weight);
        }
        if (bias != null && !bias.equals(Shape.of(weight.size(0)))) {
            throw new IllegalArgumentException("conv2d bias: expected [" + weight.size(0) + "], found " + bias);
        }
    }

    /**
     * The shape of a convolution's output.
     *
     * @param x {@code [N, C, H, W]}
     * @param weight {@code [O, C / groups, kernelHeight, kernelWidth]}
     * @param window kernel, stride, padding and dilation
     * @param groups how many independent parts the channels form
     * @return {@code [N, O, outputHeight, outputWidth]}
     * @throws IllegalArgumentException if the shapes do not fit together
     */
    public static Shape outputShape(Shape x, Shape weight, Window window, int groups) {
        requireFit(weight, null, window, groups);
        long channels = (long) weight.size(1) * groups;
        if (x.rank() != 4 || x.size(0) < 1 || x.size(1) != channels) {
            throw new IllegalArgumentException(
                    "conv2d: expected input [N, " + channels + ", H, W] with N at least 1, found " + x);
        }
        return Shape.of(x.size(0), weight.size(0), window.outputHeight(x.size(2)), window.outputWidth(x.size(3)));
    }

    /** All output channels of one group at the output positions {@code [from, from + columns)} of image n. */
    private static void multiply(
            Patches patches,
            int n,
            int group,
            int groups,
            int from,
            int columns,
            Tensor kernel,
            float @Nullable [] bias,
            float[] y) {
        int outputs = kernel.shape().size(0) / groups;
        int first = group * outputs;
        int positions = patches.positions;
        float[][] sums = new float[outputs][columns];
        for (int row = 0; row < patches.rows; row += ROWS) {
            int rows = Math.min(ROWS, patches.rows - row);
            float[][] matrix = patches.gather(n, group, row, rows, from, columns);
            for (int o = 0; o < outputs; o++) {
                int weights = kernel.start() + (first + o) * patches.rows + row;
                accumulate(sums[o], kernel.array(), weights, matrix, rows);
            }
        }
        for (int o = 0; o < outputs; o++) {
            int target = (n * outputs * groups + first + o) * positions + from;
            if (bias == null) {
                System.arraycopy(sums[o], 0, y, target, columns);
            } else {
                for (int j = 0; j < columns; j++) {
                    y[target + j] = sums[o][j] + bias[first + o];
                }
            }
        }
    }

    /** {@code sums += w[at .. at + rows) * matrix}, rows ascending, four at a time to load and store sums less often. */
    static void accumulate(float[] sums, float[] w, int at, float[][] matrix, int rows) {
        int r = 0;
        for (; r + 4 <= rows; r += 4) {
            addFour(
                    sums,
                    w[at + r],
                    matrix[r],
                    w[at + r + 1],
                    matrix[r + 1],
                    w[at + r + 2],
                    matrix[r + 2],
                    w[at + r + 3],
                    matrix[r + 3]);
        }
        for (; r < rows; r++) {
            addOne(sums, w[at + r], matrix[r]);
        }
    }

    /** Separate arrays indexed by the bare loop variable: the one form that the compiler turns into vector code. */
    private static void addFour(
            float[] sums, float w0, float[] x0, float w1, float[] x1, float w2, float[] x2, float w3, float[] x3) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] = sums[j] + w0 * x0[j] + w1 * x1[j] + w2 * x2[j] + w3 * x3[j];
        }
    }

    private static void addOne(float[] sums, float w, float[] x) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += w * x[j];
        }
    }

    /** The patch matrix of one input: a row for each (channel, kernel row, kernel column), a column for each output. */
    private static final class Patches {
        private final float[] x;
        private final int start;
        private final int channels;
        private final int height;
        private final int width;
        private final Window window;
        private final int groupChannels;
        private final int outputWidth;
        private final int positions;
        private final int rows;
        private final float[][] matrix;

        Patches(Tensor input, Window window, int groupChannels, Shape output) {
            this.x = input.array();
            this.start = input.start();
            this.channels = input.shape().size(1);
            this.height = input.shape().size(2);
            this.width = input.shape().size(3);
            this.window = window;
            this.groupChannels = groupChannels;
            this.outputWidth = output.size(3);
            this.positions = output.size(2) * output.size(3);
            this.rows = groupChannels * window.kernelHeight() * window.kernelWidth();
            this.matrix = new float[Math.min(ROWS, rows)][Math.min(COLUMNS, positions)];
        }

        float[][] gather(int n, int group, int firstRow, int count, int from, int columns) {
            int kernelWidth = window.kernelWidth();
            int taps = window.kernelHeight() * kernelWidth;
            for (int r = 0; r < count; r++) {
                int row = firstRow + r;
                int channel = group * groupChannels + row / taps;
                int down = row % taps / kernelWidth * window.dilationHeight()
                        - window.padding().top();
                int right = row % kernelWidth * window.dilationWidth()
                        - window.padding().left();
                gatherRow(matrix[r], start + (n * channels + channel) * height * width, down, right, from, columns);
            }
            return matrix;
        }

        private void gatherRow(float[] target, int plane, int down, int right, int from, int columns) {
            int stride = window.strideWidth();
            int i = from / outputWidth;
            int j = from % outputWidth;
            for (int at = 0; at < columns; i++, j = 0) {
                int end = at + Math.min(outputWidth - j, columns - at);
                int line = i * window.strideHeight() + down;
                if (line < 0 || line >= height) {
                    Arrays.fill(target, at, end, 0f);
                    at = end;
                    continue;
                }
                int base = plane + line * width;
                int column = j * stride + right;
                for (; at < end; at++, column += stride) {
                    target[at] = column >= 0 && column < width ? x[base + column] : 0f;
                }
            }
        }
    }
}
