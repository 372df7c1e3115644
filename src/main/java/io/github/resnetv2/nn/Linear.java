package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.MatrixProduct;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.Map;

/**
 * A matrix product with bias, {@code torch.nn.Linear}; see {@link MatrixProduct#linear}.
 *
 * @param weight {@code [O, I]}
 * @param bias {@code [O]}
 */
public record Linear(Tensor weight, Tensor bias) implements Layer {
    /**
     * Checks the shapes.
     *
     * @param weight as in the record
     * @param bias as in the record
     * @throws IllegalArgumentException if weight and bias do not fit together or are empty
     */
    public Linear {
        if (weight.shape().rank() != 2
                || weight.shape().elements() == 0
                || !bias.shape().equals(Shape.of(weight.shape().size(0)))) {
            throw new IllegalArgumentException(
                    "Linear: expected weight [O, I] and bias [O], found " + weight.shape() + " and " + bias.shape());
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 2 || input.size(1) != weight.shape().size(1)) {
            throw new IllegalArgumentException(
                    "Linear: expected input [N, " + weight.shape().size(1) + "], found " + input);
        }
        return Shape.of(input.size(0), weight.shape().size(0));
    }

    @Override
    public Tensor forward(Tensor x) {
        return MatrixProduct.linear(x, weight, bias);
    }

    @Override
    public Map<String, Tensor> parameters() {
        return NamedTensors.of("weight", weight, "bias", bias);
    }
}
