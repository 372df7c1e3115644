package io.github.resnetv2.model;

import io.github.resnetv2.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * The values a new network starts with: PyTorch's defaults, the same distributions from another generator.
 *
 * <p>Weights and biases of convolutions and linear layers are uniform within {@code 1 / sqrt(fanIn)} around zero, as
 * {@code kaiming_uniform_(a=sqrt(5))} of {@code torch.nn.Conv2d} and {@code Linear} 2.15 works out; norms are the identity.
 */
public final class InitialValues implements ParameterSource {
    private final SplittableRandom random;

    /**
     * Values that depend on the seed and on the order of the requests alone.
     *
     * @param seed any number
     */
    public InitialValues(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public Tensor get(Parameter parameter) {
        return switch (parameter.role()) {
            case WEIGHT, BIAS -> uniform(parameter, 1 / Math.sqrt(parameter.fanIn()));
            case NORM_WEIGHT, RUNNING_VAR -> Tensor.full(parameter.shape(), 1).contiguous();
            case NORM_BIAS, RUNNING_MEAN -> Tensor.zeros(parameter.shape());
        };
    }

    private Tensor uniform(Parameter parameter, double bound) {
        return Tensor.build(parameter.shape(), values -> {
            for (int i = 0; i < values.length; i++) {
                // 24 random bits fill a float's fraction; [-1, 1) in steps of 2^-23.
                int bits = (int) (random.nextLong() >>> 40);
                values[i] = (float) ((bits * 0x1p-23 - 1) * bound);
            }
        });
    }
}
