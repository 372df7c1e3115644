package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;

import java.util.Arrays;

/** Copies that bring what a window sees into rows of a matrix. */
final class Gather {
    private Gather() {}

    /** Copies pixels of sixteen floats that lie {@code step} floats apart to where they follow each other. */
    interface Pixels {
        void copy(float[] x, int from, int step, int to, int pixels);
    }

    /** {@link Pixels} where there is nothing better. */
    static void copy(float[] x, int from, int step, int to, int pixels) {
        for (int i = 0; i < pixels; i++) {
            System.arraycopy(x, from + i * step, x, to + i * SIZE, SIZE);
        }
    }

    /** {@link Kernels#gather}. */
    static void rows(float[] x, Place map, int blocks, Window window, int firstRow, int rows, Place a, Pixels pixels) {
        int width = window.outWidth();
        int row = 0;
        while (row < rows) {
            int line = (firstRow + row) / width;
            int column = (firstRow + row) % width;
            int count = Math.min(rows - row, width - column);
            int image = line / window.outHeight();
            int y = line % window.outHeight();
            for (int ky = 0; ky < window.kernelHeight(); ky++) {
                int fromY = y * window.strideY() - window.padTop() + ky * window.dilationY();
                boolean inside = fromY >= 0 && fromY < window.height();
                int from = (image * window.height() + fromY) * window.width();
                for (int kx = 0; kx < window.kernelWidth(); kx++) {
                    int tap = ky * window.kernelWidth() + kx;
                    for (int block = 0; block < blocks; block++) {
                        int to = a.at(tap * blocks + block, row);
                        if (inside) {
                            line(x, map.at(block, from), window, kx, column, count, to, pixels);
                        } else {
                            Arrays.fill(x, to, to + count * SIZE, 0f);
                        }
                    }
                }
            }
            row += count;
        }
    }

    /** One tap of {@code count} output pixels from {@code column} on, all in one line of the image. */
    private static void line(float[] x, int from, Window window, int kx, int column, int count, int to, Pixels pixels) {
        int first = Math.min(count, Math.max(0, window.firstColumn(kx) - column));
        int end = Math.max(first, Math.min(count, window.endColumn(kx) - column));
        Arrays.fill(x, to, to + first * SIZE, 0f);
        int source = from + ((column + first) * window.strideX() - window.padLeft() + kx * window.dilationX()) * SIZE;
        if (window.strideX() > 1) {
            pixels.copy(x, source, window.strideX() * SIZE, to + first * SIZE, end - first);
        } else if (first < end) {
            System.arraycopy(x, source, x, to + first * SIZE, (end - first) * SIZE);
        }
        Arrays.fill(x, to + end * SIZE, to + count * SIZE, 0f);
    }

    /**
     * The windows of neighbouring pixels of one output line over an interleaved image, as rows of a matrix in blocks.
     *
     * @param x the array of the image
     * @param from where the first pixel's window begins
     * @param lines the window's height
     * @param lineStep the distance of the image's lines
     * @param run the window's width times the channels
     * @param gap the distance from one pixel's window to the next
     * @param pixels how many pixels
     * @param a the rows; what pads the depth to whole blocks becomes zero
     * @param plane the distance of the blocks
     */
    static void patches(
            float[] x, int from, int lines, int lineStep, int run, int gap, int pixels, float[] a, int plane) {
        int depth = lines * run;
        for (int i = 0; i < pixels; i++) {
            int k = 0;
            for (int line = 0; line < lines; line++) {
                int source = from + i * gap + line * lineStep;
                for (int end = k + run; k < end; k++, source++) {
                    a[k / SIZE * plane + i * SIZE + k % SIZE] = x[source];
                }
            }
            for (k = depth; k % SIZE != 0; k++) {
                a[k / SIZE * plane + i * SIZE + k % SIZE] = 0f;
            }
        }
    }
}
