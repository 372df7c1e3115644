package io.github.resnetv2.family.named;

import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names and switches of timm 1.0.31, {@code timm/models/resnetv2.py}. */
final class TimmFamily implements NamedFamily {
    /** timm's epsilon of {@code StdConv2d} in all BiT entry points. */
    static final double BIT_EPSILON = 1e-8;

    private static final Pattern BLOCK = Pattern.compile("stages\\.(\\d{1,2})\\.blocks\\.(\\d{1,4})\\.(.+)");
    private static final Pattern STEM = Pattern.compile("stem\\.(conv|norm)([123])\\.(.+)");

    @Override
    public String title() {
        return "timm";
    }

    @Override
    public boolean claims(Checkpoint checkpoint) {
        return checkpoint.tensors().find("stages.0.blocks.0.conv1.weight").isPresent()
                && checkpoint.tensors().find("stages.0.blocks.0.norm1.weight").isPresent();
    }

    @Override
    public Map<String, Weight> rename(Checkpoint checkpoint) throws ModelFormatException {
        if (checkpoint.tensors().find("stages.0.blocks.0.norm1.v").isPresent()) {
            throw refused(checkpoint, "an EvoNorm variant (resnetv2_50d_evos), whose norms are not supported");
        }
        if (checkpoint.tensors().find("stages.0.blocks.0.norm1.tau").isPresent()
                || checkpoint.tensors().find("stages.0.blocks.0.norm1.act.tau").isPresent()) {
            throw refused(checkpoint, "a filter response norm variant (resnetv2_50d_frn), which is not supported");
        }
        boolean pooled = hasDeepStem(checkpoint);
        RenamedWeights weights = new RenamedWeights(checkpoint);
        for (Entry entry : checkpoint.tensors().entries()) {
            Weight weight = Weight.of(entry);
            weights.put(
                    rename(entry.name(), pooled), entry.name().equals("head.fc.weight") ? weight.squeezed() : weight);
        }
        return weights.byName();
    }

    private static String rename(String name, boolean pooled) {
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            String rest = block.group(3)
                    .replaceFirst("^norm([123])\\.", "bn$1.")
                    .replaceFirst("^downsample\\.conv\\.", pooled ? "downsample.1." : "downsample.0.")
                    .replaceFirst("^downsample\\.norm\\.", pooled ? "downsample.2." : "downsample.1.");
            return "layer" + (Integer.parseInt(block.group(1)) + 1) + "." + block.group(2) + "." + rest;
        }
        Matcher stem = STEM.matcher(name);
        if (stem.matches()) {
            int index =
                    (Integer.parseInt(stem.group(2)) - 1) * 3 + (stem.group(1).equals("norm") ? 1 : 0);
            return "conv1." + index + "." + stem.group(3);
        }
        return name.replaceFirst("^stem\\.conv\\.", "conv1.")
                .replaceFirst("^norm\\.", "bn_last.")
                .replaceFirst("^head\\.fc\\.", "fc.");
    }

    /** The variants with a deep stem are those that pool on their shortcuts: {@code d} and {@code t}. */
    private static boolean hasDeepStem(Checkpoint checkpoint) {
        return checkpoint.tensors().find("stem.conv1.weight").isPresent();
    }

    @Override
    public Conventions conventions(Map<String, Weight> weights) {
        boolean deepStem = weights.containsKey("conv1.0.weight");
        boolean groupNorm = !weights.containsKey("layer1.0.bn1.running_mean");
        return groupNorm && !deepStem ? bit() : Conventions.PREACTIVATION.withAveragePoolProjection(deepStem);
    }

    /** Big Transfer: standardised weights, and a pooling that sees the zeros of its border. */
    static Conventions bit() {
        Conventions plain = Conventions.PREACTIVATION;
        return new Conventions(
                plain.projection(),
                plain.stemRelu(),
                StemPool.MAX_ZERO_BORDER,
                plain.strideInLastBlock(),
                plain.epsilon(),
                OptionalDouble.of(BIT_EPSILON),
                plain.pool());
    }

    private static ModelFormatException refused(Checkpoint checkpoint, String what) {
        return new ModelFormatException(checkpoint.source() + ": a timm checkpoint of " + what);
    }
}
