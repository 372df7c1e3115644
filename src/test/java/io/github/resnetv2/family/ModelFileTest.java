package io.github.resnetv2.family;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands beside the weights: read, or refused under the name it has there. */
class ModelFileTest {
    private static final Architecture SMALL = Architecture.reference(18, 2);

    /** A file of ours, in which one text of the metadata is another one. */
    private static Recognition recognise(String key, String text, Limits limits) throws IOException {
        Map<String, String> metadata = new HashMap<>(ModelFile.metadata(SMALL, null, List.of("cat", "dog")));
        metadata.put(key, text);
        // No value is read, so that there need be none.
        List<Entry> entries = SMALL.parameters().stream()
                .map(parameter -> new Entry(parameter.name(), DType.F32, parameter.shape(), sink -> {}))
                .toList();
        return ModelFile.recognise(
                new Checkpoint(
                        Format.SAFETENSORS,
                        "model.safetensors",
                        StateDict.of(entries),
                        metadata,
                        Optional.empty(),
                        () -> {}),
                limits);
    }

    private static String refusal(String key, String text) {
        return assertThrows(ModelFormatException.class, () -> recognise(key, text, Limits.DEFAULT))
                .getMessage();
    }

    private static String hubConfig(String inputSize, String interpolation) {
        return "{\"input_size\": " + inputSize + ", \"crop_pct\": 1, \"interpolation\": " + interpolation
                + ", \"mean\": [0, 0, 0], \"std\": [1, 1, 1]}";
    }

    @Test
    void theHubsConfigIsRead() throws IOException {
        Recognition found = recognise(Checkpoint.HUB_CONFIG, hubConfig("[3, 96, 96]", "\"bicubic\""), Limits.DEFAULT);
        assertEquals(96, found.preprocessing().sizing().size());
        assertEquals(List.of("cat", "dog"), found.labels());
    }

    @ParameterizedTest
    @CsvSource({"-9999999999", "9999999999", "-2147483649", "0", "-1"})
    void aSizeThatNoPictureHasIsRefused(long size) {
        String message = refusal(Checkpoint.HUB_CONFIG, hubConfig("[3, " + size + ", 1]", "\"bicubic\""));
        assertTrue(message.startsWith("model.safetensors: config.json: "), message);
        assertTrue(message.endsWith("found " + size), message);
    }

    @ParameterizedTest
    @CsvSource({"config.json", "resnetv2.architecture", "resnetv2.preprocessing", "resnetv2.labels"})
    void aFaultIsReportedUnderTheNameOfItsText(String key) {
        assertEquals("model.safetensors: " + key + ": at byte 1: the document ends too early", refusal(key, "["));
        String message = refusal(key, "7");
        assertTrue(message.startsWith("model.safetensors: " + key + ": expected an "), message);
    }

    @Test
    void valuesOfAnyLengthMakeShortMessages() {
        String text = "\"" + "x".repeat(100_000) + "\"";
        String many = "[" + "1,".repeat(50_000) + "1]";
        for (String message : List.of(
                refusal(Checkpoint.HUB_CONFIG, hubConfig(many, "\"bicubic\"")),
                refusal(Checkpoint.HUB_CONFIG, hubConfig("[3, 96, 96]", text)),
                refusal(
                        "resnetv2.architecture",
                        ArchitectureJson.write(SMALL).compact().replace("\"basic\"", text)))) {
            assertTrue(message.length() < 300, () -> message.length() + " characters");
        }
    }

    @Test
    void theNumberOfValuesIsBounded() {
        Limits limits = new Limits(1 << 30, 2_000_000, 1000, 1 << 20, 64, 1, 1, 1, 1);
        for (String key : List.of(Checkpoint.HUB_CONFIG, "resnetv2.labels")) {
            ModelFormatException refused = assertThrows(
                    ModelFormatException.class, () -> recognise(key, "[" + "1,".repeat(20_000) + "1]", limits));
            assertTrue(refused.getMessage().endsWith("more than 20000 values"), refused.getMessage());
        }
    }
}
