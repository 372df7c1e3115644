package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.PANEL;

import jdk.incubator.vector.FloatVector;

/** The kernels with the Vector API ({@code jdk.incubator.vector}); to be loaded only where that module is. */
final class VectorKernels implements Kernels {
    /** Where the rows of {@link VectorScratch#patches} lie; made once, as a stem's line may not allocate. */
    private static final Place PATCH_ROWS = Place.of(0, VectorScratch.PATCHES + VectorProduct.EXCESS);

    private VectorKernels() {}

    /**
     * The kernels of a width. There can be only one in a class loader: the width is a constant of the compiled code.
     *
     * @throws IllegalStateException if there are kernels of another width already
     */
    static Kernels of(int bits) {
        if (VectorWidth.bits == 0) {
            VectorWidth.bits = bits;
        }
        if (LANES * Float.SIZE != bits) {
            throw new IllegalStateException(
                    "vector kernels: expected the width in use, " + LANES * Float.SIZE + " bits, found " + bits);
        }
        return new VectorKernels();
    }

    /** The width of the widest vectors that the compiler uses here, in bits. */
    static int widest() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }

    @Override
    public String name() {
        return "vector" + LANES * Float.SIZE;
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public Scratch newScratch() {
        return new VectorScratch();
    }

    @Override
    public int panelWidth(int columns) {
        return PANEL;
    }

    @Override
    public boolean rowsApart() {
        return false;
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
        VectorProduct.multiply(x, a, rows, panels, fromPanel, toPanel, finish, x, firstRow, (VectorScratch) scratch);
    }

    @Override
    public void gather(float[] x, Place map, int blocks, Window window, int firstRow, int rows, Place a) {
        Gather.rows(x, map, blocks, window, firstRow, rows, a, VectorPooling::copy);
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
        int gap = window.strideX() * channels;
        for (int row = firstRow; row < firstRow + rows; row++) {
            int line = row / window.outHeight() * window.height() + row % window.outHeight() * window.strideY();
            int from = image + line * window.width() * channels;
            if (LANES == SIZE && gap == VectorStem.GAP && window.kernelWidth() * channels == VectorStem.RUN) {
                stemLine(x, from, channels, window, row, panels, finish, (VectorScratch) scratch);
            } else {
                patchLine(x, from, channels, window, row, panels, finish, (VectorScratch) scratch);
            }
        }
    }

    private static void stemLine(
            float[] x,
            int from,
            int channels,
            Window window,
            int row,
            Panels panels,
            Finish finish,
            VectorScratch scratch) {
        for (int panel = 0; panel < panels.count(); panel++) {
            int index = panels.index(panel, 0, 0);
            for (int column = 0; column < window.outWidth(); column += 6) {
                VectorStem.six(
                        window.kernelHeight() * VectorStem.RUN,
                        x,
                        from + column * VectorStem.GAP,
                        window.width() * channels,
                        panels.array(index),
                        panels.start(index),
                        VectorProduct.ZEROS,
                        scratch.sums,
                        Blocks.ALIGNMENT);
                int pixels = Math.min(6, window.outWidth() - column);
                int pixel = row * window.outWidth() + column;
                finishPanel(scratch.sums, Blocks.ALIGNMENT, pixels, panel, finish, x, pixel);
            }
        }
    }

    private static void patchLine(
            float[] x,
            int from,
            int channels,
            Window window,
            int row,
            Panels panels,
            Finish finish,
            VectorScratch scratch) {
        float[] patches = scratch.patches(panels.depth() / SIZE * PATCH_ROWS.plane());
        int gap = window.strideX() * channels;
        for (int column = 0; column < window.outWidth(); column += VectorScratch.PATCHES) {
            int pixels = Math.min(VectorScratch.PATCHES, window.outWidth() - column);
            Gather.patches(
                    x,
                    from + column * gap,
                    window.kernelHeight(),
                    window.width() * channels,
                    window.kernelWidth() * channels,
                    gap,
                    pixels,
                    patches,
                    PATCH_ROWS.plane());
            VectorProduct.multiply(
                    patches,
                    PATCH_ROWS,
                    pixels,
                    panels,
                    0,
                    panels.count(),
                    finish,
                    x,
                    row * window.outWidth() + column,
                    scratch);
        }
    }

    private static void finishPanel(float[] sums, int at, int pixels, int panel, Finish finish, float[] x, int pixel) {
        int first = panel * (PANEL / SIZE);
        int end = Math.min(first + PANEL / SIZE, finish.blocks());
        for (int block = first; block < end; block++) {
            VectorFinish.run(sums, at + (block - first) * SIZE, PANEL, pixels, finish, x, block, pixel);
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
        VectorScratch memory = (VectorScratch) scratch;
        Winograd form = tiling.form();
        int edge = form.edge();
        int step = Tiling.stride(blocks, tiles);
        for (int block = fromBlock; block < toBlock; block++) {
            for (int t = 0; t < tiles; t++) {
                int tile = firstTile + t;
                float[] from = x;
                int at = tiling.inside(tile) ? tiling.inputAt(tile, map, block) : -1;
                int row = tiling.width() * SIZE;
                if (at < 0) {
                    tiling.copyInput(tile, x, map, block, memory.tile);
                    from = memory.tile;
                    at = 0;
                    row = edge * SIZE;
                }
                int to = v + (block * tiles + t) * SIZE;
                if (form.stride() == 2) {
                    VectorWinogradStrided.input(from, at, row, x, to, step);
                    continue;
                }
                for (int lane = 0; lane < SIZE; lane += LANES) {
                    if (edge == 6) {
                        VectorWinograd4.input(
                                form.a(), form.b(), from, at + lane, row, memory.half, x, to + lane, step);
                    } else {
                        VectorWinograd2.input(from, at + lane, row, memory.half, x, to + lane, step);
                    }
                }
            }
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
        VectorScratch memory = (VectorScratch) scratch;
        Winograd form = tiling.form();
        int blocks = panels.depth() / SIZE;
        int from = Tiling.stride(blocks, tiles);
        int to = productStride(tiles);
        for (int panel = fromPanel; panel < toPanel; panel++) {
            for (int i = 0; i < form.positions(); i++) {
                VectorProduct.sums(
                        x, v + i * from, tiles * SIZE, tiles, panels, panel, form.matrix(i), x, products + i * to);
            }
            int first = panel * (PANEL / SIZE);
            int end = Math.min(first + PANEL / SIZE, finish.blocks());
            for (int block = first; block < end; block++) {
                back(tiling, x, products + (block - first) * SIZE, firstTile, tiles, finish, block, memory);
            }
        }
    }

    /** Transforms the products of one block back, line by line of tiles. */
    private static void back(
            Tiling tiling,
            float[] x,
            int products,
            int firstTile,
            int tiles,
            Finish finish,
            int block,
            VectorScratch memory) {
        Winograd form = tiling.form();
        int outputs = form.outputs();
        int stride = productStride(tiles);
        int t = 0;
        while (t < tiles) {
            int tile = firstTile + t;
            int column = tile % tiling.across();
            int count = Math.min(Math.min(tiles - t, tiling.across() - column), VectorScratch.LINE_TILES);
            for (int i = 0; i < count; i++) {
                int from = products + (t + i) * PANEL;
                int to = i * outputs * SIZE;
                if (form.stride() == 2) {
                    VectorWinogradStrided.output(x, from, stride, memory.lines, to, VectorScratch.LINE_STEP);
                    continue;
                }
                for (int lane = 0; lane < SIZE; lane += LANES) {
                    if (outputs == 4) {
                        VectorWinograd4.output(
                                form.a(),
                                form.b(),
                                x,
                                from + lane,
                                stride,
                                memory.half,
                                memory.lines,
                                to + lane,
                                VectorScratch.LINE_STEP);
                    } else {
                        VectorWinograd2.output(
                                x, from + lane, stride, memory.half, memory.lines, to + lane, VectorScratch.LINE_STEP);
                    }
                }
            }
            int pixels = Math.min(count * outputs, tiling.outWidth() - column * outputs);
            int lines = tiling.lines(tile);
            for (int line = 0; line < lines; line++) {
                VectorFinish.run(
                        memory.lines,
                        line * VectorScratch.LINE_STEP,
                        SIZE,
                        pixels,
                        finish,
                        x,
                        block,
                        tiling.outputPixel(tile) + line * tiling.outWidth());
            }
            t += count;
        }
    }

    /** The distance of the products of two matrices; an odd number of cache lines, as in {@link Tiling#stride}. */
    private static int productStride(int tiles) {
        return (tiles + VectorProduct.EXCESS) * PANEL + SIZE;
    }

    @Override
    public int products(Tiling tiling, int tiles, Panels panels) {
        return Math.multiplyExact(tiling.form().positions(), productStride(tiles));
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
        for (int block = fromBlock; block < toBlock; block++) {
            VectorFinish.run(x, map.at(block, firstPixel), SIZE, pixels, finish, x, block, firstPixel);
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
        ((VectorScratch) scratch).pooling.max(x, in, window, border, fromBlock, toBlock, firstRow, rows, out);
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
        ((VectorScratch) scratch).pooling.average(x, in, window, divisor, fromBlock, toBlock, firstRow, rows, out);
    }

    @Override
    public void sums(float[] x, int at, int pixels, float[] origin, boolean squared, double[] sums, Scratch scratch) {
        float[] run = ((VectorScratch) scratch).half;
        for (int first = 0; first < pixels; first += RUN) {
            int count = Math.min(RUN, pixels - first);
            for (int lane = 0; lane < SIZE; lane += LANES) {
                if (squared) {
                    VectorPooling.sumSquares(x, at + first * SIZE, count, origin, lane, run);
                } else {
                    VectorPooling.sum(x, at + first * SIZE, count, origin, lane, run);
                }
            }
            for (int lane = 0; lane < SIZE; lane++) {
                sums[lane] += run[lane];
            }
        }
    }
}
