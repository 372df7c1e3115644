package io.github.resnetv2.kernel;

import static io.github.resnetv2.kernel.Blocks.SIZE;
import static io.github.resnetv2.kernel.VectorLanes.LANES;
import static io.github.resnetv2.kernel.VectorLanes.PANEL;

/**
 * The matrix product: walks through bands of rows, panels of columns and steps of the depth so that what the register
 * tiles read is in the caches.
 *
 * <p>A band of rows stays in the L2 cache while all panels pass; a step of a panel, 32 KB, stays in the L1 cache while all
 * tiles of the band pass, and meanwhile the next step, which follows in the array, is fetched. The depth is walked upwards, and
 * between two steps a sum rests in memory as the float it is: the bits do not depend on bands, tiles or steps.
 */
final class VectorProduct {
    /** The most rows of a band. */
    static final int BAND = 198;

    /** The most rows that a tile may compute beyond the last one. */
    static final int EXCESS = 5;

    private static final int LEAST_BAND = 54;
    private static final int BAND_FLOATS = 128 << 10;
    private static final int DEPTH_STEP = 8;

    /** The weights of a panel's step, which {@link #FETCHES} tiles fetch while they work on the step before. */
    private static final int STEP_FLOATS = DEPTH_STEP * SIZE * PANEL;

    private static final int FETCHES = 4;
    static final float[] ZEROS = new float[PANEL];

    private VectorProduct() {}

    /** {@link Kernels#multiply} with the left matrix in an array {@code a} of its own. */
    static void multiply(
            float[] a,
            Place left,
            int rows,
            Panels panels,
            int fromPanel,
            int toPanel,
            Finish finish,
            float[] x,
            int firstRow,
            VectorScratch scratch) {
        int fitting = Math.max(LEAST_BAND, Math.min(BAND, BAND_FLOATS / panels.depth()));
        int bands = (rows + fitting - 1) / fitting;
        int done = 0;
        for (int band = 0; band < bands; band++) {
            int end = band == bands - 1 ? rows : Math.min(rows, (done + (rows - done) / (bands - band) + 5) / 6 * 6);
            for (int panel = fromPanel; panel < toPanel; panel++) {
                band(a, left, done, end, panels, panel, finish, x, firstRow, scratch.sums);
            }
            done = end;
        }
    }

    private static void band(
            float[] a,
            Place left,
            int from,
            int end,
            Panels panels,
            int panel,
            Finish finish,
            float[] x,
            int firstRow,
            float[] sums) {
        int depth = panels.depth() / SIZE;
        int index = panels.index(panel, 0, 0);
        float[] b = panels.array(index);
        int bo = panels.start(index);
        int blocks = Math.min(PANEL / SIZE, finish.blocks() - panel * (PANEL / SIZE));
        for (int k = 0; k < depth; k += DEPTH_STEP) {
            int step = Math.min(DEPTH_STEP, depth - k);
            boolean last = k + step == depth;
            int start = bo + k * SIZE * PANEL;
            int fetch = firstFetch(step, b, start);
            int row = from;
            while (row < end) {
                int tile = tile(end - row);
                // Sums that are finished at once stay in one small place.
                int at = Blocks.ALIGNMENT + (depth <= DEPTH_STEP ? 0 : (row - from) * PANEL);
                sum(tile, step * SIZE, a, left.at(k, row), left.plane(), b, start, k == 0, sums, at, fetch);
                fetch += tile / 6;
                if (last) {
                    int pixels = Math.min(tile, end - row);
                    for (int block = 0; block < blocks; block++) {
                        VectorFinish.run(
                                sums,
                                at + block * SIZE,
                                PANEL,
                                pixels,
                                finish,
                                x,
                                panel * (PANEL / SIZE) + block,
                                firstRow + row);
                    }
                }
                row += tile;
            }
        }
    }

    /** The sums of all rows with one panel of one matrix, {@link VectorLanes#PANEL} floats a row from {@code co} on. */
    static void sums(float[] a, int ao, int plane, int rows, Panels panels, int panel, int matrix, float[] c, int co) {
        int depth = panels.depth() / SIZE;
        int index = panels.index(panel, matrix, 0);
        float[] b = panels.array(index);
        int bo = panels.start(index);
        for (int k = 0; k < depth; k += DEPTH_STEP) {
            int step = Math.min(DEPTH_STEP, depth - k);
            int start = bo + k * SIZE * PANEL;
            int fetch = firstFetch(step, b, start);
            int row = 0;
            while (row < rows) {
                int tile = tile(rows - row);
                sum(
                        tile,
                        step * SIZE,
                        a,
                        ao + k * plane + row * SIZE,
                        plane,
                        b,
                        start,
                        k == 0,
                        c,
                        co + row * PANEL,
                        fetch);
                fetch += tile / 6;
                row += tile;
            }
        }
    }

    /** How many rows the next register tile has: six, or five if that leaves as few tiles and fewer rows beyond the last. */
    private static int tile(int rows) {
        return LANES == SIZE && (rows + 5) / 6 * 6 - rows > 0 ? 5 : 6;
    }

    /** The number of the next fetch: 0, or {@link #FETCHES} if no whole step follows in the array. */
    private static int firstFetch(int step, float[] b, int bo) {
        return step == DEPTH_STEP && b.length - bo >= 2 * STEP_FLOATS ? 0 : FETCHES;
    }

    private static void sum(
            int tile,
            int depth,
            float[] a,
            int ao,
            int plane,
            float[] b,
            int bo,
            boolean first,
            float[] c,
            int co,
            int fetch) {
        float[] init = first ? ZEROS : c;
        int io = first ? 0 : co;
        int iStep = first ? 0 : PANEL;
        if (LANES < SIZE) {
            for (int column = 0; column < PANEL; column += 2 * LANES) {
                VectorGemmShort.six(depth, a, ao, plane, b, bo + column, init, io + column, iStep, c, co + column);
            }
        } else if (tile == 5) {
            VectorGemm.five(depth, a, ao, plane, b, bo, init, io, iStep, c, co);
        } else if (fetch < FETCHES) {
            int next = bo + STEP_FLOATS + fetch * STEP_FLOATS / (8 * FETCHES);
            VectorGemm.sixFetching(depth, a, ao, plane, b, bo, init, io, iStep, c, co, next);
        } else {
            VectorGemm.six(depth, a, ao, plane, b, bo, init, io, iStep, c, co);
        }
    }
}
