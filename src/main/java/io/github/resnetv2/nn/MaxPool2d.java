package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Pooling;
import io.github.resnetv2.tensor.Pooling.Border;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;

/**
 * The largest value under a sliding window, {@code torch.nn.MaxPool2d}; see {@link Pooling#maxPool2d}.
 *
 * @param window kernel, stride, padding and dilation
 * @param border what the padding holds
 */
public record MaxPool2d(Window window, Border border) implements Layer {
    @Override
    public Shape outputShape(Shape input) {
        return Pooling.outputShape(input, window, false);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Pooling.maxPool2d(x, window, border);
    }
}
