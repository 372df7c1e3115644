package io.github.resnetv2.model;

import io.github.resnetv2.nn.Shortcut;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a pre-activation residual network looks like: its stages, and every switch in which the published families differ.
 *
 * <p>One immutable, neutral value. {@link #reference} is the form of this library's own networks; the forms of timm,
 * GluonCV, Keras, BiT and the CIFAR nets set the switches otherwise. A norm that a converter has folded into the
 * convolution before it is absent here, and that convolution has a bias.
 *
 * @param inputChannels channels of the picture, 3 for RGB
 * @param classes how many logits the head gives; 0 for a network without a head
 * @param stem what comes before the first stage
 * @param block the kind of residual block
 * @param stages in order
 * @param strideInLastBlock whether the last block of a stage carries its stride (Keras) instead of the first
 * @param projection how a shortcut is brought to the block's output shape
 * @param norm the kind of normalisation
 * @param norms where norms stand besides the first of every block
 * @param biases which convolutions have a bias
 * @param weightStandardization if present, all convolutions have standardised weights with this epsilon (BiT)
 * @param pool what turns the last map into the feature vector
 */
public record Architecture(
        int inputChannels,
        int classes,
        Stem stem,
        Block block,
        List<Stage> stages,
        boolean strideInLastBlock,
        Projection projection,
        Norm norm,
        Norms norms,
        Biases biases,
        OptionalDouble weightStandardization,
        HeadPool pool) {
    /** The bounds keep every size that follows from them an {@code int}, and the list of parameters short. */
    private static final int MAX_CHANNELS = 1 << 20;

    private static final int MAX_KERNEL = 31;
    private static final int MAX_STRIDE = 63;
    private static final int MAX_BLOCKS = 10_000;

    /** The kinds of residual block. */
    public enum Block {
        /** Two 3x3 convolutions: depths 18 and 34. */
        BASIC(2, 1),
        /** 1x1, 3x3 and 1x1: depths 50, 101 and 152. */
        BOTTLENECK(3, 4);

        private final int convolutions;
        private final int expansion;

        Block(int convolutions, int expansion) {
            this.convolutions = convolutions;
            this.expansion = expansion;
        }

        /**
         * How many convolutions a block has on its branch.
         *
         * @return 2 or 3
         */
        public int convolutions() {
            return convolutions;
        }

        /**
         * How many times wider than its 3x3 convolution a block's output usually is.
         *
         * @return 1 or 4
         */
        public int expansion() {
            return expansion;
        }
    }

    /**
     * What comes before the first stage: one convolution, or a chain (of three in published networks).
     *
     * @param kernel rows and columns of each convolution, odd, 1 to 31; padded by half of it
     * @param stride of the first convolution, 1 to 63
     * @param widths output channels of each convolution, 1 to 64 of them
     * @param relu whether the last convolution is followed by a ReLU
     * @param pool what halves the map afterwards
     */
    public record Stem(int kernel, int stride, List<Integer> widths, boolean relu, StemPool pool) {
        /**
         * Copies the list and checks the ranges.
         *
         * @param kernel as in the record
         * @param stride as in the record
         * @param widths as in the record
         * @param relu as in the record
         * @param pool as in the record
         * @throws IllegalArgumentException if one is left
         */
        public Stem {
            widths = List.copyOf(widths);
            require(
                    kernel > 0 && kernel % 2 == 1 && kernel <= MAX_KERNEL,
                    "stem kernel: expected an odd number up to 31, found ",
                    kernel);
            require(stride > 0 && stride <= MAX_STRIDE, "stem stride: expected 1 to 63, found ", stride);
            require(!widths.isEmpty() && widths.size() <= 64, "stem: expected 1 to 64 widths, found ", widths.size());
            widths.forEach(width -> requireChannels("stem width", width));
        }

        /**
         * The channels that enter the first stage.
         *
         * @return output channels of the last convolution
         */
        public int outputWidth() {
            return widths.get(widths.size() - 1);
        }
    }

    /** What halves the map at the end of the stem: a 3x3 maximum pooling of stride 2 and padding 1, or nothing. */
    public enum StemPool {
        /** No pooling, for small pictures. */
        NONE,
        /** Nothing in the border can be the maximum (PyTorch). */
        MAX,
        /** Zeros in the border can be the maximum (Keras, BiT). */
        MAX_ZERO_BORDER
    }

    /**
     * One stage: blocks of the same width.
     *
     * @param blocks how many, 1 to 10,000
     * @param width channels of the 3x3 convolutions, 1 to 2^20
     * @param outputWidth channels that leave each block, 1 to 2^20
     * @param stride of the block that carries it, 1 to 63
     * @param projection whether the first block has a projection on its shortcut
     */
    public record Stage(int blocks, int width, int outputWidth, int stride, boolean projection) {
        /**
         * Checks the ranges.
         *
         * @param blocks as in the record
         * @param width as in the record
         * @param outputWidth as in the record
         * @param stride as in the record
         * @param projection as in the record
         * @throws IllegalArgumentException if one is left
         */
        public Stage {
            require(blocks > 0 && blocks <= MAX_BLOCKS, "stage: expected 1 to 10,000 blocks, found ", blocks);
            requireChannels("stage width", width);
            requireChannels("stage output width", outputWidth);
            require(stride > 0 && stride <= MAX_STRIDE, "stage stride: expected 1 to 63, found ", stride);
        }
    }

    /**
     * How a shortcut is brought to the shape of the block's output.
     *
     * @param source what it reads
     * @param averagePool whether an average pooling carries the stride (timm's {@code d} variants) instead of the 1x1
     *     convolution
     */
    public record Projection(Shortcut.Source source, boolean averagePool) {}

    /**
     * The kind of normalisation.
     *
     * @param groups 0 for batch normalisation, else the groups of group normalisation
     * @param epsilon added to the variance
     */
    public record Norm(int groups, double epsilon) {
        /**
         * Checks the ranges.
         *
         * @param groups as in the record
         * @param epsilon as in the record
         * @throws IllegalArgumentException if one is left
         */
        public Norm {
            require(groups >= 0, "norm groups: expected 0 or more, found ", groups);
            require(epsilon >= 0 && epsilon < 1, "norm epsilon: expected 0 or more, below 1, found ", epsilon);
        }

        /**
         * Whether this is batch normalisation.
         *
         * @return false for group normalisation
         */
        public boolean isBatch() {
            return groups == 0;
        }
    }

    /**
     * Where norms stand, besides the first of every block, which is always there.
     *
     * @param input on the picture itself (GluonCV)
     * @param stem after the stem's last convolution
     * @param inner between the convolutions of a block or of a stem
     * @param projection after a projection
     * @param last after the last stage, followed by a ReLU
     */
    public record Norms(boolean input, boolean stem, boolean inner, boolean projection, boolean last) {}

    /**
     * Which convolutions have a bias.
     *
     * @param stem the stem's last one
     * @param inner those that another convolution of their block or stem follows
     * @param last the last one of every block
     * @param projection projections
     */
    public record Biases(boolean stem, boolean inner, boolean last, boolean projection) {
        /** No convolution has a bias. */
        public static final Biases NONE = new Biases(false, false, false, false);
    }

    /** What turns the last map into the feature vector. */
    public enum HeadPool {
        /** The mean of each channel. */
        GLOBAL,
        /** An average pooling 4x4 of stride 4, flattened: kuangliu's CIFAR nets. */
        AVERAGE_4
    }

    /**
     * Copies the list and checks the ranges, and that each stage takes what the one before it gives.
     *
     * @param inputChannels as in the record
     * @param classes as in the record
     * @param stem as in the record
     * @param block as in the record
     * @param stages as in the record
     * @param strideInLastBlock as in the record
     * @param projection as in the record
     * @param norm as in the record
     * @param norms as in the record
     * @param biases as in the record
     * @param weightStandardization as in the record
     * @param pool as in the record
     * @throws IllegalArgumentException if one is left, or a shortcut without projection would have to change the channels
     */
    public Architecture {
        stages = List.copyOf(stages);
        requireChannels("input channels", inputChannels);
        require(classes >= 0 && classes <= MAX_CHANNELS, "classes: expected 0 to 2^20, found ", classes);
        require(!stages.isEmpty() && stages.size() <= 64, "expected 1 to 64 stages, found ", stages.size());
        int blocks = 0;
        int channels = stem.outputWidth();
        for (Stage stage : stages) {
            blocks += stage.blocks();
            require(
                    stage.projection() || stage.outputWidth() == channels,
                    "stage output width: expected " + channels + " as there is no projection, found ",
                    stage.outputWidth());
            channels = stage.outputWidth();
        }
        require(blocks <= MAX_BLOCKS, "expected at most 10,000 blocks in all stages, found ", blocks);
    }

    /**
     * The reference form of a standard depth at 224x224: width 64, stem 7x7/2 with pool.
     *
     * @param depth 18, 34, 50, 101 or 152
     * @param classes how many logits, at most 2^20; 0 for a network without a head
     * @return the description
     * @throws IllegalArgumentException for another depth
     */
    public static Architecture reference(int depth, int classes) {
        Depth standard = Depth.of(depth);
        return reference(standard.block(), standard.blocks(), 64, 3, classes, imageNetStem(64));
    }

    /**
     * The reference form in any size: norm and ReLU in the stem, projection and norm on the raw input, a last norm. The
     * width doubles from stage to stage, and every stage but the first halves the map.
     *
     * @param block the kind of block
     * @param blocks how many in each stage
     * @param width channels of the first stage's 3x3 convolutions
     * @param inputChannels channels of the picture
     * @param classes how many logits; 0 for no head
     * @param stem {@link #imageNetStem} or {@link #smallImageStem}
     * @return the description
     */
    public static Architecture reference(
            Block block, List<Integer> blocks, int width, int inputChannels, int classes, Stem stem) {
        Stage[] stages = new Stage[blocks.size()];
        int input = stem.outputWidth();
        for (int i = 0; i < stages.length; i++) {
            requireChannels("stage width", i < 20 ? (long) width << i : Long.MAX_VALUE);
            int inner = width << i;
            int output = Math.multiplyExact(inner, block.expansion());
            int stride = i == 0 ? 1 : 2;
            stages[i] = new Stage(blocks.get(i), inner, output, stride, stride != 1 || input != output);
            input = output;
        }
        return new Architecture(
                inputChannels,
                classes,
                stem,
                block,
                List.of(stages),
                false,
                new Projection(Shortcut.Source.INPUT, false),
                new Norm(0, 1e-5),
                new Norms(false, true, true, true, true),
                Biases.NONE,
                OptionalDouble.empty(),
                HeadPool.GLOBAL);
    }

    /**
     * A 7x7 convolution of stride 2, ReLU and maximum pooling.
     *
     * @param width its output channels
     * @return the stem
     */
    public static Stem imageNetStem(int width) {
        return new Stem(7, 2, List.of(width), true, StemPool.MAX);
    }

    /**
     * A 3x3 convolution of stride 1 and ReLU, for small pictures such as CIFAR's.
     *
     * @param width its output channels
     * @return the stem
     */
    public static Stem smallImageStem(int width) {
        return new Stem(3, 1, List.of(width), true, StemPool.NONE);
    }

    /**
     * The standard depth whose kind and number of blocks this network has.
     *
     * @return 18, 34, 50, 101 or 152, or empty
     */
    public Optional<Integer> depth() {
        List<Integer> blocks = stages.stream().map(Stage::blocks).toList();
        return Depth.STANDARD.stream()
                .filter(standard ->
                        standard.block() == block && standard.blocks().equals(blocks))
                .map(Depth::depth)
                .findFirst();
    }

    /**
     * The length of the feature vector: the channels of the last map.
     *
     * @return at least 1
     */
    public int featureWidth() {
        return stages.get(stages.size() - 1).outputWidth();
    }

    /**
     * This network with another head.
     *
     * @param count how many logits; 0 for no head
     * @return a changed copy
     */
    public Architecture withClasses(int count) {
        return new Architecture(
                inputChannels,
                count,
                stem,
                block,
                stages,
                strideInLastBlock,
                projection,
                norm,
                norms,
                biases,
                weightStandardization,
                pool);
    }

    /**
     * Every tensor of the network, in PyTorch's order, without its values.
     *
     * @return name, shape and role of each
     */
    public List<Parameter> parameters() {
        return Assembly.parameters(this);
    }

    /**
     * The number of learned values; running means and variances do not count.
     *
     * @return what PyTorch calls the number of parameters
     */
    public long parameterCount() {
        return parameters().stream()
                .filter(parameter -> !parameter.role().isBuffer())
                .mapToLong(parameter -> parameter.shape().elements())
                .sum();
    }

    private static void requireChannels(String what, long channels) {
        require(channels > 0 && channels <= MAX_CHANNELS, what + ": expected 1 to 2^20, found ", channels);
    }

    private static void require(boolean holds, String expectation, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(expectation + found);
        }
    }
}
