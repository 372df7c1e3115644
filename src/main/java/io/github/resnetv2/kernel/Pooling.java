package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;

import java.util.Arrays;

/**
 * Pooling line by line: first the lines of the input that an output line sees are joined into one, then its columns.
 *
 * <p>A line is worked through in stretches of output pixels whose input fits the line buffer. Loops over arrays come from
 * the kernels.
 */
final class Pooling {
    /** Columns of input that the line buffer holds; a window must not span more. */
    static final int COLUMNS = 256;

    /** What one takes from the heap. */
    static final long BYTES = (long) COLUMNS * SIZE * Float.BYTES;

    /** The loops; {@code size} counts floats, {@code step} is the distance of the source's pixels. */
    interface Loops {
        void max(float[] to, float[] from, int f, int size);

        void maxEvery(float[] to, int o, float[] from, int f, int step, int pixels);

        void add(float[] to, float[] from, int f, int size);

        void addEvery(float[] to, int o, float[] from, int f, int step, int pixels);

        void divide(float[] x, int o, int size, float divisor);
    }

    private final Loops loops;
    private final float[] line = new float[COLUMNS * SIZE];

    Pooling(Loops loops) {
        this.loops = loops;
    }

    /** {@link Kernels#maxPool}. */
    void max(
            float[] x,
            Place in,
            Window window,
            float border,
            int fromBlock,
            int toBlock,
            int firstRow,
            int rows,
            Place out) {
        for (int block = fromBlock; block < toBlock; block++) {
            for (int row = firstRow; row < firstRow + rows; row++) {
                max(x, in, window, border, block, row, out);
            }
        }
    }

    private void max(float[] x, Place in, Window window, float border, int block, int row, Place out) {
        boolean cut = top(window, row) > 0 || bottom(window, row) < window.kernelHeight();
        float least = cut ? border : Float.NEGATIVE_INFINITY;
        for (int from = 0; from < window.outWidth(); from += stretch(window)) {
            int end = Math.min(window.outWidth(), from + stretch(window));
            int left = left(window, from);
            int size = (right(window, end) - left) * SIZE;
            Arrays.fill(line, 0, size, least);
            for (int ky = top(window, row); ky < bottom(window, row); ky++) {
                loops.max(line, x, in.at(block, inputLine(window, row, ky) + left), size);
            }
            int to = out.at(block, row * window.outWidth());
            Arrays.fill(x, to + from * SIZE, to + end * SIZE, Float.NEGATIVE_INFINITY);
            for (int kx = 0; kx < window.kernelWidth(); kx++) {
                int first = Math.min(end, Math.max(from, window.firstColumn(kx)));
                int last = Math.max(first, Math.min(end, window.endColumn(kx)));
                Arrays.fill(x, to + from * SIZE, to + first * SIZE, border);
                Arrays.fill(x, to + last * SIZE, to + end * SIZE, border);
            }
            for (int kx = 0; kx < window.kernelWidth(); kx++) {
                int first = Math.min(end, Math.max(from, window.firstColumn(kx)));
                int last = Math.max(first, Math.min(end, window.endColumn(kx)));
                int column = first * window.strideX() - window.padLeft() + kx * window.dilationX() - left;
                loops.maxEvery(x, to + first * SIZE, line, column * SIZE, window.strideX() * SIZE, last - first);
            }
        }
    }

    /** {@link Kernels#averagePool}. */
    void average(
            float[] x,
            Place in,
            Window window,
            int divisor,
            int fromBlock,
            int toBlock,
            int firstRow,
            int rows,
            Place out) {
        for (int block = fromBlock; block < toBlock; block++) {
            for (int row = firstRow; row < firstRow + rows; row++) {
                average(x, in, window, divisor, block, row, out);
            }
        }
    }

    private void average(float[] x, Place in, Window window, int divisor, int block, int row, Place out) {
        int lines = bottom(window, row) - top(window, row);
        for (int from = 0; from < window.outWidth(); from += stretch(window)) {
            int end = Math.min(window.outWidth(), from + stretch(window));
            int left = left(window, from);
            int size = (right(window, end) - left) * SIZE;
            Arrays.fill(line, 0, size, 0f);
            for (int ky = top(window, row); ky < bottom(window, row); ky++) {
                loops.add(line, x, in.at(block, inputLine(window, row, ky) + left), size);
            }
            int to = out.at(block, row * window.outWidth());
            Arrays.fill(x, to + from * SIZE, to + end * SIZE, 0f);
            for (int kx = 0; kx < window.kernelWidth(); kx++) {
                int first = Math.min(end, Math.max(from, window.firstColumn(kx)));
                int last = Math.max(first, Math.min(end, window.endColumn(kx)));
                int column = first * window.strideX() - window.padLeft() + kx * window.dilationX() - left;
                loops.addEvery(x, to + first * SIZE, line, column * SIZE, window.strideX() * SIZE, last - first);
            }
            divide(x, window, to, from, end, divisor, lines);
        }
    }

    /** Divides runs of pixels with the same count. */
    private void divide(float[] x, Window window, int to, int from, int end, int divisor, int lines) {
        int first = from;
        while (first < end) {
            int count = columns(window, first);
            int last = first + 1;
            while (last < end && (divisor > 0 || columns(window, last) == count)) {
                last++;
            }
            loops.divide(x, to + first * SIZE, (last - first) * SIZE, divisor > 0 ? divisor : lines * count);
            first = last;
        }
    }

    /** How many columns of the window at an output column lie inside the image. */
    private static int columns(Window window, int column) {
        int count = 0;
        for (int kx = 0; kx < window.kernelWidth(); kx++) {
            if (column >= window.firstColumn(kx) && column < window.endColumn(kx)) {
                count++;
            }
        }
        return count;
    }

    /** How many output pixels of a line can be made from one filling of the buffer. */
    private static int stretch(Window window) {
        return (COLUMNS - 1 - (window.kernelWidth() - 1) * window.dilationX()) / window.strideX() + 1;
    }

    /** The first input column that the output columns from {@code from} on see. */
    private static int left(Window window, int from) {
        return Math.max(0, from * window.strideX() - window.padLeft());
    }

    /** The input column behind the last that the output columns before {@code end} see. */
    private static int right(Window window, int end) {
        int reach = (window.kernelWidth() - 1) * window.dilationX();
        return Math.min(window.width(), (end - 1) * window.strideX() - window.padLeft() + reach + 1);
    }

    /** The first line of the window that lies inside the image. */
    private static int top(Window window, int row) {
        int ky = 0;
        while (ky < window.kernelHeight() && y(window, row, ky) < 0) {
            ky++;
        }
        return ky;
    }

    /** The line of the window behind the last that lies inside the image. */
    private static int bottom(Window window, int row) {
        int ky = window.kernelHeight();
        while (ky > 0 && y(window, row, ky - 1) >= window.height()) {
            ky--;
        }
        return ky;
    }

    private static int y(Window window, int row, int ky) {
        return row % window.outHeight() * window.strideY() - window.padTop() + ky * window.dilationY();
    }

    /** The pixel at which the input line of one tap begins. */
    private static int inputLine(Window window, int row, int ky) {
        return (row / window.outHeight() * window.height() + y(window, row, ky)) * window.width();
    }
}
