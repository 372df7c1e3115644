package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Normalization;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.Map;

/**
 * Batch normalisation in inference, {@code torch.nn.BatchNorm2d} after {@code eval()}; see {@link Normalization#batchNorm}.
 *
 * @param weight gamma, {@code [C]}
 * @param bias beta, {@code [C]}
 * @param runningMean {@code [C]}
 * @param runningVar {@code [C]}
 * @param epsilon added to the variance
 */
public record BatchNorm2d(Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVar, double epsilon)
        implements Layer {
    /**
     * Checks the shapes.
     *
     * @param weight as in the record
     * @param bias as in the record
     * @param runningMean as in the record
     * @param runningVar as in the record
     * @param epsilon as in the record
     * @throws IllegalArgumentException if the four tensors are not vectors of one length
     */
    public BatchNorm2d {
        for (Tensor other : new Tensor[] {bias, runningMean, runningVar}) {
            if (weight.shape().rank() != 1 || !other.shape().equals(weight.shape())) {
                throw new IllegalArgumentException("BatchNorm2d: expected four vectors [C], found " + weight.shape()
                        + ", " + bias.shape() + ", " + runningMean.shape() + " and " + runningVar.shape());
            }
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return Channels.require("BatchNorm2d", input, weight.shape().size(0));
    }

    @Override
    public Tensor forward(Tensor x) {
        return Normalization.batchNorm(x, weight, bias, runningMean, runningVar, epsilon);
    }

    @Override
    public Map<String, Tensor> parameters() {
        return NamedTensors.of("weight", weight, "bias", bias);
    }

    @Override
    public Map<String, Tensor> buffers() {
        return NamedTensors.of("running_mean", runningMean, "running_var", runningVar);
    }
}
