package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.ScalarScratch.BAND;
import static io.github.resnetv2.kernel.ScalarScratch.ROW;

import java.util.Arrays;

/**
 * The kernels in plain Java. They say what the vector kernels must give, bit for bit, and run where there is no Vector API:
 * written so that the compiler can vectorise them, a few times slower than with it.
 */
final class ScalarKernels implements Kernels {
    /** There is nothing to tell one from another. */
    static final ScalarKernels INSTANCE = new ScalarKernels();

    private ScalarKernels() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public Scratch newScratch() {
        return new ScalarScratch();
    }

    @Override
    public int panelWidth(int columns) {
        int padded = Blocks.count(columns) * SIZE;
        int panels = (padded + ROW - 1) / ROW;
        return Blocks.count((padded + panels - 1) / panels) * SIZE;
    }

    @Override
    public boolean rowsApart() {
        return true;
    }

    @Override
    public void multiply(
            float[] x,
            Place a,
            int rows,
            Panels panels,
            int fromPanel,
            int toPanel,
            Finish finish,
            int firstRow,
            Scratch scratch) {
        ScalarScratch memory = (ScalarScratch) scratch;
        for (int panel = fromPanel; panel < toPanel; panel++) {
            for (int row = 0; row < rows; row += BAND) {
                int count = Math.min(BAND, rows - row);
                sums(x, a.at(0, row), a.plane(), panels, panel, 0, count, memory);
                finish(memory.sums, count, panels, panel, finish, x, firstRow + row, memory);
            }
        }
    }

    /**
     * The sums of some rows with one panel of one matrix.
     *
     * @param a the array of the left matrix, in blocks
     * @param ao where its first element is
     * @param plane the distance of its blocks
     * @param panels the right matrix
     * @param panel which panel
     * @param matrix which matrix
     * @param rows how many rows, at most {@link ScalarScratch#BAND}
     * @param memory where the sums are left
     */
    private static void sums(
            float[] a, int ao, int plane, Panels panels, int panel, int matrix, int rows, ScalarScratch memory) {
        for (int row = 0; row < rows; row++) {
            Arrays.fill(memory.sums[row], 0, panels.width(), 0f);
        }
        Arrays.fill(memory.spare, 0f);
        int index = panels.index(panel, matrix, 0);
        for (int block = 0; block * SIZE < panels.depth(); block++) {
            for (int row = 0; row < rows; row += 2) {
                int a0 = ao + block * plane + row * SIZE;
                boolean pair = row + 1 < rows;
                ScalarProduct.add(
                        a,
                        a0,
                        pair ? a0 + SIZE : a0,
                        panels,
                        index + block * SIZE,
                        memory.sums[row],
                        pair ? memory.sums[row + 1] : memory.spare);
            }
        }
    }

    /** Finishes the sums of neighbouring pixels. */
    private static void finish(
            float[][] sums,
            int pixels,
            Panels panels,
            int panel,
            Finish finish,
            float[] x,
            int pixel,
            ScalarScratch memory) {
        int block = panel * (panels.width() / SIZE);
        int size = Math.min(panels.width(), (finish.blocks() - block) * SIZE);
        ScalarFinish.channels(finish, block * SIZE, size, memory);
        for (int i = 0; i < pixels; i++) {
            ScalarFinish.row(sums[i], size, SIZE, finish, x, block, pixel + i, memory);
        }
    }

    @Override
    public void gather(float[] x, Place map, int blocks, Window window, int firstRow, int rows, Place a) {
        Gather.rows(x, map, blocks, window, firstRow, rows, a, Gather::copy);
    }

    @Override
    public void stem(
            float[] x,
            int image,
            int channels,
            Window window,
            int firstRow,
            int rows,
            Panels panels,
            Finish finish,
            Scratch scratch) {
        ScalarScratch memory = (ScalarScratch) scratch;
        int gap = window.strideX() * channels;
        int run = window.kernelWidth() * channels;
        int lineStep = window.width() * channels;
        int plane = BAND * SIZE;
        float[] patches = memory.patches(panels.depth() / SIZE * plane);
        for (int row = firstRow; row < firstRow + rows; row++) {
            int line = row / window.outHeight() * window.height() + row % window.outHeight() * window.strideY();
            for (int column = 0; column < window.outWidth(); column += BAND) {
                int count = Math.min(BAND, window.outWidth() - column);
                int from = image + line * lineStep + column * gap;
                Gather.patches(x, from, window.kernelHeight(), lineStep, run, gap, count, patches, plane);
                for (int panel = 0; panel < panels.count(); panel++) {
                    sums(patches, 0, plane, panels, panel, 0, count, memory);
                    finish(memory.sums, count, panels, panel, finish, x, row * window.outWidth() + column, memory);
                }
            }
        }
    }

    @Override
    public void winogradInput(
            Tiling tiling,
            float[] x,
            Place map,
            int blocks,
            int fromBlock,
            int toBlock,
            int firstTile,
            int tiles,
            int v,
            Scratch scratch) {
        ScalarScratch memory = (ScalarScratch) scratch;
        Winograd form = tiling.form();
        int most = ROW / SIZE;
        for (int block = fromBlock; block < toBlock; block++) {
            for (int t = 0; t < tiles; t += most) {
                int count = Math.min(most, tiles - t);
                for (int i = 0; i < count; i++) {
                    spread(tiling, x, map, block, firstTile + t + i, i, memory);
                }
                int n = count * SIZE;
                if (form.outputs() == 4) {
                    ScalarWinograd4.input(n, form.a(), form.b(), memory.tile, memory.half, memory.transformed);
                } else if (form.stride() == 2) {
                    ScalarWinogradStrided.input(n, memory.tile, memory.half, memory.transformed);
                } else {
                    ScalarWinograd2.input(n, memory.tile, memory.half, memory.transformed);
                }
                for (int position = 0; position < form.positions(); position++) {
                    int to = v + position * Tiling.stride(blocks, tiles) + (block * tiles + t) * SIZE;
                    System.arraycopy(memory.transformed[position], 0, x, to, n);
                }
            }
        }
    }

    /** Copies the pixels of one tile to place {@code i} of the rows of its positions. */
    private static void spread(Tiling tiling, float[] x, Place map, int block, int tile, int i, ScalarScratch memory) {
        int edge = tiling.form().edge();
        float[] from = x;
        int at = 0;
        int row = edge * SIZE;
        if (tiling.inside(tile)) {
            at = tiling.inputAt(tile, map, block);
            row = tiling.width() * SIZE;
        } else {
            tiling.copyInput(tile, x, map, block, memory.border);
            from = memory.border;
        }
        for (int position = 0; position < edge * edge; position++) {
            int source = at + position / edge * row + position % edge * SIZE;
            System.arraycopy(from, source, memory.tile[position], i * SIZE, SIZE);
        }
    }

    @Override
    public void winogradOutput(
            Tiling tiling,
            float[] x,
            int v,
            int firstTile,
            int tiles,
            Panels panels,
            int fromPanel,
            int toPanel,
            int products,
            Finish finish,
            Scratch scratch) {
        ScalarScratch memory = (ScalarScratch) scratch;
        int blocks = panels.depth() / SIZE;
        int width = panels.width();
        for (int panel = fromPanel; panel < toPanel; panel++) {
            for (int position = 0; position < tiling.form().positions(); position++) {
                int matrix = tiling.form().matrix(position);
                int from = v + position * Tiling.stride(blocks, tiles);
                for (int t = 0; t < tiles; t += BAND) {
                    int count = Math.min(BAND, tiles - t);
                    int at = from + t * SIZE;
                    sums(x, at, tiles * SIZE, panels, panel, matrix, count, memory);
                    for (int i = 0; i < count; i++) {
                        System.arraycopy(memory.sums[i], 0, x, products + (position * tiles + t + i) * width, width);
                    }
                }
            }
            int block = panel * (width / SIZE);
            int size = Math.min(width, (finish.blocks() - block) * SIZE);
            ScalarFinish.channels(finish, block * SIZE, size, memory);
            for (int t = 0; t < tiles; t++) {
                back(tiling, x, products + t * width, tiles * width, firstTile + t, size, finish, block, memory);
            }
        }
    }

    /** Transforms the products of one tile back and finishes its pixels. */
    private static void back(
            Tiling tiling,
            float[] x,
            int products,
            int step,
            int tile,
            int size,
            Finish finish,
            int block,
            ScalarScratch memory) {
        Winograd form = tiling.form();
        for (int matrix = 0; matrix < form.positions(); matrix++) {
            System.arraycopy(x, products + matrix * step, memory.transformed[matrix], 0, size);
        }
        if (form.outputs() == 4) {
            ScalarWinograd4.output(size, form.a(), form.b(), memory.transformed, memory.half, memory.tile);
        } else if (form.stride() == 2) {
            ScalarWinogradStrided.output(size, memory.transformed, memory.half, memory.tile);
        } else {
            ScalarWinograd2.output(size, memory.transformed, memory.half, memory.tile);
        }
        for (int line = 0; line < tiling.lines(tile); line++) {
            for (int column = 0; column < tiling.columns(tile); column++) {
                int pixel = tiling.outputPixel(tile) + line * tiling.outWidth() + column;
                ScalarFinish.row(memory.tile[6 * line + column], size, SIZE, finish, x, block, pixel, memory);
            }
        }
    }

    @Override
    public int products(Tiling tiling, int tiles, Panels panels) {
        return Math.multiplyExact(tiling.form().positions(), Math.multiplyExact(tiles, panels.width()));
    }

    @Override
    public void finish(
            float[] x,
            Place map,
            int fromBlock,
            int toBlock,
            int firstPixel,
            int pixels,
            Finish finish,
            Scratch scratch) {
        ScalarScratch memory = (ScalarScratch) scratch;
        int most = ROW / SIZE;
        for (int block = fromBlock; block < toBlock; block++) {
            ScalarFinish.block(finish, block, Math.min(most, pixels), memory);
            for (int i = 0; i < pixels; i += most) {
                int size = Math.min(most, pixels - i) * SIZE;
                System.arraycopy(x, map.at(block, firstPixel + i), memory.spare, 0, size);
                ScalarFinish.row(memory.spare, size, size, finish, x, block, firstPixel + i, memory);
            }
        }
    }

    @Override
    public void maxPool(
            float[] x,
            Place in,
            Window window,
            float border,
            int fromBlock,
            int toBlock,
            int firstRow,
            int rows,
            Place out,
            Scratch scratch) {
        ((ScalarScratch) scratch).pooling.max(x, in, window, border, fromBlock, toBlock, firstRow, rows, out);
    }

    @Override
    public void averagePool(
            float[] x,
            Place in,
            Window window,
            int divisor,
            int fromBlock,
            int toBlock,
            int firstRow,
            int rows,
            Place out,
            Scratch scratch) {
        ((ScalarScratch) scratch).pooling.average(x, in, window, divisor, fromBlock, toBlock, firstRow, rows, out);
    }

    @Override
    public void sums(float[] x, int at, int pixels, float[] origin, boolean squared, double[] sums, Scratch scratch) {
        float[] run = ((ScalarScratch) scratch).border;
        for (int first = 0; first < pixels; first += RUN) {
            ScalarPooling.sum(x, at + first * SIZE, Math.min(RUN, pixels - first), origin, squared, run);
            for (int lane = 0; lane < SIZE; lane++) {
                sums[lane] += run[lane];
            }
        }
    }
}
