package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Normalization;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.Map;

/**
 * Group normalisation, {@code torch.nn.GroupNorm}; see {@link Normalization#groupNorm}.
 *
 * @param groups how many, divides the channels
 * @param weight gamma, {@code [C]}
 * @param bias beta, {@code [C]}
 * @param epsilon added to the variance
 */
public record GroupNorm(int groups, Tensor weight, Tensor bias, double epsilon) implements Layer {
    /**
     * Checks the shapes.
     *
     * @param groups as in the record
     * @param weight as in the record
     * @param bias as in the record
     * @param epsilon as in the record
     * @throws IllegalArgumentException if weight and bias are not vectors of one length that the groups divide
     */
    public GroupNorm {
        if (weight.shape().rank() != 1
                || !bias.shape().equals(weight.shape())
                || groups < 1
                || weight.shape().size(0) % groups != 0) {
            throw new IllegalArgumentException("GroupNorm: expected two vectors [C] with C divisible by " + groups
                    + ", found " + weight.shape() + " and " + bias.shape());
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return Channels.require("GroupNorm", input, weight.shape().size(0));
    }

    @Override
    public Tensor forward(Tensor x) {
        return Normalization.groupNorm(x, groups, weight, bias, epsilon);
    }

    @Override
    public Map<String, Tensor> parameters() {
        return NamedTensors.of("weight", weight, "bias", bias);
    }
}
