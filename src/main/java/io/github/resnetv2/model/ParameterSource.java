package io.github.resnetv2.model;

import io.github.resnetv2.tensor.Tensor;

/** Where a network under assembly gets its tensors: a checkpoint, a random generator. */
@FunctionalInterface
public interface ParameterSource {
    /**
     * The values of one tensor.
     *
     * @param parameter what is asked for
     * @return a tensor of its shape
     */
    Tensor get(Parameter parameter);
}
