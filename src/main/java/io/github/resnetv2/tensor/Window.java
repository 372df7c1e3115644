package io.github.resnetv2.tensor;

/**
 * How a convolution or a pooling slides over a feature map: kernel, stride, padding and dilation, each for rows and columns.
 *
 * @param kernelHeight rows of the kernel, at least 1
 * @param kernelWidth columns of the kernel, at least 1
 * @param strideHeight rows from one output to the next, at least 1
 * @param strideWidth columns from one output to the next, at least 1
 * @param padding the border laid around the map
 * @param dilationHeight rows from one tap of the kernel to the next, at least 1
 * @param dilationWidth columns from one tap of the kernel to the next, at least 1
 */
public record Window(
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        Padding padding,
        int dilationHeight,
        int dilationWidth) {
    /** Rows or columns of the longest padded map: every position under a window of it is safely an {@code int}. */
    private static final long MAX_PADDED = 1 << 30;

    /**
     * Checks the ranges.
     *
     * @param kernelHeight as in the record
     * @param kernelWidth as in the record
     * @param strideHeight as in the record
     * @param strideWidth as in the record
     * @param padding as in the record
     * @param dilationHeight as in the record
     * @param dilationWidth as in the record
     * @throws IllegalArgumentException if one is left, naming it
     */
    public Window {
        requirePositive("kernel height", kernelHeight);
        requirePositive("kernel width", kernelWidth);
        requirePositive("stride height", strideHeight);
        requirePositive("stride width", strideWidth);
        requirePositive("dilation height", dilationHeight);
        requirePositive("dilation width", dilationWidth);
    }

    /**
     * Rows or columns added at the four sides.
     *
     * @param top rows above, zero or more
     * @param bottom rows below, zero or more
     * @param left columns before, zero or more
     * @param right columns after, zero or more
     */
    public record Padding(int top, int bottom, int left, int right) {
        /**
         * Checks the ranges.
         *
         * @param top as in the record
         * @param bottom as in the record
         * @param left as in the record
         * @param right as in the record
         * @throws IllegalArgumentException if a side is negative
         */
        public Padding {
            if (top < 0 || bottom < 0 || left < 0 || right < 0) {
                throw new IllegalArgumentException("padding: expected 0 or more at each side, found top " + top
                        + ", bottom " + bottom + ", left " + left + ", right " + right);
            }
        }

        /**
         * The same padding at all four sides.
         *
         * @param size zero or more
         * @return the padding
         */
        public static Padding same(int size) {
            return new Padding(size, size, size, size);
        }
    }

    /**
     * A square kernel without dilation.
     *
     * @param kernel its rows and columns
     * @param stride in both directions
     * @param padding at all four sides
     * @return the window
     */
    public static Window square(int kernel, int stride, int padding) {
        return new Window(kernel, kernel, stride, stride, Padding.same(padding), 1, 1);
    }

    /**
     * The height of the output: {@code floor((height + top + bottom - dilation (kernel - 1) - 1) / stride) + 1}.
     *
     * @param height rows of the input
     * @return at least 1
     * @throws IllegalArgumentException if the padded input is smaller than the kernel or has more than 2^30 rows
     */
    public int outputHeight(int height) {
        return outputSize("height", height, padding.top, padding.bottom, kernelHeight, strideHeight, dilationHeight, 0);
    }

    /**
     * The width of the output, as {@link #outputHeight} for rows.
     *
     * @param width columns of the input
     * @return at least 1
     * @throws IllegalArgumentException if the padded input is smaller than the kernel or has more than 2^30 columns
     */
    public int outputWidth(int width) {
        return outputSize("width", width, padding.left, padding.right, kernelWidth, strideWidth, dilationWidth, 0);
    }

    /** The height when a last window may hang over the border, as PyTorch's {@code ceil_mode}. */
    int outputHeightCeil(int height) {
        int size = outputSize(
                "height",
                height,
                padding.top,
                padding.bottom,
                kernelHeight,
                strideHeight,
                dilationHeight,
                strideHeight - 1);
        return startsInside(size, strideHeight, height + padding.top) ? size : size - 1;
    }

    /** The width when a last window may hang over the border, as PyTorch's {@code ceil_mode}. */
    int outputWidthCeil(int width) {
        int size = outputSize(
                "width", width, padding.left, padding.right, kernelWidth, strideWidth, dilationWidth, strideWidth - 1);
        return startsInside(size, strideWidth, width + padding.left) ? size : size - 1;
    }

    /** A window that would see nothing but the border behind the map does not count. */
    private static boolean startsInside(int outputs, int stride, int end) {
        return (outputs - 1L) * stride < end;
    }

    private static int outputSize(
            String what, int size, int before, int after, int kernel, int stride, int dilation, int roundUp) {
        long padded = (long) size + before + after;
        long reach = (kernel - 1L) * dilation + 1;
        if (size < 1 || padded + roundUp < reach) {
            long least = Math.max(1, reach - roundUp - before - after);
            throw new IllegalArgumentException(what + ": expected at least " + least + " for a kernel of " + kernel
                    + " with padding " + before + " and " + after + ", found " + size);
        }
        if (padded > MAX_PADDED) {
            throw new IllegalArgumentException(
                    what + ": expected at most 2^30 with padding " + before + " and " + after + ", found " + size);
        }
        return (int) ((padded - reach + roundUp) / stride + 1);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": expected 1 or more, found " + value);
        }
    }
}
