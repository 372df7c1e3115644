package io.github.resnetv2.kernel;

/**
 * The values of a group normalisation: {@code (value - mean) / sqrt(variance + epsilon) * gamma + beta}, mean and variance
 * taken over all pixels of an image and the channels of a group, the variance without Bessel's correction.
 *
 * @param channels the number of channels
 * @param groups the number of groups, a divisor of the channels
 * @param gamma one factor for each channel
 * @param beta one summand for each channel
 * @param epsilon what is added to the variance
 * @param floor 0 for a ReLU behind the norm, {@link Finish#NO_FLOOR} for nothing
 */
public record GroupNorm(int channels, int groups, float[] gamma, float[] beta, double epsilon, float floor) {
    /**
     * Checks the extents.
     *
     * @throws IllegalArgumentException if the groups do not divide the channels or values are missing
     */
    public GroupNorm {
        if (groups < 1 || channels % groups != 0 || Math.min(gamma.length, beta.length) < channels) {
            throw new IllegalArgumentException("group norm: expected groups that divide " + channels
                    + " channels and as many values, found " + groups + " groups, " + gamma.length + " factors and "
                    + beta.length + " summands");
        }
    }

    int size() {
        return channels / groups;
    }
}
