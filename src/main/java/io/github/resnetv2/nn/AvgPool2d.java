package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Pooling;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;

/**
 * The mean value under a sliding window, {@code torch.nn.AvgPool2d}; see {@link Pooling#avgPool2d}.
 *
 * @param window kernel, stride and padding
 * @param countBorder whether padded positions count in the divisor, {@code count_include_pad}
 * @param ceil whether a last window may hang over the border, {@code ceil_mode}
 */
public record AvgPool2d(Window window, boolean countBorder, boolean ceil) implements Layer {
    /**
     * Checks the window.
     *
     * @param window as in the record
     * @param countBorder as in the record
     * @param ceil as in the record
     * @throws IllegalArgumentException if it is dilated
     */
    public AvgPool2d {
        if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
            throw new IllegalArgumentException("AvgPool2d: expected no dilation, found " + window);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return Pooling.outputShape(input, window, ceil);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Pooling.avgPool2d(x, window, countBorder, ceil);
    }
}
