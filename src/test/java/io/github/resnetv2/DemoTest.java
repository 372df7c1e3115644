package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.GoldenNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The network and the photo of the README. The answers are PyTorch's, for the weights as they lie in {@code src/demo}:
 * rounded to half precision.
 */
class DemoTest {
    private static final Path DEMO = Path.of(System.getProperty("basedir", "."), "src", "demo");

    @Test
    void logitsAreThoseOfPyTorch() throws IOException {
        Path file = DEMO.resolve("cifar10.safetensors");
        assertTrue(Files.size(file) < 1_500_000);
        ResNetV2 model = ResNetV2.load(file);
        Golden golden = Golden.read("demo/cat-answers.safetensors");
        Tensor x = Tensor.of(Shape.of(1, 3, 32, 32), golden.tensor("input").floats());
        double[] expected = golden.tensor("logits.f16-weights.f64").doubles();
        double error = Accuracy.worst(expected, 0, model.forward(x).toArray());
        assertTrue(error <= GoldenNetwork.BATCH_NORM, () -> "error " + error + " of the largest logit");
    }

    @Test
    void thePhotoBecomesTheTensorThatPyTorchWasFed() throws IOException {
        ResNetV2 model = ResNetV2.load(DEMO.resolve("cifar10.safetensors"));
        Tensor x = model.preprocessing().orElseThrow().apply(ImageDecoder.DEFAULT.decode(DEMO.resolve("cat.jpg")));
        Golden golden = Golden.read("demo/cat-answers.safetensors");
        assertTrue(x.isClose(
                Tensor.of(Shape.of(1, 3, 32, 32), golden.tensor("input").floats()), 0));
    }

    @Test
    void itIsACat() throws IOException {
        Classifier classifier = Classifier.of(ResNetV2.load(DEMO.resolve("cifar10.safetensors")));
        List<Prediction> predictions = classifier.classify(DEMO.resolve("cat.jpg"), 5);
        assertEquals(
                List.of("cat", "deer", "frog", "truck", "automobile"),
                predictions.stream().map(Prediction::label).toList());
        assertEquals("cat 98.9 %", predictions.get(0).toString());
        try (var stream = Files.newInputStream(DEMO.resolve("cat.jpg"))) {
            assertEquals(predictions, classifier.classify(stream, 5));
        }
        assertEquals(10, classifier.classify(DEMO.resolve("cat.jpg"), 99).size());
    }
}
