package io.github.resnetv2.engine;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Biases;
import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.Architecture.HeadPool;
import io.github.resnetv2.model.Architecture.Norm;
import io.github.resnetv2.model.Architecture.Norms;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.Stem;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.nn.Shortcut.Source;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.GoldenValues;
import java.util.List;

/**
 * Networks of a few narrow layers that between them have every switch of {@link Architecture}, and whose numbers of channels
 * lie on, below and above the blocks of sixteen.
 */
enum SmallNetwork {
    REFERENCE(new Sketch(
            Block.BASIC, stem(7, 2, true, StemPool.MAX, 16), stage(2, 16, 16, 1, false), stage(1, 33, 31, 2, true))),
    REFERENCE_BOTTLENECK(new Sketch(
            Block.BOTTLENECK,
            stem(7, 2, true, StemPool.MAX, 17),
            stage(2, 15, 63, 1, true),
            stage(2, 17, 65, 2, true))),
    REFERENCE_SMALL_IMAGES(new Sketch(
                    Block.BASIC,
                    stem(3, 1, true, StemPool.NONE, 3),
                    stage(1, 1, 3, 1, false),
                    stage(1, 32, 64, 2, true))
            .inputChannels(1)
            .classes(1)),
    TIMM(new Sketch(
                    Block.BOTTLENECK,
                    stem(7, 2, false, StemPool.MAX, 16),
                    stage(1, 16, 64, 1, true),
                    stage(2, 31, 63, 2, true))
            .projection(Source.PREACTIVATION, false)
            .norms(innerAndLast())),
    TIMM_DEEP_STEM(new Sketch(
                    Block.BASIC,
                    stem(3, 2, false, StemPool.MAX, 15, 17, 33),
                    stage(1, 33, 33, 1, true),
                    stage(2, 65, 16, 2, true))
            .projection(Source.PREACTIVATION, true)
            .norms(innerAndLast())),
    POOLED_PROJECTION_OF_RAW_INPUT(new Sketch(
                    Block.BOTTLENECK,
                    stem(3, 1, true, StemPool.NONE, 16),
                    stage(1, 3, 17, 2, true),
                    stage(1, 16, 32, 3, true))
            .projection(Source.INPUT, true)),
    GROUPS_OF_A_BLOCK(new Sketch(
                    Block.BOTTLENECK,
                    stem(7, 2, false, StemPool.MAX, 64),
                    stage(1, 32, 64, 1, true),
                    stage(1, 64, 128, 2, true))
            .projection(Source.PREACTIVATION, false)
            .norm(new Norm(4, 1e-5))
            .norms(innerAndLast())),
    GROUPS_BELOW_A_BLOCK(new Sketch(Block.BASIC, stem(3, 1, true, StemPool.NONE, 32), stage(1, 64, 32, 1, false))
            .norm(new Norm(16, 1e-5))),
    GROUPS_ACROSS_BLOCKS(new Sketch(
                    Block.BASIC,
                    stem(3, 1, true, StemPool.MAX, 15),
                    stage(1, 33, 63, 1, true),
                    stage(1, 63, 33, 2, true))
            .norm(new Norm(3, 1e-5))),
    ONE_GROUP(new Sketch(Block.BASIC, stem(3, 1, true, StemPool.NONE, 17), stage(1, 65, 31, 2, true))
            .norm(new Norm(1, 1e-5))
            .norms(new Norms(true, true, true, true, true))),
    BIT(new Sketch(
                    Block.BOTTLENECK,
                    stem(7, 2, false, StemPool.MAX_ZERO_BORDER, 64),
                    stage(1, 32, 64, 1, true),
                    stage(2, 32, 96, 2, true))
            .projection(Source.PREACTIVATION, false)
            .norm(new Norm(16, 1e-5))
            .norms(innerAndLast())
            .standardized()),
    STANDARDIZED_BATCH_NORM(
            new Sketch(Block.BASIC, stem(3, 1, true, StemPool.NONE, 16), stage(1, 17, 16, 1, false)).standardized()),
    KERAS(new Sketch(
                    Block.BOTTLENECK,
                    stem(7, 2, false, StemPool.MAX_ZERO_BORDER, 16),
                    stage(3, 16, 65, 2, true),
                    stage(1, 32, 33, 1, true))
            .strideInLastBlock()
            .projection(Source.PREACTIVATION, false)
            .norms(innerAndLast())
            .biases(new Biases(true, false, true, true))),
    GLUON(new Sketch(
                    Block.BASIC,
                    stem(7, 2, true, StemPool.MAX, 31),
                    stage(1, 31, 31, 1, false),
                    stage(1, 17, 64, 2, true))
            .projection(Source.PREACTIVATION, false)
            .norms(new Norms(true, true, true, false, true))),
    CIFAR(new Sketch(
                    Block.BASIC,
                    stem(3, 1, false, StemPool.NONE, 16),
                    stage(2, 16, 16, 1, false),
                    stage(1, 32, 32, 2, true))
            .projection(Source.PREACTIVATION, false)
            .norms(new Norms(false, false, true, false, false))
            .pool(HeadPool.AVERAGE_4)),
    CIFAR_BOTTLENECK(new Sketch(
                    Block.BOTTLENECK,
                    stem(3, 1, false, StemPool.NONE, 17),
                    stage(1, 16, 33, 1, true),
                    stage(1, 17, 65, 2, true))
            .projection(Source.PREACTIVATION, false)
            .norms(new Norms(false, false, true, false, false))
            .pool(HeadPool.AVERAGE_4)),
    FOLDED_EXPORT(new Sketch(
                    Block.BOTTLENECK,
                    stem(7, 2, true, StemPool.MAX, 16),
                    stage(2, 17, 63, 1, true),
                    stage(1, 16, 65, 2, true))
            .norms(new Norms(false, false, false, false, true))
            .biases(new Biases(true, true, false, true))),
    NORMS_AND_BIASES(new Sketch(
                    Block.BASIC,
                    stem(3, 1, true, StemPool.MAX, 15, 16),
                    stage(2, 16, 17, 2, true),
                    stage(1, 17, 17, 1, false))
            .norms(new Norms(true, true, true, true, true))
            .biases(new Biases(true, true, true, true))),
    SHORTCUT_THAT_DROPS_PIXELS(new Sketch(
            Block.BASIC, stem(3, 1, true, StemPool.NONE, 33), stage(2, 16, 33, 2, false), stage(1, 33, 33, 3, false))),
    NO_HEAD(new Sketch(Block.BASIC, stem(5, 1, false, StemPool.NONE, 32), stage(1, 16, 32, 1, false))
            .classes(0)
            .norms(innerAndLast())),
    NO_HEAD_AND_FOUR_BY_FOUR_POOL(
            new Sketch(Block.BASIC, stem(3, 1, false, StemPool.NONE, 17), stage(1, 16, 17, 1, false))
                    .classes(0)
                    .norms(innerAndLast())
                    .pool(HeadPool.AVERAGE_4)),
    FOUR_CHANNEL_PICTURE(
            new Sketch(Block.BASIC, stem(7, 2, true, StemPool.MAX, 15), stage(1, 15, 15, 1, false)).inputChannels(4)),
    EIGHT_CHANNEL_PICTURE(new Sketch(Block.BASIC, stem(3, 2, true, StemPool.NONE, 16), stage(1, 16, 16, 1, false))
            .inputChannels(8)
            .norms(new Norms(true, true, true, true, true))),
    NINE_CHANNEL_PICTURE(
            new Sketch(Block.BASIC, stem(3, 1, true, StemPool.NONE, 16), stage(1, 16, 16, 1, false)).inputChannels(9)),
    TWENTY_CHANNEL_PICTURE(new Sketch(Block.BASIC, stem(5, 2, false, StemPool.MAX, 32), stage(1, 16, 17, 1, true))
            .inputChannels(20)
            .norms(new Norms(true, false, true, false, true))
            .projection(Source.PREACTIVATION, false)),
    ONE_BY_ONE_STEM(new Sketch(Block.BASIC, stem(1, 1, true, StemPool.NONE, 16), stage(1, 16, 16, 2, false))),
    WIDE_STEM(
            new Sketch(Block.BASIC, stem(31, 3, true, StemPool.NONE, 16), stage(1, 1, 16, 1, false)).inputChannels(8)),
    ONE_CHANNEL(new Sketch(
                    Block.BOTTLENECK,
                    stem(3, 1, true, StemPool.MAX, 1),
                    stage(1, 1, 1, 1, false),
                    stage(1, 1, 1, 2, true))
            .inputChannels(1)
            .classes(2));

    /** Not so small: stages of 64 and 128 channels. */
    static final Architecture WIDE =
            Architecture.reference(Block.BASIC, List.of(1, 1), 64, 3, 10, Architecture.smallImageStem(64));

    private final Architecture architecture;

    SmallNetwork(Sketch sketch) {
        architecture = sketch.architecture();
    }

    Architecture architecture() {
        return architecture;
    }

    /** The network, filled with golden values. */
    Network network() {
        return network(architecture);
    }

    /** Any network, filled with golden values. */
    static Network network(Architecture architecture) {
        return Network.assemble(architecture, parameter -> GoldenValues.parameter(parameter.name(), parameter.shape()));
    }

    /** A golden input for the network. */
    Tensor input(int batch, int height, int width) {
        return GoldenValues.input(batch, architecture.inputChannels(), height, width);
    }

    private static Stem stem(int kernel, int stride, boolean relu, StemPool pool, Integer... widths) {
        return new Stem(kernel, stride, List.of(widths), relu, pool);
    }

    private static Stage stage(int blocks, int width, int output, int stride, boolean projection) {
        return new Stage(blocks, width, output, stride, projection);
    }

    private static Norms innerAndLast() {
        return new Norms(false, false, true, false, true);
    }
}
