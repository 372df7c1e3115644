package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;

/**
 * {@link Finish} for rows of sums: the channels of one pixel, or neighbouring pixels of one block. Whatever a loop needs is
 * copied into rows first, for the reason given in {@link ScalarProduct}.
 */
final class ScalarFinish {
    private ScalarFinish() {}

    /** Brings the factors of the channels from {@code channel} on into rows. */
    static void channels(Finish finish, int channel, int size, ScalarScratch scratch) {
        System.arraycopy(finish.bias(), channel, scratch.bias, 0, size);
        if (finish.second() != null) {
            System.arraycopy(finish.scale(), channel, scratch.scale, 0, size);
            System.arraycopy(finish.shift(), channel, scratch.shift, 0, size);
        }
    }

    /** Repeats the factors of one block for so many pixels. */
    static void block(Finish finish, int block, int pixels, ScalarScratch scratch) {
        for (int i = 0; i < pixels; i++) {
            System.arraycopy(finish.bias(), block * SIZE, scratch.bias, i * SIZE, SIZE);
            if (finish.second() != null) {
                System.arraycopy(finish.scale(), block * SIZE, scratch.scale, i * SIZE, SIZE);
                System.arraycopy(finish.shift(), block * SIZE, scratch.shift, i * SIZE, SIZE);
            }
        }
    }

    /**
     * Finishes a row. It consists of pieces of {@code piece} floats that lie one block apart.
     *
     * @param row the sums; their content is undefined afterwards
     * @param size the length of the row
     * @param piece 16 if the row holds the channels of one pixel, the row's length if it holds pixels of one block
     * @param finish what to do
     * @param x the array of the maps
     * @param block the first block
     * @param pixel the first pixel
     * @param scratch holds the factors
     */
    static void row(
            float[] row, int size, int piece, Finish finish, float[] x, int block, int pixel, ScalarScratch scratch) {
        Place residual = finish.residual();
        Place first = finish.first();
        Place second = finish.second();
        if (residual == null) {
            add(size, row, scratch.bias, finish.floor());
        } else {
            for (int i = 0; i < size; i += piece) {
                System.arraycopy(x, residual.at(block + i / piece, pixel), scratch.residual, i, piece);
            }
            add(size, row, scratch.bias, scratch.residual, finish.floor());
        }
        if (first != null) {
            store(row, size, piece, first, x, block, pixel);
        }
        if (second != null) {
            scale(size, row, scratch.scale, scratch.shift, finish.secondFloor(), scratch.second);
            store(scratch.second, size, piece, second, x, block, pixel);
        }
    }

    private static void store(float[] row, int size, int piece, Place to, float[] x, int block, int pixel) {
        for (int i = 0; i < size; i += piece) {
            System.arraycopy(row, i, x, to.at(block + i / piece, pixel), piece);
        }
    }

    private static void add(int n, float[] row, float[] bias, float floor) {
        for (int j = 0; j < n; j++) {
            row[j] = Math.max(row[j] + bias[j], floor);
        }
    }

    private static void add(int n, float[] row, float[] bias, float[] residual, float floor) {
        for (int j = 0; j < n; j++) {
            row[j] = Math.max(row[j] + bias[j] + residual[j], floor);
        }
    }

    private static void scale(int n, float[] row, float[] scale, float[] shift, float floor, float[] to) {
        for (int j = 0; j < n; j++) {
            to[j] = Math.max(Fma.of(row[j], scale[j], shift[j]), floor);
        }
    }
}
