package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.Map;

/**
 * A part of a network: immutable, free of state, safe for use by any number of threads.
 *
 * <p>Names follow PyTorch's: a parameter's full name is the path of children to its layer and its own name, such as
 * {@code layer1.0.conv1.weight}.
 */
public sealed interface Layer
        permits Conv2d,
                BatchNorm2d,
                GroupNorm,
                ReLU,
                Identity,
                MaxPool2d,
                AvgPool2d,
                AdaptiveAvgPool2d,
                Linear,
                Composite {
    /**
     * The shape of the output for an input of this shape.
     *
     * @param input such as {@code [N, C, H, W]}
     * @return the output's shape
     * @throws IllegalArgumentException if the layer cannot take such an input, saying what it expects
     */
    Shape outputShape(Shape input);

    /**
     * Computes the output on the plain path: one thread, readable code, the measure of every faster path.
     *
     * @param x the input
     * @return the output, of shape {@link #outputShape}
     * @throws IllegalArgumentException if the layer cannot take such an input
     */
    Tensor forward(Tensor x);

    /**
     * The layer's own learned tensors by name, in PyTorch's order; those of its children are theirs.
     *
     * @return unmodifiable, in order
     */
    default Map<String, Tensor> parameters() {
        return Map.of();
    }

    /**
     * The layer's own tensors that are stored but not learned by gradient, such as running means.
     *
     * @return unmodifiable, in order
     */
    default Map<String, Tensor> buffers() {
        return Map.of();
    }

    /**
     * The layers inside this one by name, in the order in which PyTorch registers them.
     *
     * @return unmodifiable, in order
     */
    default Map<String, Layer> children() {
        return Map.of();
    }
}
