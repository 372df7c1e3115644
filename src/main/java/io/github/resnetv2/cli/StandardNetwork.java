package io.github.resnetv2.cli;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.ResNetV2Builder;
import java.util.Optional;

/** The networks that can be asked for by name where a model file is not needed: they have initial values. */
final class StandardNetwork {
    /** For help texts. */
    static final String NAMES = "resnet18, 34, 50, 101 or 152";

    private StandardNetwork() {}

    /** The network of a name, to be built, or nothing if the name is none of these. */
    static Optional<ResNetV2Builder> named(String name) {
        int depth = switch (name) {
            case "resnet18" -> 18;
            case "resnet34" -> 34;
            case "resnet50" -> 50;
            case "resnet101" -> 101;
            case "resnet152" -> 152;
            default -> 0;
        };
        return depth == 0 ? Optional.empty() : Optional.of(ResNetV2.builder().depth(depth));
    }
}
