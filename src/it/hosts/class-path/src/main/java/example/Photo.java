package example;

import io.github.resnetv2.Classifier;
import io.github.resnetv2.Prediction;
import io.github.resnetv2.ResNetV2;
import java.io.IOException;
import java.nio.file.Path;

/** Asks a trained network about a photo. Arguments: model, photo, the kernels to be expected. */
public final class Photo {
    private Photo() {}

    public static void main(String[] args) throws IOException {
        ResNetV2 model = ResNetV2.load(Path.of(args[0]));
        Prediction first = Classifier.of(model).classify(Path.of(args[1]), 1).get(0);
        if (!first.label().equals("cat") || !model.kernels().startsWith("kernels " + args[2])) {
            throw new AssertionError("expected a cat, with " + args[2] + " kernels; found " + first + ", " + model.kernels());
        }
    }
}
