package io.github.resnetv2.testing;

import io.github.resnetv2.nn.BasicBlock;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.Bottleneck;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.GroupNorm;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.nn.Shortcut;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import java.util.OptionalDouble;

/** Layers filled with the golden values of a name: small ones for tests that need some layer. */
public final class Layers {
    private Layers() {}

    /** A convolution without bias, padded by half its kernel. */
    public static Conv2d convolution(String name, int input, int output, int kernel, int stride) {
        Tensor weight = GoldenValues.parameter(name + ".weight", Shape.of(output, input, kernel, kernel));
        return new Conv2d(weight, null, Window.square(kernel, stride, kernel / 2));
    }

    /** The same convolution with standardised weights. */
    public static Conv2d standardized(Conv2d convolution, double epsilon) {
        return new Conv2d(
                convolution.weight(),
                convolution.bias(),
                convolution.window(),
                convolution.groups(),
                OptionalDouble.of(epsilon));
    }

    /** A batch norm with PyTorch's epsilon. */
    public static BatchNorm2d batchNorm(String name, int channels) {
        Shape shape = Shape.of(channels);
        return new BatchNorm2d(
                GoldenValues.parameter(name + ".weight", shape),
                GoldenValues.parameter(name + ".bias", shape),
                GoldenValues.parameter(name + ".running_mean", shape),
                GoldenValues.parameter(name + ".running_var", shape),
                1e-5);
    }

    /** A group norm with PyTorch's epsilon. */
    public static GroupNorm groupNorm(String name, int groups, int channels) {
        Shape shape = Shape.of(channels);
        return new GroupNorm(
                groups,
                GoldenValues.parameter(name + ".weight", shape),
                GoldenValues.parameter(name + ".bias", shape),
                1e-5);
    }

    /** A linear layer. */
    public static Linear linear(String name, int input, int output) {
        return new Linear(
                GoldenValues.parameter(name + ".weight", Shape.of(output, input)),
                GoldenValues.parameter(name + ".bias", Shape.of(output)));
    }

    /** A block of two 3x3 convolutions. */
    public static BasicBlock basicBlock(String name, int input, int output, int stride, Shortcut shortcut) {
        return new BasicBlock(
                batchNorm(name + ".bn1", input),
                convolution(name + ".conv1", input, output, 3, stride),
                batchNorm(name + ".bn2", output),
                convolution(name + ".conv2", output, output, 3, 1),
                shortcut);
    }

    /** A block of a 1x1, a 3x3 and a 1x1 convolution, the last of which widens four times. */
    public static Bottleneck bottleneck(String name, int input, int width, int stride, Shortcut shortcut) {
        return new Bottleneck(
                batchNorm(name + ".bn1", input),
                convolution(name + ".conv1", input, width, 1, 1),
                batchNorm(name + ".bn2", width),
                convolution(name + ".conv2", width, width, 3, stride),
                batchNorm(name + ".bn3", width),
                convolution(name + ".conv3", width, 4 * width, 1, 1),
                shortcut);
    }
}
