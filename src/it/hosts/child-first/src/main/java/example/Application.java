package example;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Function;

/** What is deployed: takes the name of a model file and tells which class loader the library came from. */
public final class Application implements Function<String, ClassLoader> {
    @Override
    public ClassLoader apply(String file) {
        try {
            ResNetV2 model = ResNetV2.load(Path.of(file));
            Tensor logits = model.forward(Tensor.zeros(Shape.of(1, 3, 32, 32)));
            if (!logits.shape().equals(Shape.of(1, 10)) || !model.kernels().startsWith("kernels vector")) {
                throw new AssertionError("found " + logits.shape() + " and " + model.kernels());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ResNetV2.class.getClassLoader();
    }
}
