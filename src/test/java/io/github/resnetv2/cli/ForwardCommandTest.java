package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.Numerics;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tensor in, tensors out. */
class ForwardCommandTest {
    private static final Path MODEL = Golden.path("files/reference-small18.safetensors");

    @TempDir
    private Path folder;

    private Path npy;

    @BeforeEach
    void write() throws IOException {
        npy = folder.resolve("x.npy");
        Checkpoints.saveArray(npy, GoldenValues.input(2, 3, 40, 48));
    }

    private static Tensor only(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(file, Limits.DEFAULT)) {
            assertEquals(1, checkpoint.tensors().entries().size());
            return checkpoint.tensors().entries().iterator().next().toTensor();
        }
    }

    @Test
    void exactIsWithoutWinograd() throws IOException {
        Path demo = Path.of(System.getProperty("basedir", "."), "src/demo/cifar10.safetensors");
        Tensor x = GoldenValues.input(1, 3, 32, 32);
        Checkpoints.saveArray(npy, x);
        Path fast = folder.resolve("fast.npy");
        Path exact = folder.resolve("exact.npy");
        Outcome.done("forward", "--model", demo, "--input", npy, "--output", fast);
        Outcome.done("forward", "--model", demo, "--exact", "--input", npy, "--output", exact);
        float[] expected =
                ResNetV2.load(demo).withNumerics(Numerics.EXACT).forward(x).toArray();
        assertArrayEquals(expected, only(exact).toArray());
        assertFalse(Arrays.equals(expected, only(fast).toArray()), "no layer of this network is Winograd's");
    }

    @Test
    void theLogitsAreThoseOfPyTorch() throws IOException {
        Path out = folder.resolve("y.npy");
        assertEquals(
                "logits [2, 10] -> " + out + "\n",
                Outcome.done("forward", "--model", MODEL, "--input", npy, "--output", out));
        Golden golden = Golden.read("files/reference-small18-expected.safetensors");
        float[] expected = golden.tensor("logits.f32").floats();
        float largest = 0.25f;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        // Two float32 runs, each within 5e-6 of the largest logit, or of 0.25 if all are small.
        assertArrayEquals(expected, only(out).toArray(), 1e-5f * largest);
    }

    @Test
    void theNumbersAreTheSameForAnyNumberOfThreads() throws IOException {
        Path one = folder.resolve("one.npy");
        Outcome.done("forward", "--model", MODEL, "--threads", 1, "--input", npy, "--output", one);
        for (int threads : new int[] {2, 7}) {
            Path out = folder.resolve("more.npy");
            Outcome.done("forward", "--model", MODEL, "--threads", threads, "--input", npy, "--output", out);
            assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(out));
        }
    }

    @Test
    void safetensorsCarryTheNamesOfTheOutputs() throws IOException {
        Path out = folder.resolve("y.safetensors");
        Outcome.done("forward", "--model", MODEL, "--input", npy, "--output", out, "--outputs", "layer1,stem,features");
        Map<String, Tensor> expected =
                ResNetV2.load(MODEL).outputs(GoldenValues.input(2, 3, 40, 48), "layer1", "stem", "features");
        try (Checkpoint checkpoint = Checkpoints.open(out, Limits.DEFAULT)) {
            StateDict found = checkpoint.tensors();
            assertEquals(expected.keySet(), Set.copyOf(found.names()));
            for (String name : found.names()) {
                assertArrayEquals(
                        expected.get(name).toArray(), found.get(name).toTensor().toArray(), name);
            }
        }
    }

    @Test
    void aNetworkWithoutAHeadGivesItsFeatures() throws IOException {
        Path headless = folder.resolve("headless.safetensors");
        ResNetV2.builder().depth(18).width(4).classes(0).build().save(headless);
        Path out = folder.resolve("y.safetensors");
        assertEquals(
                "features [2, 32] -> " + out + "\n",
                Outcome.done("forward", "--model", headless, "--input", npy, "--output", out));
    }

    @Test
    void oneOfSeveralTensorsIsChosenByName() throws IOException {
        Path in = SampleFiles.tensors(
                folder, Map.of("input", GoldenValues.input(2, 3, 40, 48), "other", Tensor.zeros(Shape.of(1))));
        Path out = folder.resolve("y.npy");
        Path same = folder.resolve("z.npy");
        Outcome.done("forward", "--model", MODEL, "--input", in, "--name", "input", "--output", out);
        Outcome.done("forward", "--model", MODEL, "--input", npy, "--output", same);
        assertArrayEquals(Files.readAllBytes(same), Files.readAllBytes(out));
        String unnamed = Outcome.failure("forward", "--model", MODEL, "--input", in, "--output", out);
        assertTrue(unnamed.contains("expected one tensor, or --name to say which, found 2 tensors ("), unnamed);
        String misnamed =
                Outcome.failure("forward", "--model", MODEL, "--input", in, "--name", "inptu", "--output", out);
        assertTrue(misnamed.endsWith("; did you mean input?"), misnamed);
    }

    @Test
    void manyNamesAreNotAllListed() {
        String message =
                Outcome.failure("forward", "--model", MODEL, "--input", MODEL, "--output", folder.resolve("y.npy"));
        assertTrue(message.endsWith(", ...)") && message.length() < 400, message);
    }

    @Test
    void anInputThatDoesNotFitIsAFailureThatNamesTheLayer() throws IOException {
        Checkpoints.saveArray(npy, Tensor.zeros(Shape.of(1, 4, 32, 32)));
        Path out = folder.resolve("y.npy");
        String message = Outcome.failure("forward", "--model", MODEL, "--input", npy, "--output", out);
        assertTrue(message.contains("[1, 4, 32, 32]"), message);
        assertTrue(Files.notExists(out));
    }

    @Test
    void anUnknownOutputIsAFailureThatListsTheKnown() {
        String message = Outcome.failure(
                "forward", "--model", MODEL, "--input", npy, "--output", folder.resolve("y.npy"), "--outputs", "head");
        assertTrue(message.contains("stem") && message.contains("logits") && message.contains("head"), message);
    }

    @Test
    void aWrongCallIsRefused() {
        assertEquals(
                "--output: expected a name that ends with .safetensors for 2 outputs, found 'y.npy'",
                Outcome.misuse(
                        "forward", "--model", MODEL, "--input", npy, "--output", "y.npy", "--outputs", "stem,layer1"));
        assertEquals(
                "--output: expected a name that ends with .npy or .safetensors, found 'y.csv'",
                Outcome.misuse("forward", "--model", MODEL, "--input", npy, "--output", "y.csv"));
        assertEquals("expected --output FILE, found none", Outcome.misuse("forward", "--model", "m", "--input", "x"));
        assertEquals(List.of(), List.of(folder.toFile().list((dir, name) -> name.startsWith("y"))));
    }
}
