package io.github.resnetv2.family.onnx;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.SortedSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/** The arithmetic that graphs do with their weights; in double, every result rounded to single precision. */
final class GraphArithmetic {
    private GraphArithmetic() {}

    /** Each element by itself. */
    static Tensor map(Tensor x, DoubleUnaryOperator operator) {
        float[] values = x.toArray();
        return Tensor.build(x.shape(), target -> {
            for (int i = 0; i < values.length; i++) {
                target[i] = (float) operator.applyAsDouble(values[i]);
            }
        });
    }

    /** Two tensors element by element, repeated to a shape that both broadcast to. */
    static Tensor combine(Tensor a, Tensor b, Shape shape, DoubleBinaryOperator operator) {
        float[] left = a.toArray();
        float[] right = b.toArray();
        Rows rows = new Rows(shape, strides(a.shape(), shape), strides(b.shape(), shape));
        return Tensor.build(shape, target -> {
            for (int at = 0; at < target.length; at += rows.length) {
                for (int i = 0; i < rows.length; i++) {
                    target[at + i] = (float) operator.applyAsDouble(
                            left[rows.first + i * rows.firstStride], right[rows.second + i * rows.secondStride]);
                }
                rows.next();
            }
        });
    }

    /** The sum or the mean over some dimensions, which keep the extent 1 if {@code shape} has them. */
    static Tensor reduce(Tensor x, SortedSet<Integer> axes, Shape shape, boolean mean) {
        float[] values = x.toArray();
        int[] strides = new int[x.shape().rank()];
        int stride = 1;
        for (int d = strides.length - 1; d >= 0; d--) {
            if (!axes.contains(d)) {
                strides[d] = stride;
                stride *= x.shape().size(d);
            }
        }
        Rows rows = new Rows(x.shape(), strides, strides);
        return Tensor.build(shape, target -> {
            double[] sums = new double[target.length];
            for (int at = 0; at < values.length; at += rows.length) {
                for (int i = 0; i < rows.length; i++) {
                    sums[rows.first + i * rows.firstStride] += values[at + i];
                }
                rows.next();
            }
            double count = mean && target.length > 0 ? (double) values.length / target.length : 1;
            for (int i = 0; i < target.length; i++) {
                target[i] = (float) (sums[i] / count);
            }
        });
    }

    /** {@code (x - mean) / sqrt(variance + epsilon) * scale + shift} for each element of dimension 1. */
    static Tensor normalize(Tensor x, Tensor scale, Tensor shift, Tensor mean, Tensor variance, double epsilon) {
        float[] means = mean.toArray();
        float[] variances = variance.toArray();
        return affine(x, scale, shift, channel -> means[channel], channel -> variances[channel] + epsilon);
    }

    /** As {@link #normalize}, with the mean and the biased variance of each element of dimension 1 itself. */
    static Tensor standardize(Tensor x, Tensor scale, Tensor shift, double epsilon) {
        float[] values = x.toArray();
        int channels = x.shape().size(1);
        int inner = inner(x.shape());
        double count = values.length / (double) channels;
        double[] means = new double[channels];
        double[] variances = new double[channels];
        for (int from = 0, c = 0; from < values.length; from += inner, c = (c + 1) % channels) {
            for (int i = from; i < from + inner; i++) {
                means[c] += values[i] / count;
            }
        }
        for (int from = 0, c = 0; from < values.length; from += inner, c = (c + 1) % channels) {
            for (int i = from; i < from + inner; i++) {
                variances[c] += (values[i] - means[c]) * (values[i] - means[c]) / count;
            }
        }
        return affine(x, scale, shift, channel -> means[channel], channel -> variances[channel] + epsilon);
    }

    private static Tensor affine(
            Tensor x, Tensor scale, Tensor shift, IntToDoubleFunction mean, IntToDoubleFunction variance) {
        float[] values = x.toArray();
        float[] scales = scale.toArray();
        float[] shifts = shift.toArray();
        int channels = x.shape().size(1);
        int inner = inner(x.shape());
        return Tensor.build(x.shape(), target -> {
            for (int from = 0, c = 0; from < values.length; from += inner, c = (c + 1) % channels) {
                double factor = scales[c] / Math.sqrt(variance.applyAsDouble(c));
                double center = mean.applyAsDouble(c);
                for (int i = from; i < from + inner; i++) {
                    target[i] = (float) ((values[i] - center) * factor + shifts[c]);
                }
            }
        });
    }

    private static int inner(Shape shape) {
        int inner = 1;
        for (int d = 2; d < shape.rank(); d++) {
            inner *= shape.size(d);
        }
        return Math.max(1, inner);
    }

    /** How far to go in a tensor for each step in a shape it is repeated to: not at all where its extent is 1. */
    private static int[] strides(Shape from, Shape to) {
        int[] strides = new int[to.rank()];
        int stride = 1;
        for (int d = 1; d <= from.rank(); d++) {
            strides[to.rank() - d] = from.size(-d) == 1 ? 0 : stride;
            stride *= from.size(-d);
        }
        return strides;
    }

    /** The innermost rows of a shape in row-major order, and where they begin in two strided arrays. */
    private static final class Rows {
        private final Shape shape;
        private final int[] firstStrides;
        private final int[] secondStrides;
        private final int[] index;
        private final int length;
        private final int firstStride;
        private final int secondStride;
        private int first;
        private int second;

        Rows(Shape shape, int[] firstStrides, int[] secondStrides) {
            int last = shape.rank() - 1;
            this.shape = shape;
            this.firstStrides = firstStrides;
            this.secondStrides = secondStrides;
            this.index = new int[Math.max(0, last)];
            this.length = last < 0 ? 1 : shape.size(last);
            this.firstStride = last < 0 ? 0 : firstStrides[last];
            this.secondStride = last < 0 ? 0 : secondStrides[last];
        }

        void next() {
            for (int d = index.length - 1; d >= 0; d--) {
                first += firstStrides[d];
                second += secondStrides[d];
                if (++index[d] < shape.size(d)) {
                    return;
                }
                first -= firstStrides[d] * index[d];
                second -= secondStrides[d] * index[d];
                index[d] = 0;
            }
        }
    }
}
