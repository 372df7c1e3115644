package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shown of model files that other libraries wrote, and of files that are none. */
class InspectCommandTest {
    @Test
    void aFileOfOursNeedsNoGuess(@TempDir Path folder) throws IOException {
        Path file = SampleFiles.model(folder);
        String text = Outcome.done("inspect", file);
        for (String part : new String[] {
            "file           " + file + "\n",
            "\nfamily         resnetv2\n",
            "\nvariant        resnet18\n",
            "\ndepth          18\n",
            "\nstem           3x3, stride 1, no pool\n",
            "\nblocks         basic, 2 + 2 + 2 + 2\n",
            "\nwidths         4, 8, 16, 32\n",
            "\nnorm           batch, epsilon 1E-5\n",
            "\nhead           32 features to 3 classes\n",
            "\npreprocessing  shorter side to 32 bilinear, centre 32 x 32\n",
            "\nlabels         cat, dog, caf\u00e9\n",
            "\n  resnetv2.labels         [\"cat\",\"dog\",\"caf\u00e9\"]\n",
        }) {
            assertTrue(text.contains(part), () -> part + " is not in\n" + text);
        }
        assertFalse(text.contains("guessed"), text);
    }

    @Test
    void aGroupNormIsToldWithItsGroups() {
        String text = Outcome.done("inspect", Golden.path("files/timm-smallbit.safetensors"));
        assertTrue(text.contains("\nnorm           group (32 groups), epsilon 1E-5, standardised weights\n"), text);
    }

    @Test
    void aLongListIsCutInTheMiddleUnlessAllIsAsked(@TempDir Path folder) throws IOException {
        Path file = SampleFiles.model(folder);
        int tensors = SampleFiles.network().stateDict().names().size();
        String cut = Outcome.done("inspect", file);
        String all = Outcome.done("inspect", file, "--all");
        assertTrue(cut.contains("\n  ... " + (tensors - 16) + " more, --all shows them\n"), cut);
        assertFalse(all.contains("..."), all);
        SampleFiles.network().stateDict().names().forEach(name -> assertTrue(all.contains("\n  " + name + " "), name));
    }

    @ParameterizedTest
    @CsvSource({
        "reference-small18.pth, PyTorch zip",
        "reference-small18-legacy.pth, PyTorch legacy",
        "reference-small18.npz, NumPy npz",
        "reference-small18-sharded, safetensors",
        "timm-small50d.safetensors, safetensors",
        "keras-small50.keras, Keras zip",
        "mxnet-small18.params, MXNet params",
    })
    void everyFormatIsShown(String name, String format) throws IOException, JsonException {
        Path file = Golden.path("files/" + name);
        Json.Obj json = Outcome.json("inspect", "--json", file);
        assertEquals(format, json.get("format").text());
        assertEquals(Files.isDirectory(file), json.find("bytes").isEmpty());
        assertEquals(10, json.get("network").object().get("classes").integer());
        assertTrue(Outcome.done("inspect", file).contains("\nguessed        preprocessing"));
    }

    @Test
    void programsGetTensorsWithTypeShapeAndSize() throws IOException, JsonException {
        Json.Obj json = Outcome.json("inspect", "--json", Golden.path("files/reference-small18-bf16.safetensors"));
        Json.Obj network = json.get("network").object();
        assertEquals("reference", network.get("family").text());
        assertEquals(Json.integers(2, 1, 1, 2), network.get("stage_blocks"));
        assertEquals(Json.integers(4, 8, 16, 32), network.get("stage_widths"));
        assertEquals(39_254, network.get("parameters").integer());
        assertEquals(
                "shorter-side", network.get("preprocessing").object().get("fit").text());
        assertEquals(1, network.get("guesses").array().size());
        List<Json> tensors = json.get("tensors").array();
        assertTrue(tensors.contains(Json.members()
                .put("name", "layer1.0.conv1.weight")
                .put("dtype", "BF16")
                .put("shape", Json.integers(4, 4, 3, 3))
                .put("bytes", 288)
                .build()));
    }

    @Test
    void aFileThatIsNoNetworkIsShownWithTheReason(@TempDir Path folder) throws IOException, JsonException {
        Path file = SampleFiles.tensors(folder, Map.of("x", Tensor.zeros(Shape.of(2, 3))));
        String text = Outcome.done("inspect", file);
        assertTrue(text.contains("\nnetwork  none: tensors.safetensors: "), text);
        assertTrue(text.endsWith("\n  x     F32   [2, 3]     24\n  1 tensors, 6 values, 24 bytes\n"), text);
        Json.Obj json = Outcome.json("inspect", file, "--json");
        assertTrue(json.find("network").isEmpty());
        assertTrue(json.get("refusal").text().startsWith("tensors.safetensors: "));
    }

    @Test
    void namesCannotControlTheScreen(@TempDir Path folder) throws IOException, JsonException {
        Path file = SampleFiles.tensors(folder, Map.of("x\u001b[2J\nfake", Tensor.zeros(Shape.of(1))));
        assertTrue(Outcome.done("inspect", file).contains("\n  x\\u001b[2J\\u000afake  F32"));
        Json tensor =
                Outcome.json("inspect", "--json", file).get("tensors").array().get(0);
        assertEquals("x\u001b[2J\nfake", tensor.object().get("name").text());
    }

    @Test
    void aDamagedFileIsAFailure(@TempDir Path folder) throws IOException {
        byte[] bytes = Golden.bytes("files/reference-small18.safetensors");
        Path file = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(bytes, bytes.length - 1));
        assertTrue(Outcome.failure("inspect", file).startsWith("cut.safetensors: expected "));
    }

    @Test
    void aWrongCallIsRefused() {
        assertEquals("expected FILE, found none", Outcome.misuse("inspect"));
        assertEquals("expected no further argument, found b", Outcome.misuse("inspect", "a", "b"));
    }
}
