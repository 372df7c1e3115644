package io.github.resnetv2.kernel;

/**
 * Packed weights: one or more matrices of {@code depth} rows and {@code columns} columns, cut into panels of columns, in
 * the order in which one kind of kernels reads them, with zeros for padding.
 *
 * <p>A convolution is one matrix whose row is {@code (ky, kx, input channel)}, each tap's channels padded to whole blocks; a
 * Winograd transform is {@link Winograd#matrices} with one row for each input channel. A column
 * is an output channel. Panels follow each other, inside a panel the matrices, inside a matrix the rows of {@code width}
 * floats.
 *
 * <p>Immutable once packed.
 */
public final class Panels {
    private final int matrices;
    private final int depth;
    private final int columns;
    private final int width;
    private final int count;
    private final int base;
    private final boolean apart;
    private final float[][] arrays;

    private Panels(Kernels kernels, int matrices, int depth, int columns, WeightStore store) {
        this.matrices = matrices;
        this.depth = depth;
        this.columns = columns;
        this.width = kernels.panelWidth(columns);
        this.count = (columns + width - 1) / width;
        int rows = Math.multiplyExact(Math.multiplyExact(count, matrices), depth);
        this.apart = kernels.rowsApart();
        if (apart) {
            this.base = 0;
            this.arrays = new float[rows][width];
        } else {
            WeightStore.Piece piece = store.take(Math.multiplyExact(rows, width));
            this.base = piece.offset();
            this.arrays = new float[][] {piece.array()};
        }
    }

    /**
     * Packs the weights of a convolution or a linear layer for {@link Kernels#multiply}.
     *
     * @param kernels which kernels will read them
     * @param filters the weights
     * @param store where the memory comes from
     * @return one matrix with the rows {@code (ky, kx, channel)}, each tap's channels padded to whole blocks
     */
    public static Panels of(Kernels kernels, Filters filters, WeightStore store) {
        int tap = Blocks.count(filters.inputs()) * Blocks.SIZE;
        int depth = Math.multiplyExact(filters.height() * filters.width(), tap);
        return new Panels(kernels, 1, depth, filters.outputs(), store).fill(filters, tap);
    }

    /**
     * Packs the weights of a convolution on few channels for {@link Kernels#stem}.
     *
     * @param kernels which kernels will read them
     * @param filters the weights
     * @param store where the memory comes from
     * @return one matrix with the rows {@code (ky, kx, channel)}, padded only at the end
     */
    public static Panels stem(Kernels kernels, Filters filters, WeightStore store) {
        int depth = Blocks.count(filters.height() * filters.width() * filters.inputs()) * Blocks.SIZE;
        return new Panels(kernels, 1, depth, filters.outputs(), store).fill(filters, filters.inputs());
    }

    /**
     * Transforms and packs the weights of a 3x3 convolution for {@link Kernels#winogradOutput}: {@code G g G^T} in double
     * precision, rounded once.
     *
     * @param kernels which kernels will read them
     * @param filters the weights
     * @param form which Winograd convolution
     * @param store where the memory comes from
     * @return the {@link Winograd#matrices}
     */
    public static Panels winograd(Kernels kernels, Filters filters, Winograd form, WeightStore store) {
        int depth = Blocks.count(filters.inputs()) * Blocks.SIZE;
        return new Panels(kernels, form.matrices(), depth, filters.outputs(), store).fill(filters, form);
    }

    /**
     * The number of rows, a multiple of sixteen.
     *
     * @return the length of the sums
     */
    public int depth() {
        return depth;
    }

    /**
     * How many columns a panel has.
     *
     * @return a multiple of sixteen
     */
    public int width() {
        return width;
    }

    /**
     * How many panels there are: work on one layer can be split at their boundaries.
     *
     * @return one or more
     */
    public int count() {
        return count;
    }

    /**
     * The floats that the weights take, padding included.
     *
     * @return the size
     */
    public long size() {
        return (long) count * matrices * depth * width;
    }

    /**
     * The index of a row among all rows.
     *
     * @param panel the panel
     * @param matrix the matrix
     * @param row the row
     * @return the index for {@link #array} and {@link #start}
     */
    public int index(int panel, int matrix, int row) {
        return (panel * matrices + matrix) * depth + row;
    }

    /**
     * The array that holds a row; to be read only.
     *
     * @param index from {@link #index}
     * @return the array
     */
    public float[] array(int index) {
        return arrays[apart ? index : 0];
    }

    /**
     * Where a row begins in its array.
     *
     * @param index from {@link #index}
     * @return the position of its first float
     */
    public int start(int index) {
        return apart ? 0 : base + index * width;
    }

    /** One weight. */
    float at(int matrix, int row, int column) {
        int index = index(column / width, matrix, row);
        return array(index)[start(index) + column % width];
    }

    /** Fills in a matrix whose rows of one tap begin {@code tapStep} apart. */
    private Panels fill(Filters filters, int tapStep) {
        int taps = filters.height() * filters.width();
        for (int panel = 0; panel < count; panel++) {
            for (int input = 0; input < filters.inputs(); input++) {
                for (int tap = 0; tap < taps; tap++) {
                    fillRow(panel, tap * tapStep + input, filters, input, tap);
                }
            }
        }
        return this;
    }

    private void fillRow(int panel, int row, Filters filters, int input, int tap) {
        int index = index(panel, 0, row);
        float[] array = array(index);
        int start = start(index);
        int first = panel * width;
        int end = Math.min(width, columns - first);
        for (int j = 0; j < end; j++) {
            array[start + j] = (float) filters.at(first + j, input, tap);
        }
    }

    private Panels fill(Filters filters, Winograd form) {
        double[] window = new double[9];
        double[] transformed = new double[matrices];
        for (int panel = 0; panel < count; panel++) {
            int first = panel * width;
            int end = Math.min(width, columns - first);
            for (int input = 0; input < filters.inputs(); input++) {
                for (int j = 0; j < end; j++) {
                    for (int tap = 0; tap < 9; tap++) {
                        window[tap] = filters.at(first + j, input, tap);
                    }
                    form.transformWeights(window, transformed);
                    for (int matrix = 0; matrix < matrices; matrix++) {
                        int index = index(panel, matrix, input);
                        array(index)[start(index) + j] = (float) transformed[matrix];
                    }
                }
            }
        }
        return this;
    }
}
