package io.github.resnetv2.model;

import io.github.resnetv2.tensor.Shape;

/**
 * A tensor that a network needs, without its values.
 *
 * @param name path of its layer and own name, such as {@code layer1.0.conv1.weight}
 * @param shape its extents
 * @param role what it is to its layer
 * @param fanIn how many inputs meet in one output of its layer; 0 for norms
 */
public record Parameter(String name, Shape shape, Role role, int fanIn) {
    /** What a tensor is to its layer. */
    public enum Role {
        /** Weights of a convolution or a linear layer. */
        WEIGHT,
        /** Biases of a convolution or a linear layer. */
        BIAS,
        /** Factors of a norm, gamma. */
        NORM_WEIGHT,
        /** Summands of a norm, beta. */
        NORM_BIAS,
        /** Means of a batch norm. */
        RUNNING_MEAN,
        /** Variances of a batch norm. */
        RUNNING_VAR;

        /**
         * Whether the tensor is stored but not learned by gradient.
         *
         * @return true for running means and variances
         */
        public boolean isBuffer() {
            return this == RUNNING_MEAN || this == RUNNING_VAR;
        }
    }
}
