package io.github.resnetv2.tensor;

/** The product of a batch of vectors with a matrix. */
public final class MatrixProduct {
    private MatrixProduct() {}

    /**
     * A matrix product with bias: {@code y[n, o] = bias[o] + sum over i of x[n, i] weight[o, i]}, summed in double.
     *
     * <p>Equals {@code torch.nn.functional.linear} of PyTorch 2.15 up to rounding.
     *
     * @param x {@code [N, I]}
     * @param weight {@code [O, I]}
     * @param bias {@code [O]}
     * @return {@code [N, O]}
     * @throws IllegalArgumentException if the shapes do not fit together
     */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        if (x.shape().rank() != 2
                || weight.shape().rank() != 2
                || x.shape().size(1) != weight.shape().size(1)
                || !bias.shape().equals(Shape.of(weight.shape().size(0)))) {
            throw new IllegalArgumentException("linear: expected input [N, I], weight [O, I] and bias [O], found "
                    + x.shape() + ", " + weight.shape() + " and " + bias.shape());
        }
        Tensor input = x.contiguous();
        Tensor matrix = weight.contiguous();
        float[] offsets = bias.toArray();
        int inputs = x.shape().size(1);
        int outputs = offsets.length;
        return Tensor.build(Shape.of(x.shape().size(0), outputs), y -> {
            for (int at = 0; at < y.length; at++) {
                int row = input.start() + at / outputs * inputs;
                int column = matrix.start() + at % outputs * inputs;
                double sum = offsets[at % outputs];
                for (int i = 0; i < inputs; i++) {
                    sum += (double) input.array()[row + i] * matrix.array()[column + i];
                }
                y[at] = (float) sum;
            }
        });
    }
}
