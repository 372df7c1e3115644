package example;

import io.github.resnetv2.MemoryEstimate;
import io.github.resnetv2.Numerics;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/** Loads a ResNet-18 and runs it twice, within what the heap has. Arguments: model, numerics. */
public final class SmallHeap {
    private SmallHeap() {}

    public static void main(String[] args) throws IOException {
        ResNetV2 model = ResNetV2.load(Path.of(args[0])).withNumerics(Numerics.valueOf(args[1]));
        Shape input = Shape.of(1, 3, 224, 224);
        Tensor x = Tensor.zeros(input);
        for (int run = 0; run < 2; run++) {
            if (!model.forward(x).shape().equals(Shape.of(1, 1000))) {
                throw new AssertionError("expected 1,000 logits");
            }
        }
        MemoryEstimate estimate = model.memoryEstimate(input);
        long heap = Runtime.getRuntime().maxMemory();
        System.out.println(estimate + " of " + heap / 1_000_000 + " MB");
        if (estimate.totalBytes() > heap) {
            throw new AssertionError("the estimate of " + estimate.totalBytes() + " bytes exceeds the heap it ran in");
        }
    }
}
