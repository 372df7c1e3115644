package example;

import io.github.resnetv2.ResNetV2;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a ResNet-18 with random weights. Argument: where to. */
public final class Prepare {
    private Prepare() {}

    public static void main(String[] args) throws IOException {
        ResNetV2.resnet18(1000).save(Path.of(args[0]));
    }
}
