package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Pooling;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;

/** The mean of each map, {@code torch.nn.AdaptiveAvgPool2d(1)}. */
public record AdaptiveAvgPool2d() implements Layer {
    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 4 || input.elements() == 0) {
            throw new IllegalArgumentException(
                    "AdaptiveAvgPool2d: expected input [N, C, H, W], none of them 0, found " + input);
        }
        return Shape.of(input.size(0), input.size(1), 1, 1);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Pooling.globalAvgPool(x);
    }
}
