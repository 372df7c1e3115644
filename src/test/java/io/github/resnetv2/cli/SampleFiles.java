package io.github.resnetv2.cli;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.family.Presets;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Pictures;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Small files to call commands with. */
final class SampleFiles {
    static final List<String> LABELS = List.of("cat", "dog", "caf\u00e9");

    private SampleFiles() {}

    /** A network for pictures of 32x32 with three classes. */
    static ResNetV2 network() {
        return ResNetV2.builder()
                .depth(18)
                .width(4)
                .classes(3)
                .smallImages()
                .seed(1)
                .build();
    }

    /** The network in a file, with labels and preprocessing. */
    static Path model(Path folder) throws IOException {
        Path file = folder.resolve("model.safetensors");
        network()
                .withLabels(LABELS)
                .withPreprocessing(Presets.byName("cifar10"))
                .save(file);
        return file;
    }

    /** The network in a file that knows no labels. */
    static Path nameless(Path folder) throws IOException {
        Path file = folder.resolve("nameless.safetensors");
        network().save(file);
        return file;
    }

    /** A file of lines. */
    static Path lines(Path folder, String... lines) throws IOException {
        return Files.write(folder.resolve("lines.txt"), List.of(lines));
    }

    static RgbImage picture() {
        return Pictures.of(40, 36, 0);
    }

    /** The picture in a file. */
    static Path photo(Path folder) throws IOException {
        return Files.write(folder.resolve("photo.png"), picture().toPng());
    }

    /** Tensors in a file. */
    static Path tensors(Path folder, Map<String, Tensor> tensors) throws IOException {
        Path file = folder.resolve("tensors.safetensors");
        Checkpoints.save(file, StateDict.of(tensors), DType.F32, Map.of());
        return file;
    }
}
