package io.github.resnetv2.family.named;

import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Big Transfer as Google published it, {@code BiT-M-R50x1.npz} and its like: kernels in HWIO, units counted from 1. */
final class BitFamily implements NamedFamily {
    private static final Pattern UNIT = Pattern.compile(
            "resnet/block(\\d{1,2})/unit(\\d{2,4})/([abc])/(proj/)?(standardized_conv2d/kernel|group_norm/(gamma|beta))");

    @Override
    public String title() {
        return "Google BiT";
    }

    @Override
    public boolean claims(Checkpoint checkpoint) {
        return checkpoint
                .tensors()
                .find("resnet/root_block/standardized_conv2d/kernel")
                .isPresent();
    }

    @Override
    public Map<String, Weight> rename(Checkpoint checkpoint) throws ModelFormatException {
        RenamedWeights weights = new RenamedWeights(checkpoint);
        for (Entry entry : checkpoint.tensors().entries()) {
            String name = rename(entry.name());
            boolean kernel = entry.name().endsWith("/kernel");
            if (kernel && entry.shape().rank() != 4) {
                throw new ModelFormatException(checkpoint.source() + ": " + entry.name()
                        + ": expected a kernel [H, W, I, O], found " + entry.shape());
            }
            Weight weight = kernel ? Weight.permuted(entry, 3, 2, 0, 1) : Weight.of(entry);
            weights.put(name, name.equals("fc.weight") ? weight.squeezed() : weight);
        }
        return weights.byName();
    }

    private static String rename(String name) {
        Matcher unit = UNIT.matcher(name);
        if (unit.matches()) {
            String block = "layer" + unit.group(1) + "." + (Integer.parseInt(unit.group(2)) - 1) + ".";
            int position = unit.group(3).charAt(0) - 'a' + 1;
            if (unit.group(4) != null) {
                return block + "downsample.0.weight";
            }
            return unit.group(6) == null
                    ? block + "conv" + position + ".weight"
                    : block + "bn" + position + (unit.group(6).equals("gamma") ? ".weight" : ".bias");
        }
        return switch (name) {
            case "resnet/root_block/standardized_conv2d/kernel" -> "conv1.weight";
            case "resnet/group_norm/gamma" -> "bn_last.weight";
            case "resnet/group_norm/beta" -> "bn_last.bias";
            case "resnet/head/conv2d/kernel" -> "fc.weight";
            case "resnet/head/conv2d/bias" -> "fc.bias";
            default -> name;
        };
    }

    @Override
    public Conventions conventions(Map<String, Weight> weights) {
        return TimmFamily.bit();
    }
}
