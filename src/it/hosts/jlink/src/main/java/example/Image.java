package example;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Runs a trained network inside a run-time image. Arguments: model, the kernels to be expected. */
public final class Image {
    private Image() {}

    public static void main(String[] args) throws IOException {
        ResNetV2 model = ResNetV2.load(Path.of(args[0]));
        Tensor logits = model.forward(Tensor.zeros(Shape.of(1, 3, 32, 32)));
        if (!logits.shape().equals(Shape.of(1, 10)) || !model.kernels().startsWith("kernels " + args[1])) {
            throw new AssertionError("expected " + args[1] + " kernels, found " + model.kernels());
        }
        Set<String> modules = new TreeSet<>();
        ModuleLayer.boot().modules().forEach(module -> modules.add(module.getName()));
        Set<String> expected = new TreeSet<>(Set.of("example.image", "io.github.resnetv2", "java.base"));
        if (args[1].equals("vector")) {
            expected.add("jdk.incubator.vector");
        }
        if (!modules.equals(expected)) {
            throw new AssertionError("expected the modules " + expected + ", found " + modules);
        }
    }
}
