package io.github.resnetv2.model;

import io.github.resnetv2.model.SummaryOptions.Column;
import io.github.resnetv2.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The table of a network's layers: torchinfo 1.8.0's text, character for character (but for {@code G}, where that version
 * prints {@code Units.GIGABYTES}).
 */
public final class Summary {
    private static final int COLUMN_WIDTH = 25;
    private static final int INDENT = 5;

    private final SummaryRow root;
    private final SummaryOptions options;
    private final int nameWidth;
    private final StringBuilder text = new StringBuilder();

    /** The last number given to a row, for each depth; a network has four levels under it. */
    private final int[] numbers = new int[8];

    private Summary(SummaryRow root, SummaryOptions options) {
        this.root = root;
        this.options = options;
        int longest = longestName(root, 0);
        Arrays.fill(numbers, 0);
        this.nameWidth = longest < 40 ? 40 : (longest + INDENT - 1) / INDENT * INDENT;
    }

    /**
     * The table without an input: names and numbers of parameters, in the order of registration.
     *
     * @param network what to describe
     * @return lines that end with a newline
     */
    public static String of(Network network) {
        return of(network, SummaryOptions.DEFAULT.withColumns(Column.NUM_PARAMS));
    }

    /**
     * The table without an input, in the order of registration.
     *
     * @param network what to describe
     * @param options depth and columns
     * @return lines that end with a newline
     * @throws IllegalArgumentException if a column needs the shape of an input
     */
    public static String of(Network network, SummaryOptions options) {
        options.columns().stream().filter(Column::needsInput).findFirst().ifPresent(column -> {
            throw new IllegalArgumentException(
                    "column: expected num_params or kernel_size without an input, found " + column);
        });
        return new Summary(SummaryRow.registered(network), options).print(null);
    }

    /**
     * The table for an input of a shape, in the order of execution.
     *
     * @param network what to describe
     * @param input {@code [N, C, H, W]}
     * @param options depth and columns
     * @return lines that end with a newline
     * @throws IllegalArgumentException if the network cannot take such an input, or a number exceeds a {@code long}
     */
    public static String of(Network network, Shape input, SummaryOptions options) {
        network.outputShape(input);
        try {
            return new Summary(SummaryRow.executed(network, input), options).print(input);
        } catch (ArithmeticException e) {
            throw uncountable(input, e);
        }
    }

    /**
     * The multiplications and additions, each pair counted once, as the table counts them: for a convolution the positions
     * times its values, for every other layer the images times them.
     *
     * @param network what to count
     * @param input {@code [N, C, H, W]}
     * @return the number behind "Total mult-adds"
     * @throws IllegalArgumentException if the network cannot take such an input, or the number exceeds a {@code long}
     */
    public static long multAdds(Network network, Shape input) {
        network.outputShape(input);
        try {
            return SummaryRow.executed(network, input).multAdds();
        } catch (ArithmeticException e) {
            throw uncountable(input, e);
        }
    }

    private static IllegalArgumentException uncountable(Shape input, ArithmeticException cause) {
        return new IllegalArgumentException("input " + input + ": more operations than a long can count", cause);
    }

    private String print(@Nullable Shape input) {
        String divider = "=".repeat(nameWidth + COLUMN_WIDTH * options.columns().size()) + "\n";
        text.append(divider);
        line(
                "Layer (type:depth-idx)",
                options.columns().stream().map(Column::title).toList());
        text.append(divider);
        rows(root, 0);
        long parameters = root.parameters();
        text.append(divider);
        text.append(String.format(Locale.ROOT, "Total params: %,d\n", parameters));
        text.append(String.format(Locale.ROOT, "Trainable params: %,d\n", parameters));
        text.append("Non-trainable params: 0\n");
        if (input != null) {
            double inputBytes = input.elements() * (double) Float.BYTES;
            double outputBytes = 2.0 * root.outputBytes();
            double parameterBytes = parameters * (double) Float.BYTES;
            text.append("Total mult-adds ").append(multAdds()).append('\n').append(divider);
            megabytes("Input size", inputBytes);
            megabytes("Forward/backward pass size", outputBytes);
            megabytes("Params size", parameterBytes);
            megabytes("Estimated Total Size", inputBytes + outputBytes + parameterBytes);
        }
        return text.append(divider).toString();
    }

    private void rows(SummaryRow row, int depth) {
        if (depth > options.depth()) {
            return;
        }
        String name = prefix(depth) + numberedName(row, depth);
        boolean whole = row.isLeaf() || depth == options.depth();
        line(
                name,
                options.columns().stream()
                        .map(column -> cell(row, column, whole))
                        .toList());
        row.children().forEach(child -> rows(child, depth + 1));
    }

    private static String prefix(int depth) {
        return switch (depth) {
            case 0 -> "";
            case 1 -> "├─";
            default -> "│    ".repeat(depth - 1) + "└─";
        };
    }

    private String numberedName(SummaryRow row, int depth) {
        return depth == 0 ? row.typeName() : row.typeName() + ": " + depth + "-" + ++numbers[depth];
    }

    private int longestName(SummaryRow row, int depth) {
        int longest = numberedName(row, depth).length() + depth * INDENT + 1;
        for (SummaryRow child : row.children()) {
            longest = Math.max(longest, longestName(child, depth + 1));
        }
        return longest;
    }

    /** A container above the last level shows only what its lines below do not: nothing. */
    private static String cell(SummaryRow row, Column column, boolean whole) {
        return switch (column) {
            case INPUT_SIZE -> Objects.toString(row.input(), "--");
            case OUTPUT_SIZE -> Objects.toString(row.output(), "--");
            case KERNEL_SIZE -> row.kernel().isEmpty() ? "--" : row.kernel();
            case NUM_PARAMS -> whole ? count(row.parameters()) : "--";
            case MULT_ADDS -> whole ? count(row.multAdds()) : "--";
        };
    }

    private static String count(long number) {
        return number == 0 ? "--" : String.format(Locale.ROOT, "%,d", number);
    }

    private void line(String name, List<String> cells) {
        StringBuilder line = new StringBuilder(name);
        for (int i = 0; i < cells.size(); i++) {
            line.append(" ".repeat(Math.max(1, nameWidth + 1 + i * (COLUMN_WIDTH + 1) - line.length())));
            line.append(cells.get(i));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private String multAdds() {
        double number = root.multAdds();
        if (number >= 1e12) {
            return "(T): " + decimal(number / 1e12);
        }
        return number >= 1e9 ? "(G): " + decimal(number / 1e9) : "(M): " + decimal(number / 1e6);
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, number == Math.rint(number) ? "%,.0f" : "%,.2f", number);
    }

    private void megabytes(String title, double bytes) {
        text.append(title).append(String.format(Locale.ROOT, " (MB): %.2f\n", bytes / 1e6));
    }
}
