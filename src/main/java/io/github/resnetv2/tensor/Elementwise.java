package io.github.resnetv2.tensor;

/** Operations that treat each element, or each row, by itself. */
public final class Elementwise {
    private Elementwise() {}

    /**
     * {@code max(x, 0)}; NaN stays NaN, as in PyTorch.
     *
     * @param x of any shape
     * @return of the same shape
     */
    public static Tensor relu(Tensor x) {
        Tensor input = x.contiguous();
        return Tensor.build(x.shape(), y -> {
            float[] values = input.array();
            int start = input.start();
            for (int i = 0; i < y.length; i++) {
                y[i] = Math.max(values[start + i], 0f);
            }
        });
    }

    /**
     * {@code a + b}, element by element.
     *
     * @param a of any shape
     * @param b of the same shape
     * @return of that shape
     * @throws IllegalArgumentException if the shapes differ
     */
    public static Tensor add(Tensor a, Tensor b) {
        if (!a.shape().equals(b.shape())) {
            throw new IllegalArgumentException("add: expected " + a.shape() + " twice, found " + b.shape());
        }
        Tensor left = a.contiguous();
        Tensor right = b.contiguous();
        return Tensor.build(a.shape(), y -> {
            for (int i = 0; i < y.length; i++) {
                y[i] = left.array()[left.start() + i] + right.array()[right.start() + i];
            }
        });
    }

    /**
     * Logits to probabilities along the last dimension: {@code exp(x - max) / sum(exp(x - max))}, summed in double.
     *
     * <p>Equals {@code torch.softmax(x, -1)} of PyTorch 2.15 up to rounding. A row with NaN becomes all NaN.
     *
     * @param x of at least one dimension
     * @return of the same shape, each row of non-negative numbers with sum 1
     * @throws IllegalArgumentException for a scalar
     */
    public static Tensor softmax(Tensor x) {
        if (x.shape().rank() == 0) {
            throw new IllegalArgumentException("softmax: expected at least one dimension, found a scalar");
        }
        int classes = x.shape().size(-1);
        Tensor input = x.contiguous();
        return Tensor.build(x.shape(), y -> {
            for (int row = 0; row < y.length; row += classes) {
                int from = input.start() + row;
                float max = Float.NEGATIVE_INFINITY;
                for (int i = 0; i < classes; i++) {
                    max = Math.max(max, input.array()[from + i]);
                }
                double sum = 0;
                double[] powers = new double[classes];
                for (int i = 0; i < classes; i++) {
                    powers[i] = Math.exp((double) input.array()[from + i] - max);
                    sum += powers[i];
                }
                for (int i = 0; i < classes; i++) {
                    y[row + i] = (float) (powers[i] / sum);
                }
            }
        });
    }
}
