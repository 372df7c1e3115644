package io.github.resnetv2.model;

import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.Architecture.HeadPool;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.Stem;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.model.Network.Step;
import io.github.resnetv2.model.Parameter.Role;
import io.github.resnetv2.nn.AdaptiveAvgPool2d;
import io.github.resnetv2.nn.AvgPool2d;
import io.github.resnetv2.nn.BasicBlock;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.Bottleneck;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.GroupNorm;
import io.github.resnetv2.nn.Identity;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.nn.ReLU;
import io.github.resnetv2.nn.Sequential;
import io.github.resnetv2.nn.Shortcut;
import io.github.resnetv2.tensor.Pooling.Border;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the layers that an {@link Architecture} describes, asking a {@link ParameterSource} for every tensor under its full
 * name, in PyTorch's order. The list of a network's parameters is the list of what this walk asks for.
 */
final class Assembly {
    private final Architecture architecture;
    private final ParameterSource source;

    private Assembly(Architecture architecture, ParameterSource source) {
        this.architecture = architecture;
        this.source = source;
    }

    static Network build(Architecture architecture, ParameterSource source) {
        return new Assembly(architecture, source).network();
    }

    static List<Parameter> parameters(Architecture architecture) {
        List<Parameter> parameters = new ArrayList<>();
        build(architecture, parameter -> {
            parameters.add(parameter);
            return Tensor.full(parameter.shape(), 0);
        });
        return List.copyOf(parameters);
    }

    private Network network() {
        List<Step> stem = stem();
        List<Step> stages = new ArrayList<>();
        int channels = architecture.stem().outputWidth();
        for (int i = 0; i < architecture.stages().size(); i++) {
            String name = "layer" + (i + 1);
            stages.add(new Step(name, stage(name, architecture.stages().get(i), channels)));
            channels = architecture.stages().get(i).outputWidth();
        }
        List<Step> tail = new ArrayList<>();
        if (architecture.norms().last()) {
            tail.add(new Step("bn_last", norm("bn_last", channels)));
            tail.add(new Step("relu", new ReLU()));
        }
        Layer pool = architecture.pool() == HeadPool.GLOBAL
                ? new AdaptiveAvgPool2d()
                : new AvgPool2d(Window.square(4, 4, 0), true, false);
        return new Network(architecture, stem, stages, tail, pool, head(channels));
    }

    private List<Step> stem() {
        Stem stem = architecture.stem();
        List<Step> steps = new ArrayList<>();
        if (architecture.norms().input()) {
            steps.add(new Step("bn_data", norm("bn_data", architecture.inputChannels())));
        }
        steps.add(new Step("conv1", stem.widths().size() == 1 ? singleConvolution() : convolutionChain()));
        if (architecture.norms().stem()) {
            steps.add(new Step("bn1", norm("bn1", stem.outputWidth())));
        }
        if (stem.relu()) {
            steps.add(new Step("relu", new ReLU()));
        }
        if (stem.pool() != StemPool.NONE) {
            Border border = stem.pool() == StemPool.MAX ? Border.NEGATIVE_INFINITY : Border.ZERO;
            steps.add(new Step("maxpool", new MaxPool2d(Window.square(3, 2, 1), border)));
        }
        return steps;
    }

    private Layer singleConvolution() {
        Stem stem = architecture.stem();
        return convolution(
                "conv1",
                architecture.inputChannels(),
                stem.outputWidth(),
                stem.kernel(),
                stem.stride(),
                architecture.biases().stem());
    }

    private Layer convolutionChain() {
        Stem stem = architecture.stem();
        List<Layer> layers = new ArrayList<>();
        int channels = architecture.inputChannels();
        int last = stem.widths().size() - 1;
        for (int i = 0; i <= last; i++) {
            int width = stem.widths().get(i);
            boolean bias = i == last
                    ? architecture.biases().stem()
                    : architecture.biases().inner();
            String name = "conv1." + layers.size();
            layers.add(convolution(name, channels, width, stem.kernel(), i == 0 ? stem.stride() : 1, bias));
            if (i < last) {
                layers.add(innerNorm("conv1." + layers.size(), width));
                layers.add(new ReLU());
            }
            channels = width;
        }
        return new Sequential(layers);
    }

    private Sequential stage(String path, Stage stage, int inputChannels) {
        List<Layer> blocks = new ArrayList<>();
        int strided = architecture.strideInLastBlock() ? stage.blocks() - 1 : 0;
        for (int i = 0; i < stage.blocks(); i++) {
            int stride = i == strided ? stage.stride() : 1;
            int channels = i == 0 ? inputChannels : stage.outputWidth();
            blocks.add(block(path + "." + i, stage, channels, stride, i == 0 && stage.projection()));
        }
        return new Sequential(blocks);
    }

    private Layer block(String path, Stage stage, int channels, int stride, boolean projected) {
        boolean inner = architecture.biases().inner();
        boolean last = architecture.biases().last();
        int width = stage.width();
        int output = stage.outputWidth();
        Layer bn1 = norm(path + ".bn1", channels);
        if (architecture.block() == Block.BASIC) {
            Conv2d conv1 = convolution(path + ".conv1", channels, width, 3, stride, inner);
            Layer bn2 = innerNorm(path + ".bn2", width);
            Conv2d conv2 = convolution(path + ".conv2", width, output, 3, 1, last);
            return new BasicBlock(bn1, conv1, bn2, conv2, shortcut(path, channels, output, stride, projected));
        }
        Conv2d conv1 = convolution(path + ".conv1", channels, width, 1, 1, inner);
        Layer bn2 = innerNorm(path + ".bn2", width);
        Conv2d conv2 = convolution(path + ".conv2", width, width, 3, stride, inner);
        Layer bn3 = innerNorm(path + ".bn3", width);
        Conv2d conv3 = convolution(path + ".conv3", width, output, 1, 1, last);
        return new Bottleneck(bn1, conv1, bn2, conv2, bn3, conv3, shortcut(path, channels, output, stride, projected));
    }

    private Shortcut shortcut(String path, int channels, int output, int stride, boolean projected) {
        if (!projected) {
            return stride == 1
                    ? Shortcut.IDENTITY
                    : new Shortcut(
                            new MaxPool2d(Window.square(1, stride, 0), Border.NEGATIVE_INFINITY),
                            Shortcut.Source.INPUT);
        }
        boolean pooled = architecture.projection().averagePool();
        String name = path + ".downsample.";
        List<Layer> layers = new ArrayList<>();
        if (pooled) {
            layers.add(stride == 1 ? new Identity() : new AvgPool2d(Window.square(2, stride, 0), false, true));
        }
        layers.add(convolution(
                name + layers.size(),
                channels,
                output,
                1,
                pooled ? 1 : stride,
                architecture.biases().projection()));
        if (architecture.norms().projection()) {
            layers.add(norm(name + layers.size(), output));
        }
        return new Shortcut(new Sequential(layers), architecture.projection().source());
    }

    private Conv2d convolution(String path, int input, int output, int kernel, int stride, boolean bias) {
        int fanIn = Math.multiplyExact(input, kernel * kernel);
        Tensor weight = get(path + ".weight", Shape.of(output, input, kernel, kernel), Role.WEIGHT, fanIn);
        return new Conv2d(
                weight,
                bias ? get(path + ".bias", Shape.of(output), Role.BIAS, fanIn) : null,
                Window.square(kernel, stride, kernel / 2),
                1,
                architecture.weightStandardization());
    }

    private Layer innerNorm(String path, int channels) {
        return architecture.norms().inner() ? norm(path, channels) : new Identity();
    }

    private Layer norm(String path, int channels) {
        Shape shape = Shape.of(channels);
        Tensor weight = get(path + ".weight", shape, Role.NORM_WEIGHT, 0);
        Tensor bias = get(path + ".bias", shape, Role.NORM_BIAS, 0);
        double epsilon = architecture.norm().epsilon();
        return architecture.norm().isBatch()
                ? new BatchNorm2d(
                        weight,
                        bias,
                        get(path + ".running_mean", shape, Role.RUNNING_MEAN, 0),
                        get(path + ".running_var", shape, Role.RUNNING_VAR, 0),
                        epsilon)
                : new GroupNorm(architecture.norm().groups(), weight, bias, epsilon);
    }

    private @Nullable Linear head(int channels) {
        int classes = architecture.classes();
        return classes == 0
                ? null
                : new Linear(
                        get("fc.weight", Shape.of(classes, channels), Role.WEIGHT, channels),
                        get("fc.bias", Shape.of(classes), Role.BIAS, channels));
    }

    private Tensor get(String name, Shape shape, Role role, int fanIn) {
        Tensor tensor = source.get(new Parameter(name, shape, role, fanIn));
        if (!tensor.shape().equals(shape)) {
            throw new IllegalArgumentException(name + ": expected " + shape + ", found " + tensor.shape());
        }
        return tensor;
    }
}
