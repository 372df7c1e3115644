package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.family.Presets;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.SummaryOptions;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Half;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResNetV2Test {
    private static final ResNetV2 SMALL = ResNetV2.builder()
            .depth(18)
            .width(4)
            .classes(3)
            .inputChannels(2)
            .seed(5)
            .build();

    @TempDir
    Path folder;

    @Test
    void theFiveDepthsHaveTheirParameters() {
        assertEquals(11_689_640, ResNetV2.resnet18(1000).architecture().parameterCount());
        assertEquals(21_797_800, ResNetV2.resnet34(1000).architecture().parameterCount());
        assertEquals(25_557_160, ResNetV2.resnet50(1000).architecture().parameterCount());
        assertEquals(44_549_288, ResNetV2.resnet101(1000).architecture().parameterCount());
        assertEquals(60_192_936, ResNetV2.resnet152(1000).architecture().parameterCount());
    }

    @Test
    void aSeedGivesTheSameNetworkAgainAndAnotherSeedAnother() {
        Tensor x = GoldenValues.input(1, 2, 40, 40);
        ResNetV2Builder builder =
                ResNetV2.builder().depth(18).width(4).classes(3).inputChannels(2);
        assertArrayEquals(
                SMALL.forward(x).toArray(), builder.seed(5).build().forward(x).toArray());
        assertFalse(SMALL.forward(x).isClose(builder.seed(6).build().forward(x), 1e-3f));
    }

    @Test
    void everyOutputCanBeAskedFor() {
        Tensor x = GoldenValues.input(2, 2, 33, 47);
        assertEquals(
                List.of("stem", "layer1", "layer2", "layer3", "layer4", "map", "features", "logits"),
                SMALL.outputNames());
        Map<String, Tensor> outputs = SMALL.outputs(x, "features", "layer2", "logits");
        assertEquals(List.of("features", "layer2", "logits"), new ArrayList<>(outputs.keySet()));
        assertEquals(Shape.of(2, 8, 5, 6), outputs.get("layer2").shape());
        assertArrayEquals(SMALL.features(x).toArray(), outputs.get("features").toArray());
        assertArrayEquals(SMALL.forward(x).toArray(), outputs.get("logits").toArray());
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> SMALL.outputs(x, "layer5"));
        assertTrue(thrown.getMessage().contains("expected one of [stem, "), thrown.getMessage());
    }

    @Test
    void oneClassOneChannelAndOnePixelWork() {
        ResNetV2 tiny = ResNetV2.builder()
                .blocks(Block.BOTTLENECK, 1, 1)
                .width(3)
                .classes(1)
                .inputChannels(1)
                .smallImages()
                .build();
        assertEquals(
                Shape.of(1, 1), tiny.forward(GoldenValues.input(1, 1, 1, 1)).shape());
        assertEquals(
                Shape.of(2, 1), tiny.forward(GoldenValues.input(2, 1, 5, 3)).shape());
    }

    @Test
    void wrongInputsAreRefusedWithTheExpectedShape() {
        assertRefused(Shape.of(1, 3, 40, 40), "conv1: ", "[N, 2, H, W]", "[1, 3, 40, 40]");
        assertRefused(Shape.of(0, 2, 40, 40), "conv1: ", "N at least 1", "[0, 2, 40, 40]");
        assertRefused(Shape.of(2, 40, 40), "conv1: ", "[N, 2, H, W]", "[2, 40, 40]");
        assertRefused(Shape.of(1, 2, 0, 40), "conv1: ", "expected at least 1", "found 0");
    }

    private static void assertRefused(Shape shape, String... parts) {
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> SMALL.forward(Tensor.zeros(shape)));
        for (String part : parts) {
            assertTrue(thrown.getMessage().contains(part), () -> part + " in: " + thrown.getMessage());
        }
    }

    @Test
    void nanSpreadsToTheLogitsOfItsOwnImageOnly() {
        Tensor x = Tensor.build(Shape.of(2, 2, 40, 40), values -> {
            GoldenValues.input(2, 2, 40, 40).copyTo(values, 0);
            values[37] = Float.NaN;
        });
        float[][] logits = SMALL.forward(x).toArray2d();
        assertTrue(Float.isNaN(logits[0][0]) && Float.isNaN(logits[0][1]) && Float.isNaN(logits[0][2]));
        assertTrue(Float.isFinite(logits[1][0]) && Float.isFinite(logits[1][1]) && Float.isFinite(logits[1][2]));
    }

    @Test
    void anotherHeadKeepsTheFeatures() {
        Tensor x = GoldenValues.input(1, 2, 40, 40);
        Linear head = new Linear(Tensor.full(Shape.of(1, 32), 1).contiguous(), Tensor.of(Shape.of(1), 0.5f));
        ResNetV2 changed = SMALL.withHead(head);
        double sum = 0.5;
        double magnitude = 0.5;
        for (float value : SMALL.features(x).toArray()) {
            sum += value;
            magnitude += Math.abs(value);
        }
        // 33 terms, whose partial sums are rounded.
        assertEquals(sum, changed.forward(x).get(0, 0), 33 * Accuracy.ROUNDING * magnitude);
        assertEquals(1, changed.architecture().classes());
        ResNetV2 set = SMALL.withThreads(3).withNumerics(Numerics.EXACT).withHead(head);
        assertEquals(3, set.threads());
        assertFalse(set.plan(x.shape()).contains("winograd"), "Winograd, though exact numbers were asked for");
        Linear wrong = new Linear(Tensor.zeros(Shape.of(1, 31)), Tensor.zeros(Shape.of(1)));
        assertThrows(IllegalArgumentException.class, () -> SMALL.withHead(wrong));
    }

    @Test
    void aNetworkWithoutAHeadHasFeaturesOnlyAndSaysSo() {
        ResNetV2 headless = ResNetV2.builder().depth(18).width(4).classes(0).build();
        Tensor x = GoldenValues.input(1, 3, 40, 40);
        assertEquals(Shape.of(1, 32), headless.forward(x).shape());
        assertFalse(headless.outputNames().contains("logits"));
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, () -> Classifier.of(headless));
        assertTrue(thrown.getMessage().contains("no head"), thrown.getMessage());
    }

    @Test
    void strictLoadingListsEverythingThatDoesNotFit() throws IOException {
        List<Entry> entries = new ArrayList<>(SMALL.stateDict().entries());
        entries.removeIf(entry -> entry.name().equals("bn1.weight"));
        entries.add(Entry.of("extra.weight", Tensor.zeros(Shape.of(7))));
        entries.removeIf(entry -> entry.name().equals("fc.weight"));
        entries.add(Entry.of("fc.weight", Tensor.zeros(Shape.of(3, 31))));
        ModelFormatException thrown = assertThrows(
                ModelFormatException.class, () -> ResNetV2.of(SMALL.architecture(), StateDict.of(entries)));
        for (String part :
                List.of("bn1.weight [4]", "extra.weight [7]", "fc.weight: expected [3, 32], found [3, 31]")) {
            assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
        }
        Tensor x = GoldenValues.input(1, 2, 40, 40);
        assertArrayEquals(
                SMALL.forward(x).toArray(),
                ResNetV2.of(SMALL.architecture(), SMALL.stateDict()).forward(x).toArray());
    }

    @Test
    void aSavedFileDescribesItself() throws IOException {
        ResNetV2 model = SMALL.withLabels(List.of("a", "b", "ü\"\\")).withPreprocessing(Presets.byName("cifar10"));
        Path file = folder.resolve("model.safetensors");
        model.save(file);
        ResNetV2 loaded = ResNetV2.load(file);
        assertEquals(model.architecture(), loaded.architecture());
        assertEquals(model.labels(), loaded.labels());
        assertEquals(model.preprocessing(), loaded.preprocessing());
        Tensor x = GoldenValues.input(1, 2, 40, 40);
        assertArrayEquals(model.forward(x).toArray(), loaded.forward(x).toArray());
        model.save(file, DType.F16);
        assertArrayEquals(
                rounded(model).forward(x).toArray(),
                ResNetV2.load(file).forward(x).toArray());
        assertThrows(IllegalArgumentException.class, () -> model.save(file, DType.I8));
        assertThrows(IllegalArgumentException.class, () -> model.withLabels(List.of("one")));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList(), "no temporary file stays");
        }
    }

    /** The network with every weight rounded to half precision. */
    private static ResNetV2 rounded(ResNetV2 model) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : model.stateDict().entries()) {
            float[] values = entry.toTensor().toArray();
            for (int i = 0; i < values.length; i++) {
                values[i] = Half.toFloat(Half.fromFloat(values[i]));
            }
            entries.add(Entry.of(entry.name(), Tensor.of(entry.shape(), values)));
        }
        return ResNetV2.of(model.architecture(), StateDict.of(entries));
    }

    @Test
    void aHubConfigBesideTheFileGivesPreprocessingAndLabels() throws IOException {
        Path file = folder.resolve("model.safetensors");
        ResNetV2 plain = ResNetV2.builder().depth(18).width(4).classes(2).build();
        Checkpoints.save(file, plain.stateDict(), DType.F32, Map.of());
        Files.writeString(
                folder.resolve("config.json"),
                "{\"num_classes\": 2, \"pretrained_cfg\": {\"input_size\": [3, 96, 96], \"crop_pct\": 0.9, "
                        + "\"interpolation\": \"bicubic\", \"mean\": [0.5, 0.5, 0.5], \"std\": [0.5, 0.5, 0.5]}, "
                        + "\"label_names\": [\"yes\", \"no\"]}");
        for (Path path : List.of(file, folder)) {
            ResNetV2 model = ResNetV2.load(path);
            assertEquals(List.of("yes", "no"), model.labels());
            assertEquals(96, model.preprocessing().orElseThrow().sizing().size());
            assertEquals(List.of(), model.recognition().orElseThrow().guesses());
        }
        Files.writeString(folder.resolve("config.json"), "{\"label_names\": [\"only one\"]}");
        assertThrows(ModelFormatException.class, () -> ResNetV2.load(file));
    }

    @Test
    void summariesComeInThreeForms() {
        assertTrue(SMALL.summary().contains("BasicBlockV2: 2-1"));
        assertTrue(SMALL.summary(SummaryOptions.DEFAULT.withDepth(1).withColumns(SummaryOptions.Column.NUM_PARAMS))
                .contains("Sequential: 1-5"));
        assertTrue(SMALL.summary(Shape.of(1, 2, 64, 64)).contains("[1, 4, 16, 16]"));
        assertThrows(IllegalArgumentException.class, () -> SMALL.summary(Shape.of(1, 3, 64, 64)));
    }

    @Test
    void operationsAreCountedAsInTheSummary() {
        String millions = String.format(Locale.ROOT, "%.2f", SMALL.multAdds(Shape.of(1, 2, 64, 64)) / 1e6);
        assertTrue(SMALL.summary(Shape.of(1, 2, 64, 64)).contains("Total mult-adds (M): " + millions + "\n"), millions);
        assertThrows(IllegalArgumentException.class, () -> SMALL.multAdds(Shape.of(1, 3, 64, 64)));
    }

    @Test
    void theNumberOfThreadsIsAsAskedFor() {
        assertTrue(SMALL.threads() >= 1);
        assertEquals(3, SMALL.withThreads(3).threads());
        assertEquals(3, SMALL.withThreads(3).withNumerics(Numerics.EXACT).threads());
        assertThrows(IllegalArgumentException.class, () -> SMALL.withThreads(0));
    }

    @Test
    void buildersRefuseImpossibleSizes() {
        assertThrows(IllegalArgumentException.class, () -> ResNetV2.builder().depth(20));
        assertThrows(
                IllegalArgumentException.class,
                () -> ResNetV2.builder().width(0).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> ResNetV2.builder().classes(-1).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> ResNetV2.builder().blocks(Block.BASIC).build());
        assertEquals(
                Architecture.reference(34, 7),
                ResNetV2.builder().depth(34).classes(7).build().architecture());
    }
}
