package io.github.resnetv2.testing;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import java.util.stream.Stream;

/**
 * A convolution of the table {@code conv2d}, with real numbers as PyTorch got them or with small integers, of which every
 * sum is exact; and the definition of a convolution to compare with.
 */
public record ConvolutionCase(GoldenTable.Row row, Shape x, Shape weight, Window window, int groups, boolean bias) {
    private static final int LARGEST_INTEGER = 9;

    /** All cases of the table. */
    public static Stream<ConvolutionCase> all() {
        return GoldenTable.rows("conv2d").map(row -> {
            Shape weight = row.shape("weight");
            Window window = row.window(weight.size(2), weight.size(3));
            return new ConvolutionCase(row, row.shape("x"), weight, window, row.integer("groups"), row.flag("bias"));
        });
    }

    /** An input, weights and perhaps a bias. */
    public record Operands(Tensor x, Tensor weight, Tensor bias) {}

    /** What PyTorch got; the bias is null if there is none. */
    public Operands reals() {
        return new Operands(
                row.input(),
                row.parameter("weight", weight),
                bias ? row.parameter("bias", Shape.of(weight.size(0))) : null);
    }

    /** Integers from -9 to 9: the sums stay far below 2^24, so that every order of additions gives the same float. */
    public Operands integers() {
        return new Operands(
                integers("x", x), integers("weight", weight), bias ? integers("bias", Shape.of(weight.size(0))) : null);
    }

    private Tensor integers(String leaf, Shape shape) {
        long hash = GoldenValues.hash(row.name() + "/integers/" + leaf);
        return Tensor.build(shape, values -> {
            for (int i = 0; i < values.length; i++) {
                double place = GoldenValues.uniform(hash, i) * (2 * LARGEST_INTEGER + 1);
                values[i] = (float) Math.floor(place) - LARGEST_INTEGER;
            }
        });
    }

    /** The convolution by its definition, loop by loop in double precision. */
    public double[] defined(Operands operands) {
        return sums(operands, false);
    }

    /** The same sums over the absolute values of all products: what rounding errors are in proportion to. */
    public double[] magnitudes(Operands operands) {
        return sums(operands, true);
    }

    private double[] sums(Operands operands, boolean absolute) {
        float[][][][] map = operands.x.toArray4d();
        float[][][][] kernel = operands.weight.toArray4d();
        int outputs = weight.size(0);
        int height = window.outputHeight(x.size(2));
        int width = window.outputWidth(x.size(3));
        double[] sums = new double[x.size(0) * outputs * height * width];
        int at = 0;
        for (float[][][] image : map) {
            for (int o = 0; o < outputs; o++) {
                int firstChannel = o / (outputs / groups) * weight.size(1);
                double start = operands.bias == null ? 0 : operands.bias.get(o);
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        double sum = absolute ? Math.abs(start) : start;
                        for (int c = 0; c < weight.size(1); c++) {
                            sum += underKernel(image[firstChannel + c], kernel[o][c], i, j, absolute);
                        }
                        sums[at++] = sum;
                    }
                }
            }
        }
        return sums;
    }

    private double underKernel(float[][] plane, float[][] kernel, int i, int j, boolean absolute) {
        double sum = 0;
        for (int a = 0; a < kernel.length; a++) {
            for (int b = 0; b < kernel[a].length; b++) {
                int row = i * window.strideHeight()
                        + a * window.dilationHeight()
                        - window.padding().top();
                int column = j * window.strideWidth()
                        + b * window.dilationWidth()
                        - window.padding().left();
                if (row >= 0 && row < plane.length && column >= 0 && column < plane[row].length) {
                    double product = (double) plane[row][column] * kernel[a][b];
                    sum += absolute ? Math.abs(product) : product;
                }
            }
        }
        return sum;
    }

    @Override
    public String toString() {
        return row.name();
    }
}
