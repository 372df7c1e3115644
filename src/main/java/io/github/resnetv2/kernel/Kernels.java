package io.github.resnetv2.kernel;

/**
 * The inner loops of the engine, on maps in the layout of {@link Blocks}.
 *
 * <p>What every operation keeps to:
 *
 * <ul>
 *   <li><b>One array.</b> All maps and buffers of a call lie in the array {@code x}; a {@link Place} says where. Nothing is
 *       allocated. Inputs and outputs must not overlap, except where it is said.
 *   <li><b>Ranges.</b> An operation computes the outputs it is asked for and no others, so that threads can share the work
 *       of a layer by output rows, tiles, panels or blocks. No sum is ever split: each output has one accumulator, its terms
 *       come in the order of the packed rows, each added by one fused multiply-add. The bits do not depend on the ranges.
 *   <li><b>Twins.</b> Scalar and vector kernels of any width give the same bits, if the processor has fused multiply-add;
 *       without it the scalar kernels round the product too. (A NaN may have another payload.)
 *   <li><b>Padding.</b> Lanes beyond the last channel are zero in, zero out.
 *   <li><b>Errors.</b> Arguments are checked where the plan is made, not here; an index outside {@code x} is an {@link
 *       IndexOutOfBoundsException} and leaves the rest of the memory alone.
 * </ul>
 *
 * <p>Implementations have no state: any number of threads may use one, each with a {@link Scratch} of its own.
 *
 * <h2>Convolutions in four ways</h2>
 *
 * <pre>{@code
 * 1x1, stride 1, linear:      multiply(map)
 * any window:                 for bands of output pixels: gather -> multiply
 * 3x3, stride 1 or 2, pad 1:  for blocks of tiles: winogradInput -> winogradOutput
 * few input channels:         for bands of output pixels: stem, reading an interleaved image
 * }</pre>
 */
public interface Kernels {
    /** How many pixels {@link #sums} adds up in single precision. */
    int RUN = 32;

    /**
     * What runs: {@code scalar}, {@code vector128}, {@code vector256} or {@code vector512}.
     *
     * @return the name, as it may be given in the system property resnetv2.kernels
     */
    String name();

    /**
     * How many floats an instruction works on.
     *
     * @return 16, 8 or 4, and 1 for the scalar kernels
     */
    int lanes();

    /**
     * Working memory for one thread.
     *
     * @return fresh memory, about 90 KB for vector kernels and 400 KB for scalar ones
     */
    Scratch newScratch();

    // ---- weights

    /**
     * How these kernels cut matrices into panels.
     *
     * @param columns the number of columns
     * @return the columns of a panel, a multiple of sixteen
     */
    int panelWidth(int columns);

    /**
     * Whether these kernels want each row of packed weights in an array of its own.
     *
     * @return whether rows are apart
     */
    boolean rowsApart();

    // ---- matrix product

    /**
     * Multiplies rows of pixels with packed weights: {@code out[firstRow + i][n] = finish(sum over k of a[i][k] w[k][n])}.
     *
     * <p>Row {@code i} of the left matrix is pixel {@code i} of {@code a}, its blocks of channels one after the other;
     * {@link Blocks#SLACK} floats behind it must be readable. For the results to be in the cache of those who use them, ask
     * for bands of a few hundred rows.
     *
     * @param x the array
     * @param a the left matrix: {@code panels.depth() / 16} blocks
     * @param rows how many rows
     * @param panels the weights, one matrix
     * @param fromPanel the first panel of columns
     * @param toPanel the panel behind the last
     * @param finish what to do with the sums and where to put them
     * @param firstRow which output pixel row 0 is
     * @param scratch working memory
     */
    void multiply(
            float[] x,
            Place a,
            int rows,
            Panels panels,
            int fromPanel,
            int toPanel,
            Finish finish,
            int firstRow,
            Scratch scratch);

    /**
     * Copies what a window sees to where {@link #multiply} can read it: row {@code i} of {@code a} is output pixel {@code
     * firstRow + i}, its blocks are {@code (ky, kx, block)}; zero outside the image.
     *
     * @param x the array
     * @param map the input
     * @param blocks its number of channel blocks
     * @param window how the window slides
     * @param firstRow the first output pixel
     * @param rows how many output pixels
     * @param a {@code window.taps() * blocks} blocks of at least {@code rows} pixels
     */
    void gather(float[] x, Place map, int blocks, Window window, int firstRow, int rows, Place a);

    /**
     * A convolution on an interleaved image with few channels: {@code [images][height][width][channels]} with the border of
     * zeros in place: {@code window.padTop()} and {@code window.padLeft()} are 0, the dilation 1.
     *
     * @param x the array
     * @param image the index of the image's first float; {@link Blocks#SLACK} floats behind the image must be readable
     * @param channels the number of channels, at most {@value Blocks#SIZE}
     * @param window how the window slides; its extents are those of the bordered image
     * @param firstRow the first output row, {@code image * window.outHeight() + y}
     * @param rows how many output rows
     * @param panels the weights, from {@link Panels#stem}
     * @param finish what to do with the sums and where to put them
     * @param scratch working memory
     */
    void stem(
            float[] x,
            int image,
            int channels,
            Window window,
            int firstRow,
            int rows,
            Panels panels,
            Finish finish,
            Scratch scratch);

    // ---- Winograd

    /**
     * Transforms tiles of a map: {@code V = B^T d B}. Element {@code (matrix, block, tile)} of the result is the vector of
     * sixteen channels at {@code v + matrix * Tiling.stride(blocks, tiles) + (block * tiles + tile) * 16}; {@link
     * Blocks#SLACK} floats behind it must be there.
     *
     * @param tiling the tiles
     * @param x the array
     * @param map the input
     * @param blocks its number of channel blocks
     * @param fromBlock the first block to transform
     * @param toBlock the block behind the last
     * @param firstTile which tile the result's tile 0 is
     * @param tiles how many tiles
     * @param v the index of the result's first float
     * @param scratch working memory
     */
    void winogradInput(
            Tiling tiling,
            float[] x,
            Place map,
            int blocks,
            int fromBlock,
            int toBlock,
            int firstTile,
            int tiles,
            int v,
            Scratch scratch);

    /**
     * Multiplies transformed tiles with transformed weights and transforms back: {@code Y = A^T [U V] A}, then finishes the
     * pixels inside the map.
     *
     * @param tiling the tiles
     * @param x the array
     * @param v what {@link #winogradInput} made of the same tiles, all blocks
     * @param firstTile which tile tile 0 of {@code v} is
     * @param tiles how many tiles; whole tile rows are best
     * @param panels the weights
     * @param fromPanel the first panel
     * @param toPanel the panel behind the last
     * @param products the index of {@link #products} floats of working memory in {@code x}
     * @param finish what to do with the sums and where to put them
     * @param scratch working memory
     */
    void winogradOutput(
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
            Scratch scratch);

    /**
     * The working memory that {@link #winogradOutput} needs.
     *
     * @param tiling the tiles
     * @param tiles how many tiles there are in a call
     * @param panels the weights
     * @return floats
     */
    int products(Tiling tiling, int tiles, Panels panels);

    // ---- elementwise, pooling, norm

    /**
     * Finishes values that are already in memory: norms, additions and ReLUs that no convolution takes along. The map that
     * is read may be a target.
     *
     * @param x the array
     * @param map the values, in place of the sums
     * @param fromBlock the first block
     * @param toBlock the block behind the last
     * @param firstPixel the first pixel
     * @param pixels how many pixels
     * @param finish what to do with the values
     * @param scratch working memory
     */
    void finish(
            float[] x,
            Place map,
            int fromBlock,
            int toBlock,
            int firstPixel,
            int pixels,
            Finish finish,
            Scratch scratch);

    /**
     * The greatest value in each window; a NaN in the window wins.
     *
     * @param x the array
     * @param in the input
     * @param window how the window slides; it must see at least one pixel of the image and span at most 256 columns
     * @param border what stands outside the image: negative infinity for PyTorch's pooling, zero for pooling after an
     *     explicit border of zeros
     * @param fromBlock the first block
     * @param toBlock the block behind the last
     * @param firstRow the first output row, {@code image * window.outHeight() + y}
     * @param rows how many output rows
     * @param out the output
     * @param scratch working memory
     */
    void maxPool(
            float[] x,
            Place in,
            Window window,
            float border,
            int fromBlock,
            int toBlock,
            int firstRow,
            int rows,
            Place out,
            Scratch scratch);

    /**
     * The mean of each window: the sum, first down the columns, then along the row, divided by the count.
     *
     * @param x the array
     * @param in the input
     * @param window how the window slides; it must see at least one pixel of the image and span at most 256 columns
     * @param divisor how many pixels to divide by; 0 divides each sum by the pixels inside the image
     * @param fromBlock the first block
     * @param toBlock the block behind the last
     * @param firstRow the first output row, {@code image * window.outHeight() + y}
     * @param rows how many output rows
     * @param out the output
     * @param scratch working memory
     */
    void averagePool(
            float[] x,
            Place in,
            Window window,
            int divisor,
            int fromBlock,
            int toBlock,
            int firstRow,
            int rows,
            Place out,
            Scratch scratch);

    /**
     * Adds up pixels, channel by channel: {@code sums[lane]} is increased by the sum over the pixels of {@code value -
     * origin[lane]}, squared if asked for. Runs of 32 pixels are added in single precision, the runs in double.
     *
     * @param x the array
     * @param at the index of lane 0 of the first pixel of a block
     * @param pixels how many pixels
     * @param origin sixteen values to subtract
     * @param squared whether to add up squares
     * @param sums sixteen sums
     * @param scratch working memory
     */
    void sums(float[] x, int at, int pixels, float[] origin, boolean squared, double[] sums, Scratch scratch);
}
