package io.github.resnetv2;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Block;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Collects the size of a new network in the reference form. Not safe for use by several threads.
 *
 * <pre>{@code
 * ResNetV2 net = ResNetV2.builder().depth(18).classes(10).width(16).smallImages().seed(7).build();
 * }</pre>
 */
public final class ResNetV2Builder {
    private Block block = Block.BOTTLENECK;
    private List<Integer> blocks = List.of(3, 4, 6, 3);
    private int classes = 1000;
    private int inputChannels = 3;
    private int width = 64;
    private boolean smallImages;
    private long seed;

    ResNetV2Builder() {}

    /**
     * One of the five standard depths: kind and number of blocks.
     *
     * @param layers 18, 34, 50, 101 or 152
     * @return this
     * @throws IllegalArgumentException for another depth
     */
    public ResNetV2Builder depth(int layers) {
        Architecture standard = Architecture.reference(layers, 1);
        block = standard.block();
        blocks = standard.stages().stream().map(Architecture.Stage::blocks).toList();
        return this;
    }

    /**
     * Any number of stages and blocks.
     *
     * @param kind the kind of every block
     * @param perStage how many blocks each stage has, at least 1 each
     * @return this
     */
    public ResNetV2Builder blocks(Block kind, int... perStage) {
        block = kind;
        blocks = IntStream.of(perStage).boxed().toList();
        return this;
    }

    /**
     * The number of logits.
     *
     * @param count at least 1; 0 for a network without a head, which has features only
     * @return this
     */
    public ResNetV2Builder classes(int count) {
        classes = count;
        return this;
    }

    /**
     * The channels of the picture.
     *
     * @param count 3 for RGB, 1 for grey
     * @return this
     */
    public ResNetV2Builder inputChannels(int count) {
        inputChannels = count;
        return this;
    }

    /**
     * The channels of the stem and of the first stage's 3x3 convolutions; they double from stage to stage.
     *
     * @param channels 64 in the standard networks
     * @return this
     */
    public ResNetV2Builder width(int channels) {
        width = channels;
        return this;
    }

    /**
     * A stem of one 3x3 convolution of stride 1 without pooling, for pictures of about 32x32, instead of 7x7/2 with
     * pooling.
     *
     * @return this
     */
    public ResNetV2Builder smallImages() {
        smallImages = true;
        return this;
    }

    /**
     * The seed of the initial values.
     *
     * @param value the same seed gives the same network
     * @return this
     */
    public ResNetV2Builder seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Makes the network.
     *
     * @return with initial values as PyTorch's defaults
     * @throws IllegalArgumentException if a size is out of range
     */
    public ResNetV2 build() {
        return ResNetV2.initial(
                Architecture.reference(
                        block,
                        blocks,
                        width,
                        inputChannels,
                        classes,
                        smallImages ? Architecture.smallImageStem(width) : Architecture.imageNetStem(width)),
                seed);
    }
}
