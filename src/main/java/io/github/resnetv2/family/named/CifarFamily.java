package io.github.resnetv2.family.named;

import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.model.Architecture.HeadPool;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.Map;

/**
 * The pre-activation nets for CIFAR of kuangliu/pytorch-cifar ({@code PreActResNet18} to {@code 152}): a 3x3 stem, no norm
 * after the last stage, an average pooling of 4.
 */
final class CifarFamily implements NamedFamily {
    @Override
    public String title() {
        return "pytorch-cifar";
    }

    @Override
    public boolean claims(Checkpoint checkpoint) {
        return checkpoint.tensors().find("linear.weight").isPresent()
                && checkpoint.tensors().find("layer1.0.bn1.weight").isPresent()
                && checkpoint.tensors().find("bn1.weight").isEmpty();
    }

    @Override
    public Map<String, Weight> rename(Checkpoint checkpoint) throws ModelFormatException {
        RenamedWeights weights = new RenamedWeights(checkpoint);
        for (Entry entry : checkpoint.tensors().entries()) {
            String name = entry.name().replace(".shortcut.", ".downsample.").replaceFirst("^linear\\.", "fc.");
            weights.put(name, Weight.of(entry));
        }
        return weights.byName();
    }

    @Override
    public Conventions conventions(Map<String, Weight> weights) {
        Conventions plain = Conventions.PREACTIVATION;
        return new Conventions(
                plain.projection(),
                plain.stemRelu(),
                plain.stemPool(),
                plain.strideInLastBlock(),
                plain.epsilon(),
                plain.weightStandardization(),
                HeadPool.AVERAGE_4);
    }
}
