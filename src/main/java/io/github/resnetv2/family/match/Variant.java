package io.github.resnetv2.family.match;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.HeadPool;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.nn.Shortcut.Source;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which published network an architecture is, and what its photos usually need. Found from the switches alone, so that a
 * graph without names gets the same answer as a file with them.
 *
 * @param family whose switches these are
 * @param name the family's own name of the network, or its size where no published one is the same
 * @param preset the name of the preset of the usual preprocessing
 */
public record Variant(String family, String name, String preset) {
    private static final Set<String> PUBLISHED_BIT = Set.of(
            "resnetv2_50x1_bit",
            "resnetv2_50x3_bit",
            "resnetv2_101x1_bit",
            "resnetv2_101x3_bit",
            "resnetv2_152x2_bit",
            "resnetv2_152x4_bit");

    /** The variant that an architecture is. */
    public static Variant of(Architecture a) {
        if (a.norms().input()) {
            return new Variant(
                    "GluonCV", depth(a, 64).map(d -> "resnet" + d + "_v2").orElse(size(a)), "gluoncv");
        }
        if (a.strideInLastBlock()) {
            return new Variant(
                    "Keras Applications",
                    depth(a, 64).map(d -> "ResNet" + d + "V2").orElse(size(a)),
                    "keras-tf");
        }
        if (a.pool() == HeadPool.AVERAGE_4) {
            String name = depth(a, 64).map(d -> "PreActResNet" + d).orElse(size(a));
            return new Variant("pytorch-cifar", name, "kuangliu-cifar10");
        }
        if (a.projection().source() == Source.INPUT) {
            boolean small = a.stem().pool() == StemPool.NONE;
            // Nobody published one; this library builds them in any width.
            String name = a.depth().map(d -> "resnet" + d).orElse(size(a));
            return new Variant("reference", name, small ? "cifar10" : "torchvision-imagenet");
        }
        return a.norm().isBatch() || a.stem().widths().size() > 1 ? timm(a) : bit(a);
    }

    /**
     * Whether this is a network whose published weights tell apart the 1,000 classes of ImageNet's challenge. timm's
     * untrained ones and the reference form have no published weights.
     */
    public boolean isImageNet(Architecture a) {
        boolean standard = depth(a, 64).isPresent();
        boolean published = switch (family) {
            case "GluonCV", "Keras Applications" -> standard;
            case "timm" -> standard && preset.endsWith("_in1k");
            case "Google BiT" -> PUBLISHED_BIT.contains(name);
            default -> false;
        };
        return published && a.classes() == 1000 && a.inputChannels() == 3;
    }

    private static Variant timm(Architecture a) {
        String stem = deepStem(a.stem().widths()) + (a.norm().isBatch() ? "" : "_gn");
        String model = a.depth().map(d -> d + stem).orElse("");
        String tag = switch (model) {
            case "18", "18d", "34", "34d" -> ".ra4_e3600_r224_in1k";
            case "50", "101" -> ".a1h_in1k";
            case "50d_gn" -> ".ah_in1k";
            case "50t", "101d", "152", "152d" -> ".untrained";
            default -> "";
        };
        String preset = "timm/resnetv2_" + (tag.isEmpty() ? "50d.untrained" : model + tag);
        return new Variant("timm", depth(a, 64).isPresent() ? "resnetv2_" + model : size(a), preset);
    }

    /** timm calls a stem of three convolutions {@code d} if its first two are of one width, {@code t} if they grow. */
    private static String deepStem(List<Integer> widths) {
        if (widths.size() == 1) {
            return "";
        }
        return widths.get(0).equals(widths.get(1)) ? "d" : "t";
    }

    private static Variant bit(Architecture a) {
        int factor = Math.max(1, a.stages().get(0).width() / 64);
        String model = depth(a, 64 * factor)
                .map(d -> "resnetv2_" + d + "x" + factor + "_bit")
                .orElse(size(a));
        String preset = "timm/" + model + (a.classes() == 21843 ? ".goog_in21k" : ".goog_in21k_ft_in1k");
        boolean known = PUBLISHED_BIT.contains(model);
        return new Variant("Google BiT", model, known ? preset : "timm/resnetv2_50x1_bit.goog_in21k_ft_in1k");
    }

    /** The standard depth, if the stages are as wide as those of the published networks: twice the one before. */
    private static Optional<Integer> depth(Architecture a, int firstWidth) {
        long width = firstWidth;
        for (Stage stage : a.stages()) {
            if (stage.width() != width
                    || stage.outputWidth() != width * a.block().expansion()) {
                return Optional.empty();
            }
            width *= 2;
        }
        return a.depth();
    }

    private static String size(Architecture a) {
        List<Integer> blocks = a.stages().stream().map(Stage::blocks).toList();
        List<Integer> widths = a.stages().stream().map(Stage::outputWidth).toList();
        return "blocks " + blocks + ", widths " + widths;
    }
}
