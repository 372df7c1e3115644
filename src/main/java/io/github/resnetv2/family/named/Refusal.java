package io.github.resnetv2.family.named;

import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.Collection;
import java.util.stream.Collectors;

/** One sentence about a checkpoint that is no network of this library: what it seems to be, and why it does not fit. */
final class Refusal {
    private Refusal() {}

    static ModelFormatException of(Checkpoint checkpoint) {
        return new ModelFormatException(
                checkpoint.source() + ": " + sentence(checkpoint.tensors().names()));
    }

    private static String sentence(Collection<String> names) {
        if (names.isEmpty()) {
            return "the file holds no tensors";
        }
        if (names.contains("layer1.0.conv1.weight") && names.contains("bn1.weight")) {
            return "this seems to be torchvision's ResNet v1, whose ReLU follows the addition; only pre-activation"
                    + " networks (with a bn_last) fit";
        }
        if (names.stream().anyMatch(name -> name.contains("conv2_block1_1_conv"))) {
            return "this seems to be a Keras ResNet v1, whose ReLU follows the addition; only ResNet50V2, 101V2 and"
                    + " 152V2 fit";
        }
        if (names.stream().anyMatch(name -> name.startsWith("resnet_v2_"))) {
            return "this seems to be TF-slim's resnet_v2, whose names and pooling are not read; convert it first";
        }
        if (names.stream().anyMatch(name -> name.startsWith("features.") && name.contains("bn1.gamma"))) {
            return "this seems to be GluonCV's ResNet v1, whose ReLU follows the addition; only resnet18_v2 to 152_v2"
                    + " fit";
        }
        if (names.contains("layer1.0.bn1.weight")) {
            return "this seems to be a residual network, but neither the reference form (bn_last, fc) nor PreActResNet"
                    + " (linear, no bn1)";
        }
        String some = names.stream().limit(3).collect(Collectors.joining(", "));
        return "the names of its " + names.size() + " tensors (" + some
                + ", ...) are those of no pre-activation ResNet that is known here";
    }
}
