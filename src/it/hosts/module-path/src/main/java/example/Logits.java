package example;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/** Runs a trained network on a tensor. Argument: model. */
public final class Logits {
    private Logits() {}

    public static void main(String[] args) throws IOException {
        ResNetV2 model = ResNetV2.load(Path.of(args[0]));
        Tensor logits = model.forward(Tensor.zeros(Shape.of(1, 3, 32, 32)));
        if (!logits.shape().equals(Shape.of(1, 10)) || !model.kernels().startsWith("kernels scalar")) {
            throw new AssertionError("found " + logits.shape() + " and " + model.kernels());
        }
    }
}
