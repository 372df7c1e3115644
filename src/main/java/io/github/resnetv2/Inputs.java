package io.github.resnetv2;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.List;

/** Single inputs of a network as one batch. */
final class Inputs {
    private Inputs() {}

    /**
     * The inputs behind each other.
     *
     * @param inputs at least one, all of the same shape {@code [1, C, H, W]}
     * @return {@code [N, C, H, W]}
     */
    static Tensor together(List<Tensor> inputs) {
        Tensor first = inputs.get(0);
        if (inputs.size() == 1) {
            return first;
        }
        Shape single = first.shape();
        int size = Math.toIntExact(single.elements());
        return Tensor.build(single.with(0, inputs.size()), values -> {
            for (int i = 0; i < inputs.size(); i++) {
                inputs.get(i).copyTo(values, i * size);
            }
        });
    }
}
