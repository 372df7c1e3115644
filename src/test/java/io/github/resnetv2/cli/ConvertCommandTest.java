package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written loads as the same network. */
class ConvertCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reference-small18.pth",
                "timm-small50d.safetensors",
                "timm-smallbit-google.npz",
                "keras-small50.weights.h5",
                "mxnet-small18.params",
                "cifar-small18.pth"
            })
    void theResultGivesTheSameBits(String name) throws IOException {
        Path in = Golden.path("files/" + name);
        Path out = folder.resolve("out.safetensors");
        String text = Outcome.done("convert", in, out);
        assertTrue(text.contains(" classes, ") && text.contains(" -> " + out + " (F32, "), text);
        ResNetV2 before = ResNetV2.load(in);
        ResNetV2 after = ResNetV2.load(out);
        float[] expected = before.forward(GoldenValues.input(1, 3, 32, 32)).toArray();
        assertArrayEquals(
                expected, after.forward(GoldenValues.input(1, 3, 32, 32)).toArray());
        assertEquals(before.architecture(), after.architecture());
        assertEquals(before.preprocessing(), after.preprocessing());
    }

    @ParameterizedTest
    @CsvSource({"f16, F16", "bf16, BF16"})
    void halfTypesTakeHalfTheSize(String name, DType dtype) throws IOException {
        Path in = Golden.path("files/reference-small18.safetensors");
        Path full = folder.resolve("full.safetensors");
        Path half = folder.resolve("half.safetensors");
        Outcome.done("convert", in, full);
        Outcome.done("convert", in, half, "--dtype", name);
        try (Checkpoint checkpoint = Checkpoints.open(half, Limits.DEFAULT)) {
            assertTrue(checkpoint.tensors().entries().stream().allMatch(entry -> entry.dtype() == dtype));
        }
        long values = ResNetV2.load(full).stateDict().entries().stream()
                .mapToLong(entry -> entry.shape().elements())
                .sum();
        // The headers differ by a few digits of the offsets.
        assertEquals(2 * values, Files.size(full) - Files.size(half), 0.02 * values);
    }

    @Test
    void labelsAreWrittenIntoTheFile() throws IOException {
        Path out = folder.resolve("out.safetensors");
        Path labels = SampleFiles.lines(folder, "zero", "one", "two");
        Outcome.done("convert", SampleFiles.nameless(folder), out, "--labels", labels);
        assertEquals(List.of("zero", "one", "two"), ResNetV2.load(out).labels());
    }

    @Test
    void whatHadToBeGuessedIsSaid() {
        String text =
                Outcome.done("convert", Golden.path("files/reference-small18.pth"), folder.resolve("out.safetensors"));
        assertTrue(text.startsWith("reference "), text);
        assertTrue(text.contains("\nguessed: preprocessing"), text);
    }

    @Test
    void aFileMayBeReplacedByItself() throws IOException {
        Path file = SampleFiles.model(folder);
        byte[] before = Files.readAllBytes(file);
        Outcome.done("convert", file, file);
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void aFailureLeavesNothingBehind() throws IOException {
        Path out = folder.resolve("out.safetensors");
        Path labels = SampleFiles.lines(folder, "one");
        Outcome.failure("convert", SampleFiles.model(folder), out, "--labels", labels);
        assertTrue(Files.notExists(out));
    }

    @Test
    void aWrongCallIsRefused() {
        assertEquals("expected OUT.safetensors, found none", Outcome.misuse("convert", "in.pth"));
        assertEquals(
                "OUT.safetensors: expected a name that ends with .safetensors, found 'out.pth'",
                Outcome.misuse("convert", "in.pth", "out.pth"));
        assertEquals(
                "--dtype: expected one of f32, f16, bf16, found 'f64'",
                Outcome.misuse("convert", "in.pth", "out.safetensors", "--dtype", "f64")
                        .replaceFirst(";.*", ""));
    }
}
