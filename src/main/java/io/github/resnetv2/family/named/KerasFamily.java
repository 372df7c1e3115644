package io.github.resnetv2.family.named;

import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keras Applications' {@code ResNet50V2}, {@code 101V2} and {@code 152V2}, Keras 3.15 {@code applications/resnet.py}: layers
 * by name, kernels in HWIO, dense matrices {@code [in, out]}.
 */
final class KerasFamily implements NamedFamily {
    /** {@code <layer>/<layer>/kernel:0}: files that name their variables. */
    private static final Pattern NAMED =
            Pattern.compile("(?:.*/)?([^/]+)/(kernel|bias|gamma|beta|moving_mean|moving_variance)(?::0)?");

    /** {@code layers/conv2d_3/vars/0}: files that number them; the layer's name is an attribute of its group. */
    private static final Pattern NUMBERED = Pattern.compile("((?:.*/)?layers/([^/]+)/vars)/(\\d{1,2})");

    private static final Pattern BLOCK = Pattern.compile("conv([2-9])_block(\\d{1,4})_(preact_bn|[0-3]_conv|[12]_bn)");

    @Override
    public String title() {
        return "Keras Applications";
    }

    @Override
    public boolean claims(Checkpoint checkpoint) {
        return checkpoint.tensors().entries().stream()
                .map(entry -> variable(checkpoint, entry))
                .flatMap(Optional::stream)
                .anyMatch(variable -> variable.layer.equals("conv2_block1_preact_bn"));
    }

    @Override
    public Map<String, Weight> rename(Checkpoint checkpoint) throws ModelFormatException {
        RenamedWeights weights = new RenamedWeights(checkpoint);
        for (Entry entry : checkpoint.tensors().entries()) {
            Optional<Variable> variable = variable(checkpoint, entry);
            String name = variable.map(KerasFamily::rename).orElse(entry.name());
            boolean kernel = variable.isPresent() && variable.get().name.equals("kernel");
            weights.put(name, kernel ? kernel(entry) : Weight.of(entry));
        }
        return weights.byName();
    }

    private record Variable(String layer, String name) {}

    private static Optional<Variable> variable(Checkpoint checkpoint, Entry entry) {
        Matcher named = NAMED.matcher(entry.name());
        if (named.matches()) {
            return Optional.of(new Variable(named.group(1), named.group(2)));
        }
        Matcher numbered = NUMBERED.matcher(entry.name());
        if (!numbered.matches()) {
            return Optional.empty();
        }
        String layer = checkpoint.metadata().getOrDefault(numbered.group(1) + "@name", numbered.group(2));
        int number = Integer.parseInt(numbered.group(3));
        String[] names = layer.endsWith("_bn")
                ? new String[] {"gamma", "beta", "moving_mean", "moving_variance"}
                : new String[] {"kernel", "bias"};
        return number < names.length ? Optional.of(new Variable(layer, names[number])) : Optional.empty();
    }

    private static Weight kernel(Entry entry) {
        return switch (entry.shape().rank()) {
            case 4 -> Weight.permuted(entry, 3, 2, 0, 1);
            case 2 -> Weight.permuted(entry, 1, 0);
            default -> Weight.of(entry);
        };
    }

    private static String rename(Variable variable) {
        String suffix = switch (variable.name) {
            case "kernel", "gamma" -> ".weight";
            case "moving_mean" -> ".running_mean";
            case "moving_variance" -> ".running_var";
            default -> ".bias";
        };
        Matcher block = BLOCK.matcher(variable.layer);
        if (block.matches()) {
            String child = switch (block.group(3)) {
                case "preact_bn" -> "bn1";
                case "0_conv" -> "downsample.0";
                case "1_conv" -> "conv1";
                case "1_bn" -> "bn2";
                case "2_conv" -> "conv2";
                case "2_bn" -> "bn3";
                default -> "conv3";
            };
            int stage = Integer.parseInt(block.group(1)) - 1;
            return "layer" + stage + "." + (Integer.parseInt(block.group(2)) - 1) + "." + child + suffix;
        }
        return switch (variable.layer) {
            case "conv1_conv" -> "conv1" + suffix;
            case "post_bn" -> "bn_last" + suffix;
            case "predictions" -> "fc" + suffix;
            default -> variable.layer + suffix;
        };
    }

    @Override
    public Conventions conventions(Map<String, Weight> weights) {
        Conventions plain = Conventions.PREACTIVATION;
        return new Conventions(
                plain.projection(),
                false,
                StemPool.MAX_ZERO_BORDER,
                true,
                1.001e-5,
                plain.weightStandardization(),
                plain.pool());
    }
}
