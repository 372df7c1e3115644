package io.github.resnetv2.testing;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Biases;
import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.Architecture.HeadPool;
import io.github.resnetv2.model.Architecture.Norm;
import io.github.resnetv2.model.Architecture.Norms;
import io.github.resnetv2.model.Architecture.Projection;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.Stem;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.nn.Shortcut.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The published networks in full size, each stated here as its own library builds it: what a loader has to recognise in a
 * file, written down without a file.
 */
public final class Architectures {
    private static final Norm BATCH = new Norm(0, 1e-5);
    private static final Norm GROUPS_OF_32 = new Norm(32, 1e-5);
    private static final Norms INNER_AND_LAST = new Norms(false, false, true, false, true);
    private static final Projection FROM_PREACTIVATION = new Projection(Source.PREACTIVATION, false);
    private static final Projection POOLED_FROM_PREACTIVATION = new Projection(Source.PREACTIVATION, true);

    private Architectures() {}

    /**
     * A network by the name its library gives it.
     *
     * @param name {@code reference-50}, {@code resnetv2_50d} and the other names of timm, {@code resnet50_v2} of GluonCV,
     *     {@code ResNet50V2} of Keras, {@code PreActResNet50} of kuangliu
     * @param classes how many logits
     */
    public static Architecture of(String name, int classes) {
        if (name.startsWith("reference-")) {
            return Architecture.reference(number(name), classes);
        }
        if (name.endsWith("_bit")) {
            String[] depthAndWidth =
                    name.replace("resnetv2_", "").replace("_bit", "").split("x");
            return bit(Integer.parseInt(depthAndWidth[0]), Integer.parseInt(depthAndWidth[1]), classes);
        }
        if (name.startsWith("resnetv2_")) {
            return timm(name.substring("resnetv2_".length()), classes);
        }
        if (name.endsWith("_v2")) {
            return gluon(number(name.replace("_v2", "")), classes);
        }
        if (name.startsWith("PreActResNet")) {
            return cifar(number(name), classes);
        }
        return keras(number(name.replace("V2", "")), classes);
    }

    private static Architecture timm(String variant, int classes) {
        int depth = number(variant);
        List<Integer> stem = variant.endsWith("t") ? List.of(24, 32, 64) : List.of(32, 32, 64);
        boolean chain = variant.endsWith("t") || variant.contains("d");
        return new Architecture(
                3,
                classes,
                chain ? new Stem(3, 2, stem, false, StemPool.MAX) : new Stem(7, 2, List.of(64), false, StemPool.MAX),
                block(depth),
                stages(depth, 1, true),
                false,
                chain ? POOLED_FROM_PREACTIVATION : FROM_PREACTIVATION,
                variant.endsWith("_gn") ? GROUPS_OF_32 : BATCH,
                INNER_AND_LAST,
                Biases.NONE,
                OptionalDouble.empty(),
                HeadPool.GLOBAL);
    }

    private static Architecture bit(int depth, int width, int classes) {
        return new Architecture(
                3,
                classes,
                new Stem(7, 2, List.of(64 * width), false, StemPool.MAX_ZERO_BORDER),
                Block.BOTTLENECK,
                stages(depth, width, true),
                false,
                FROM_PREACTIVATION,
                GROUPS_OF_32,
                INNER_AND_LAST,
                Biases.NONE,
                OptionalDouble.of(1e-8),
                HeadPool.GLOBAL);
    }

    private static Architecture gluon(int depth, int classes) {
        return new Architecture(
                3,
                classes,
                new Stem(7, 2, List.of(64), true, StemPool.MAX),
                block(depth),
                stages(depth, 1, true),
                false,
                FROM_PREACTIVATION,
                BATCH,
                new Norms(true, true, true, false, true),
                Biases.NONE,
                OptionalDouble.empty(),
                HeadPool.GLOBAL);
    }

    private static Architecture keras(int depth, int classes) {
        return new Architecture(
                3,
                classes,
                new Stem(7, 2, List.of(64), false, StemPool.MAX_ZERO_BORDER),
                Block.BOTTLENECK,
                stages(depth, 1, false),
                true,
                FROM_PREACTIVATION,
                new Norm(0, 1.001e-5),
                INNER_AND_LAST,
                new Biases(true, false, true, true),
                OptionalDouble.empty(),
                HeadPool.GLOBAL);
    }

    private static Architecture cifar(int depth, int classes) {
        return new Architecture(
                3,
                classes,
                new Stem(3, 1, List.of(64), false, StemPool.NONE),
                block(depth),
                stages(depth, 1, true),
                false,
                FROM_PREACTIVATION,
                BATCH,
                new Norms(false, false, true, false, false),
                Biases.NONE,
                OptionalDouble.empty(),
                HeadPool.AVERAGE_4);
    }

    /**
     * Four stages of the widths 64, 128, 256, 512 times a factor.
     *
     * @param strideInFirst whether a stage halves its own input (all but the first do) or, as in Keras, the next one's
     *     (all but the last do)
     */
    private static List<Stage> stages(int depth, int factor, boolean strideInFirst) {
        int[] blocks = blocks(depth);
        int input = 64 * factor;
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < blocks.length; i++) {
            int width = 64 * factor << i;
            int output = width * block(depth).expansion();
            boolean halves = strideInFirst ? i > 0 : i < blocks.length - 1;
            stages.add(new Stage(blocks[i], width, output, halves ? 2 : 1, input != output));
            input = output;
        }
        return stages;
    }

    private static int[] blocks(int depth) {
        return switch (depth) {
            case 18 -> new int[] {2, 2, 2, 2};
            case 34, 50 -> new int[] {3, 4, 6, 3};
            case 101 -> new int[] {3, 4, 23, 3};
            case 152 -> new int[] {3, 8, 36, 3};
            default -> throw new IllegalArgumentException("no such depth: " + depth);
        };
    }

    private static Block block(int depth) {
        return depth < 50 ? Block.BASIC : Block.BOTTLENECK;
    }

    private static int number(String name) {
        return Integer.parseInt(name.replaceAll("[^0-9]", ""));
    }
}
