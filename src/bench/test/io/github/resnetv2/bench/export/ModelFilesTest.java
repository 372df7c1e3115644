package io.github.resnetv2.bench.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.bench.export.ModelFiles.Form;
import io.github.resnetv2.cli.measure.RandomImages;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.StateDict;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
    private static final Shape INPUT = Shape.of(1, 3, 64, 64);

    @TempDir
    private Path folder;

    @Test
    void theOnnxFileIsTheSameNetwork() throws Exception {
        ModelFiles.provide(folder, 18, Form.SAFETENSORS);
        ModelFiles.provide(folder, 18, Form.ONNX);
        Tensor images = Tensor.of(INPUT, RandomImages.of(INPUT, 1));
        float[] expected = load(18, Form.SAFETENSORS).forward(images).toArray();
        assertArrayEquals(expected, load(18, Form.ONNX).forward(images).toArray());
    }

    @Test
    void aBottleneckNetworkIsTheSameToo() throws Exception {
        ModelFiles.provide(folder, 50, Form.SAFETENSORS);
        ModelFiles.provide(folder, 50, Form.ONNX);
        StateDict expected = load(50, Form.SAFETENSORS).stateDict();
        StateDict found = load(50, Form.ONNX).stateDict();
        assertEquals(expected.names().size(), found.names().size());
        for (String name : expected.names()) {
            assertArrayEquals(
                    expected.get(name).toTensor().toArray(),
                    found.get(name).toTensor().toArray(),
                    name);
        }
    }

    private ResNetV2 load(int depth, Form form) throws Exception {
        return ResNetV2.load(ModelFiles.file(folder, depth, form));
    }
}
