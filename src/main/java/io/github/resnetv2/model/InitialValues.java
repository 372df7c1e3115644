package io.github.resnetv2.model;

import io.github.resnetv2.tensor.Tensor;

/**
 * The values a new network starts with: PyTorch's defaults, the same distributions from another generator.
 *
 * <p>Weights and biases of convolutions and linear layers are uniform within {@code 1 / sqrt(fanIn)} around zero, as
 * {@code kaiming_uniform_(a=sqrt(5))} of {@code torch.nn.Conv2d} and {@code Linear} 2.15 works out; norms are the identity.
 *
 * <p>The generator is splitmix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014),
 * whose n-th number is a function of the seed and n: one loop without a state that is carried along, as making the values
 * is a part of what the first answer of a new network has to wait for.
 *
 * <p>Not safe for use by several threads; one for each network.
 */
public final class InitialValues implements ParameterSource {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private long state;

    /**
     * Values that depend on the seed and on the order of the requests alone.
     *
     * @param seed any number
     */
    public InitialValues(long seed) {
        this.state = seed;
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
            fill(values, state, (float) (bound * 0x1p-23));
            state += values.length * STEP;
        });
    }

    /** 24 random bits fill a float's fraction: 2^24 multiples of a unit, from -2^23 on. */
    private static void fill(float[] values, long seed, float unit) {
        for (int i = 0; i < values.length; i++) {
            int bits = (int) (mixed(seed + (i + 1) * STEP) >>> 40);
            values[i] = (bits - (1 << 23)) * unit;
        }
    }

    private static long mixed(long number) {
        long z = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
