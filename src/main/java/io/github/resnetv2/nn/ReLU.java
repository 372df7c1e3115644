package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Elementwise;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;

/** {@code max(x, 0)}, {@code torch.nn.ReLU}. */
public record ReLU() implements Layer {
    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Elementwise.relu(x);
    }
}
