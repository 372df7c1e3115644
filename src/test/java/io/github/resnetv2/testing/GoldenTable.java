package io.github.resnetv2.testing;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tables under {@code golden/operations}: the cases that {@code src/test/python/golden_operations.py} has had computed
 * by PyTorch and timm. Both sides read the same rows and compute the same inputs from their names.
 */
public final class GoldenTable {
    private static final String FOLDER = "operations/";
    private static final Golden RESULTS = results();

    private GoldenTable() {}

    /** One case; prints as its name. */
    public record Row(String name, List<String> columns, List<String> cells) {
        /** A cell as it stands. */
        public String text(String column) {
            return cells.get(columns.indexOf(column));
        }

        /** A number. */
        public int integer(String column) {
            return Integer.parseInt(text(column));
        }

        /** A number with a fraction. */
        public double real(String column) {
            return Double.parseDouble(text(column));
        }

        /** A yes or no. */
        public boolean flag(String column) {
            return Boolean.parseBoolean(text(column));
        }

        /** Extents such as {@code 3x17x9x7}. */
        public Shape shape(String column) {
            return Shape.of(sizes(column));
        }

        /** The columns stride, padding (top, bottom, left, right) and dilation around a kernel. */
        public Window window(int kernelHeight, int kernelWidth) {
            int[] stride = sizes("stride");
            int[] padding = sizes("padding");
            int[] dilation = sizes("dilation");
            return new Window(
                    kernelHeight,
                    kernelWidth,
                    stride[0],
                    stride[1],
                    new Window.Padding(padding[0], padding[1], padding[2], padding[3]),
                    dilation[0],
                    dilation[1]);
        }

        /** The input that the script used. */
        public Tensor input() {
            return GoldenValues.value(name + "/x", shape("x"), GoldenValues.Kind.INPUT, 1);
        }

        /** The parameter that the script used: weight, bias, running_mean or running_var. */
        public Tensor parameter(String leaf, Shape shape) {
            return GoldenValues.parameter(name + "/" + leaf, shape);
        }

        /** What PyTorch made of it, in double precision. */
        public double[] result() {
            return RESULTS.tensor(name).doubles();
        }

        /** The shape of what PyTorch made of it. */
        public Shape resultShape() {
            return Shape.of(RESULTS.tensor(name).shape());
        }

        private int[] sizes(String column) {
            return Arrays.stream(text(column).split("x"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The rows of a table, such as {@code conv2d}. */
    public static Stream<Row> rows(String table) {
        try {
            List<String> lines = Files.readAllLines(Golden.path(FOLDER + table + ".csv"));
            List<String> columns = List.of(lines.get(0).split(","));
            return lines.stream().skip(1).map(line -> {
                List<String> cells = List.of(line.split(","));
                return new Row(table + "/" + cells.get(0), columns, cells);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A recorded tensor that belongs to no row. */
    public static Golden.Recorded recorded(String name) {
        return RESULTS.tensor(name);
    }

    private static Golden results() {
        try {
            return Golden.read(FOLDER + "operations.safetensors");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
