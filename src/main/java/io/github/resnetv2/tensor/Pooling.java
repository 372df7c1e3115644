package io.github.resnetv2.tensor;

/** Pooling of feature maps: the largest or the mean value under a sliding window, or of a whole map. */
public final class Pooling {
    private Pooling() {}

    /** What stands in the border that the padding of a maximum pooling lays around the map. */
    public enum Border {
        /** Nothing that could be a maximum: PyTorch's rule. */
        NEGATIVE_INFINITY,
        /** Zeros, as where the map is padded first: Keras and BiT. */
        ZERO
    }

    /**
     * The largest value under each window; NaN wins.
     *
     * <p>With {@link Border#NEGATIVE_INFINITY} equals {@code torch.nn.functional.max_pool2d} of PyTorch 2.15, with
     * {@link Border#ZERO} zero padding followed by it without padding.
     *
     * @param x {@code [N, C, H, W]}
     * @param window kernel, stride, padding and dilation; the padding smaller than the kernel
     * @param border what the padding holds
     * @return {@code [N, C, outputHeight, outputWidth]}
     * @throws IllegalArgumentException if x is no batch of maps, or does not fit the window
     */
    public static Tensor maxPool2d(Tensor x, Window window, Border border) {
        Shape shape = x.shape();
        Shape output = outputShape(shape, window, false);
        Tensor input = x.contiguous();
        int height = shape.size(2);
        int width = shape.size(3);
        return Tensor.build(output, y -> {
            int at = 0;
            for (int p = 0; p < shape.size(0) * shape.size(1); p++) {
                int plane = input.start() + p * height * width;
                for (int i = 0; i < output.size(2); i++) {
                    for (int j = 0; j < output.size(3); j++) {
                        y[at++] = max(input.array(), plane, height, width, i, j, window, border);
                    }
                }
            }
        });
    }

    /**
     * The mean value under each window.
     *
     * <p>Equals {@code torch.nn.functional.avg_pool2d} of PyTorch 2.15 with the same switches; summed in double.
     *
     * @param x {@code [N, C, H, W]}
     * @param window kernel, stride and padding, the padding smaller than the kernel; no dilation
     * @param countBorder whether padded positions count in the divisor
     * @param ceil whether a last window may hang over the border
     * @return {@code [N, C, outputHeight, outputWidth]}
     * @throws IllegalArgumentException if x is no batch of maps, or does not fit the window, or the window is dilated
     */
    public static Tensor avgPool2d(Tensor x, Window window, boolean countBorder, boolean ceil) {
        if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
            throw new IllegalArgumentException("avgPool2d: expected no dilation, found " + window);
        }
        Shape shape = x.shape();
        Shape output = outputShape(shape, window, ceil);
        Tensor input = x.contiguous();
        int height = shape.size(2);
        int width = shape.size(3);
        return Tensor.build(output, y -> {
            int at = 0;
            for (int p = 0; p < shape.size(0) * shape.size(1); p++) {
                int plane = input.start() + p * height * width;
                for (int i = 0; i < output.size(2); i++) {
                    for (int j = 0; j < output.size(3); j++) {
                        y[at++] = mean(input.array(), plane, height, width, i, j, window, countBorder);
                    }
                }
            }
        });
    }

    /**
     * The mean of each map, summed in double: {@code torch.nn.functional.adaptive_avg_pool2d(x, 1)}.
     *
     * @param x {@code [N, C, H, W]}, none of them 0
     * @return {@code [N, C, 1, 1]}
     * @throws IllegalArgumentException if x is no batch of maps
     */
    public static Tensor globalAvgPool(Tensor x) {
        Shape shape = x.shape();
        requireMaps(shape);
        return avgPool2d(x, new Window(shape.size(2), shape.size(3), 1, 1, Window.Padding.same(0), 1, 1), false, false);
    }

    /**
     * The shape of a pooling's output.
     *
     * @param x {@code [N, C, H, W]}
     * @param window kernel, stride, padding and dilation; the padding smaller than the kernel
     * @param ceil whether a last window may hang over the border
     * @return {@code [N, C, outputHeight, outputWidth]}
     * @throws IllegalArgumentException if x is no batch of maps, or does not fit the window
     */
    public static Shape outputShape(Shape x, Window window, boolean ceil) {
        requireMaps(x);
        requireNarrowPadding(window);
        return Shape.of(
                x.size(0),
                x.size(1),
                ceil ? window.outputHeightCeil(x.size(2)) : window.outputHeight(x.size(2)),
                ceil ? window.outputWidthCeil(x.size(3)) : window.outputWidth(x.size(3)));
    }

    private static float max(float[] x, int plane, int height, int width, int i, int j, Window window, Border border) {
        int top = i * window.strideHeight() - window.padding().top();
        int left = j * window.strideWidth() - window.padding().left();
        float max = Float.NEGATIVE_INFINITY;
        for (int a = 0; a < window.kernelHeight(); a++) {
            int row = top + a * window.dilationHeight();
            for (int b = 0; b < window.kernelWidth(); b++) {
                int column = left + b * window.dilationWidth();
                if (row >= 0 && row < height && column >= 0 && column < width) {
                    max = Math.max(max, x[plane + row * width + column]);
                } else if (border == Border.ZERO) {
                    max = Math.max(max, 0f);
                }
            }
        }
        return max;
    }

    private static float mean(
            float[] x, int plane, int height, int width, int i, int j, Window window, boolean countBorder) {
        int top = i * window.strideHeight() - window.padding().top();
        int left = j * window.strideWidth() - window.padding().left();
        int bottom =
                Math.min(top + window.kernelHeight(), height + window.padding().bottom());
        int right =
                Math.min(left + window.kernelWidth(), width + window.padding().right());
        int firstRow = Math.max(0, top);
        int firstColumn = Math.max(0, left);
        int rows = Math.min(bottom, height);
        int columns = Math.min(right, width);
        double sum = 0;
        for (int row = firstRow; row < rows; row++) {
            for (int column = firstColumn; column < columns; column++) {
                sum += x[plane + row * width + column];
            }
        }
        long counted = countBorder
                ? (long) (bottom - top) * (right - left)
                : (long) (rows - firstRow) * (columns - firstColumn);
        return (float) (sum / counted);
    }

    private static void requireMaps(Shape x) {
        if (x.rank() != 4 || x.elements() == 0) {
            throw new IllegalArgumentException("pooling: expected input [N, C, H, W], none of them 0, found " + x);
        }
    }

    /** A window that lies in the border altogether has neither a largest value nor a mean. */
    private static void requireNarrowPadding(Window window) {
        Window.Padding padding = window.padding();
        long rows = (window.kernelHeight() - 1L) * window.dilationHeight();
        long columns = (window.kernelWidth() - 1L) * window.dilationWidth();
        if (Math.max(padding.top(), padding.bottom()) > rows || Math.max(padding.left(), padding.right()) > columns) {
            throw new IllegalArgumentException(
                    "pooling: expected less padding than the kernel reaches, found " + window);
        }
    }
}
