package io.github.resnetv2.family.named;

import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.weights.Checkpoint;
import java.util.Map;

/**
 * This library's own names, those of torchvision's ResNet with a {@code bn_last}: the usual form of pre-activation ResNets
 * in PyTorch code.
 */
final class ReferenceFamily implements NamedFamily {
    @Override
    public String title() {
        return "reference";
    }

    @Override
    public boolean claims(Checkpoint checkpoint) {
        return checkpoint.tensors().find("bn_last.weight").isPresent()
                && checkpoint.tensors().find("layer1.0.bn1.weight").isPresent();
    }

    @Override
    public Map<String, Weight> rename(Checkpoint checkpoint) {
        return Weight.allOf(checkpoint.tensors());
    }

    @Override
    public Conventions conventions(Map<String, Weight> weights) {
        return Conventions.REFERENCE;
    }
}
