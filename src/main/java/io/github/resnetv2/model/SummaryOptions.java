package io.github.resnetv2.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a summary shows.
 *
 * @param depth how deep the tree is printed; 0 is the network itself
 * @param columns which columns, in order
 */
public record SummaryOptions(int depth, List<Column> columns) {
    /** Three levels; output shape and number of parameters, as torchinfo does without being asked. */
    public static final SummaryOptions DEFAULT = new SummaryOptions(3, List.of(Column.OUTPUT_SIZE, Column.NUM_PARAMS));

    /** A column of the table, under torchinfo's name. */
    public enum Column {
        /** Shape of the layer's input. */
        INPUT_SIZE("input_size", "Input Shape"),
        /** Shape of the layer's output. */
        OUTPUT_SIZE("output_size", "Output Shape"),
        /** Number of learned values. */
        NUM_PARAMS("num_params", "Param #"),
        /** Rows and columns of the kernel. */
        KERNEL_SIZE("kernel_size", "Kernel Shape"),
        /** Multiplications followed by an addition, for the whole batch. */
        MULT_ADDS("mult_adds", "Mult-Adds");

        private final String name;
        private final String title;

        Column(String name, String title) {
            this.name = name;
            this.title = title;
        }

        String title() {
            return title;
        }

        boolean needsInput() {
            return this != NUM_PARAMS && this != KERNEL_SIZE;
        }

        /**
         * The column of a name.
         *
         * @param name as torchinfo's {@code col_names}
         * @return the column
         * @throws IllegalArgumentException if there is none, listing all
         */
        public static Column named(String name) {
            return Arrays.stream(values())
                    .filter(column -> column.name.equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("column: expected one of "
                            + Arrays.stream(values()).map(Column::toString).collect(Collectors.joining(", "))
                            + ", found " + name));
        }

        /** The name that torchinfo gives it. */
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Copies the list and checks the ranges.
     *
     * @param depth as in the record
     * @param columns as in the record
     * @throws IllegalArgumentException if the depth is negative
     */
    public SummaryOptions {
        columns = List.copyOf(columns);
        if (depth < 0) {
            throw new IllegalArgumentException("summary depth: expected 0 or more, found " + depth);
        }
    }

    /**
     * These options with another depth.
     *
     * @param levels 0 or more
     * @return a changed copy
     */
    public SummaryOptions withDepth(int levels) {
        return new SummaryOptions(levels, columns);
    }

    /**
     * These options with other columns.
     *
     * @param chosen in order
     * @return a changed copy
     */
    public SummaryOptions withColumns(Column... chosen) {
        return new SummaryOptions(depth, List.of(chosen));
    }
}
