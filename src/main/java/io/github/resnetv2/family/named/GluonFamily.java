package io.github.resnetv2.family.named;

import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GluonCV's {@code resnet18_v2} to {@code 152}, {@code gluoncv/model_zoo/resnet.py}: under the names of Gluon blocks
 * ({@code features.5.0.conv1.weight}) or of symbols ({@code resnetv22_stage1_conv0_weight}).
 */
final class GluonFamily implements NamedFamily {
    private static final Pattern BLOCK = Pattern.compile("features\\.([5-8])\\.(\\d{1,4})\\.(\\w+)\\.(\\w+)");
    private static final Pattern SYMBOL = Pattern.compile("(?:arg:|aux:)?[a-z0-9_]*?(?:stage(\\d{1,2})_)?"
            + "(batchnorm|conv|dense)(\\d{1,5})_(gamma|beta|running_mean|running_var|weight|bias)");

    @Override
    public String title() {
        return "GluonCV";
    }

    @Override
    public boolean claims(Checkpoint checkpoint) {
        return hasBlockNames(checkpoint) || hasSymbolNames(checkpoint);
    }

    private static boolean hasBlockNames(Checkpoint checkpoint) {
        return checkpoint.tensors().find("features.0.gamma").isPresent()
                && checkpoint.tensors().find("features.5.0.bn1.gamma").isPresent();
    }

    private static boolean hasSymbolNames(Checkpoint checkpoint) {
        return checkpoint.tensors().names().stream().anyMatch(name -> name.endsWith("stage1_batchnorm0_gamma"))
                && checkpoint.tensors().names().stream().anyMatch(name -> name.endsWith("_batchnorm2_running_var"));
    }

    @Override
    public Map<String, Weight> rename(Checkpoint checkpoint) throws ModelFormatException {
        boolean blockNames = hasBlockNames(checkpoint);
        SymbolNumbers numbers = SymbolNumbers.of(checkpoint);
        RenamedWeights weights = new RenamedWeights(checkpoint);
        for (Entry entry : checkpoint.tensors().entries()) {
            String name = blockNames ? ofBlock(entry.name()) : ofSymbol(entry.name(), numbers);
            // The first norm is made with scale=False and center=False: what is stored for them does not count.
            boolean fixed = name.equals("bn_data.weight") || name.equals("bn_data.bias");
            weights.put(
                    name,
                    fixed && entry.shape().rank() == 1
                            ? Weight.constant(
                                    entry.name(), entry.shape().size(0), name.equals("bn_data.weight") ? 1 : 0)
                            : Weight.of(entry));
        }
        return weights.byName();
    }

    private static String ofBlock(String name) {
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            String child = block.group(3).equals("downsample") ? "downsample.0" : block.group(3);
            int stage = Integer.parseInt(block.group(1)) - 4;
            return "layer" + stage + "." + block.group(2) + "." + child + "." + variable(block.group(4));
        }
        int dot = name.lastIndexOf('.');
        String child = dot < 0
                ? null
                : switch (name.substring(0, dot)) {
                    case "features.0" -> "bn_data";
                    case "features.1" -> "conv1";
                    case "features.2" -> "bn1";
                    case "features.9" -> "bn_last";
                    case "output" -> "fc";
                    default -> null;
                };
        return child == null ? name : child + "." + variable(name.substring(dot + 1));
    }

    private static String ofSymbol(String name, SymbolNumbers numbers) {
        Matcher symbol = SYMBOL.matcher(name);
        if (!symbol.matches()) {
            return name;
        }
        int number = Integer.parseInt(symbol.group(3));
        String variable = variable(symbol.group(4));
        if (symbol.group(1) != null) {
            int stage = Integer.parseInt(symbol.group(1));
            return symbol.group(2).equals("batchnorm")
                    ? numbers.norm(stage, number) + "." + variable
                    : numbers.convolution(stage, number) + "." + variable;
        }
        String child = switch (symbol.group(2) + number) {
            case "batchnorm0" -> "bn_data";
            case "batchnorm1" -> "bn1";
            case "batchnorm2" -> "bn_last";
            case "conv0" -> "conv1";
            case "dense0" -> "fc";
            default -> null;
        };
        return child == null ? name : child + "." + variable;
    }

    private static String variable(String name) {
        return switch (name) {
            case "gamma" -> "weight";
            case "beta" -> "bias";
            default -> name;
        };
    }

    /** Symbols are numbered per stage in the order of creation; a block's projection comes last in its block. */
    private record SymbolNumbers(
            int convolutionsPerBlock, Map<Integer, Integer> norms, Map<Integer, Integer> convolutions) {
        static SymbolNumbers of(Checkpoint checkpoint) {
            Map<Integer, Integer> norms = new LinkedHashMap<>();
            Map<Integer, Integer> convolutions = new LinkedHashMap<>();
            int perBlock = 2;
            for (Entry entry : checkpoint.tensors().entries()) {
                Matcher symbol = SYMBOL.matcher(entry.name());
                if (symbol.matches() && symbol.group(1) != null) {
                    Integer stage = Integer.valueOf(symbol.group(1));
                    if (symbol.group(4).equals("gamma")) {
                        norms.merge(stage, 1, Integer::sum);
                    } else if (symbol.group(4).equals("weight")) {
                        convolutions.merge(stage, 1, Integer::sum);
                        boolean first = stage == 1 && symbol.group(3).equals("0");
                        if (first && entry.shape().rank() == 4 && entry.shape().size(2) == 1) {
                            perBlock = 3;
                        }
                    }
                }
            }
            return new SymbolNumbers(perBlock, norms, convolutions);
        }

        String norm(int stage, int number) {
            return block(stage, number) + ".bn" + (number % convolutionsPerBlock + 1);
        }

        String convolution(int stage, int number) {
            boolean projected = convolutions.getOrDefault(stage, 0) > norms.getOrDefault(stage, 0);
            if (projected && number == convolutionsPerBlock) {
                return block(stage, 0) + ".downsample.0";
            }
            int counted = projected && number > convolutionsPerBlock ? number - 1 : number;
            return block(stage, counted) + ".conv" + (counted % convolutionsPerBlock + 1);
        }

        private String block(int stage, int number) {
            return "layer" + stage + "." + number / convolutionsPerBlock;
        }
    }

    @Override
    public Conventions conventions(Map<String, Weight> weights) {
        Conventions plain = Conventions.PREACTIVATION;
        return new Conventions(
                plain.projection(),
                true,
                plain.stemPool(),
                plain.strideInLastBlock(),
                plain.epsilon(),
                plain.weightStandardization(),
                plain.pool());
    }
}
