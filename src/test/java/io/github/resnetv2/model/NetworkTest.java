package io.github.resnetv2.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Architectures;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.testing.Layers;
import io.github.resnetv2.testing.Outputs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    private static Architecture small(int classes) {
        return Architecture.reference(Block.BASIC, List.of(1, 1), 4, 3, classes, Architecture.imageNetStem(4));
    }

    private static Network golden(Architecture architecture) {
        return Network.assemble(architecture, parameter -> GoldenValues.parameter(parameter.name(), parameter.shape()));
    }

    @Test
    void namesItsOutputsInTheOrderInWhichTheyComeIntoBeing() {
        Network network = golden(small(5));
        assertEquals(List.of("stem", "layer1", "layer2", "map", "features", "logits"), network.outputNames());
        Map<String, Tensor> outputs = Outputs.of(network, GoldenValues.input(2, 3, 33, 47));
        assertEquals(network.outputNames(), List.copyOf(outputs.keySet()));
        assertEquals(Shape.of(2, 4, 9, 12), outputs.get("stem").shape());
        assertEquals(Shape.of(2, 8, 5, 6), outputs.get("layer2").shape());
        assertEquals(Shape.of(2, 8, 5, 6), outputs.get("map").shape());
        assertEquals(Shape.of(2, 8), outputs.get("features").shape());
        assertEquals(Shape.of(2, 5), outputs.get("logits").shape());
        assertThrows(
                UnsupportedOperationException.class, () -> network.outputNames().clear());
    }

    @Test
    void theLastMapHasPassedItsNormAndReLU() {
        Network network = golden(small(5));
        Map<String, Tensor> outputs = Outputs.of(network, GoldenValues.input(1, 3, 33, 47));
        float[] map = outputs.get("map").toArray();
        float[] sum = outputs.get("layer2").toArray();
        boolean negativeSum = false;
        for (int i = 0; i < map.length; i++) {
            assertTrue(map[i] >= 0);
            negativeSum |= sum[i] < 0;
        }
        assertTrue(negativeSum, "what leaves a stage is the raw sum");
    }

    @Test
    void withoutAHeadGivesTheFeatures() {
        Network network = golden(small(0));
        Tensor x = GoldenValues.input(2, 3, 40, 40);
        assertEquals(List.of("stem", "layer1", "layer2", "map", "features"), network.outputNames());
        assertEquals(Shape.of(2, 8), network.outputShape(x.shape()));
        assertTrue(!network.children().containsKey("fc"));
        Map<String, Tensor> outputs = Outputs.of(golden(small(5)), x);
        assertArrayEquals(outputs.get("features").toArray(), network.forward(x).toArray());
    }

    @Test
    void anotherHeadReadsTheSameFeatures() {
        Network network = golden(small(5));
        Linear head = Layers.linear("other", 8, 3);
        Network changed = network.withHead(head);
        Tensor x = GoldenValues.input(1, 3, 40, 40);
        Map<String, Tensor> outputs = Outputs.of(network, x);
        assertArrayEquals(
                head.forward(outputs.get("features")).toArray(),
                changed.forward(x).toArray());
        assertEquals(small(3), changed.architecture());
        assertSame(head, changed.children().get("fc"));
        assertSame(network.children().get("layer1"), changed.children().get("layer1"));
        assertEquals(5, network.forward(x).shape().size(1), "the network itself stays as it was");
        assertEquals(3, golden(small(0)).withHead(head).forward(x).shape().size(1));
    }

    @Test
    void refusesAHeadOfAnotherWidth() {
        assertEquals(
                "head: expected 8 inputs, found 9",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> golden(small(5)).withHead(Layers.linear("other", 9, 3)))
                        .getMessage());
    }

    @Test
    void asksItsSourceForEveryTensorOnceInOrder() {
        List<Parameter> asked = new ArrayList<>();
        Map<String, Tensor> given = new LinkedHashMap<>();
        Network network = Network.assemble(small(5), parameter -> {
            asked.add(parameter);
            Tensor tensor = GoldenValues.parameter(parameter.name(), parameter.shape());
            given.put(parameter.name(), tensor);
            return tensor;
        });
        assertEquals(small(5).parameters(), asked);
        assertEquals(given, network.tensors());
        assertThrows(
                UnsupportedOperationException.class, () -> network.tensors().clear());
        assertThrows(
                UnsupportedOperationException.class, () -> network.children().clear());
    }

    @Test
    void refusesATensorOfTheWrongShapeByItsFullName() {
        String wrong = "layer2.0.conv1.weight";
        assertEquals(
                wrong + ": expected [8, 4, 3, 3], found [8, 4, 1, 1]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Network.assemble(
                                        small(5),
                                        parameter -> Tensor.zeros(
                                                parameter.name().equals(wrong)
                                                        ? Shape.of(8, 4, 1, 1)
                                                        : parameter.shape())))
                        .getMessage());
    }

    @Test
    void saysWhichLayerCannotTakeAnInput() {
        Network network = golden(small(5));
        assertEquals(
                "conv1: conv2d: expected input [N, 3, H, W] with N at least 1, found [1, 1, 32, 32]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> network.forward(Tensor.zeros(Shape.of(1, 1, 32, 32))))
                        .getMessage());
        assertEquals(
                "conv1: conv2d: expected input [N, 3, H, W] with N at least 1, found [0, 3, 32, 32]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> network.forward(Tensor.zeros(Shape.of(0, 3, 32, 32))))
                        .getMessage());
        assertEquals(
                "conv1: conv2d: expected input [N, 3, H, W] with N at least 1, found [3, 32, 32]",
                assertThrows(IllegalArgumentException.class, () -> network.forward(Tensor.zeros(Shape.of(3, 32, 32))))
                        .getMessage());
    }

    /** From one pixel on: padding and pooling leave at least one position. */
    @ParameterizedTest
    @ValueSource(strings = {"reference-18", "resnetv2_18d", "resnet18_v2", "ResNet50V2", "resnetv2_50x1_bit"})
    void takesPicturesOfAnySize(String name) {
        Network network = Network.assemble(Architectures.of(name, 4), parameter -> Tensor.full(parameter.shape(), 0));
        for (int height : new int[] {1, 2, 3, 5, 31, 32, 33, 224, 225}) {
            for (int width : new int[] {1, 4, 224, 331}) {
                assertEquals(Shape.of(2, 4), network.outputShape(Shape.of(2, 3, height, width)));
            }
        }
    }

    @Test
    void refusesAPictureWhoseFeaturesNoArrayHolds() {
        Network cifar =
                Network.assemble(Architectures.of("PreActResNet18", 4), parameter -> Tensor.full(parameter.shape(), 0));
        assertEquals(
                "flatten: expected less than 2^31 values an image, found [1, 512, 32768, 32768]",
                assertThrows(IllegalArgumentException.class, () -> cifar.outputShape(Shape.of(1, 3, 1 << 20, 1 << 20)))
                        .getMessage());
        assertEquals(
                "fc: Linear: expected input [N, 512], found [1, 8192]",
                assertThrows(IllegalArgumentException.class, () -> cifar.outputShape(Shape.of(1, 3, 128, 128)))
                        .getMessage());
    }

    @Test
    void aPixelIsEnough() {
        Tensor logits = golden(small(5)).forward(GoldenValues.input(1, 3, 1, 1));
        for (float logit : logits.toArray()) {
            assertTrue(Float.isFinite(logit));
        }
    }

    @Test
    void notANumberInAPictureReachesItsLogitsAndNoOtherPictures() {
        Network network = golden(small(5));
        Tensor clean = GoldenValues.input(2, 3, 40, 40);
        Tensor spoilt = Tensor.build(clean.shape(), values -> {
            clean.copyTo(values, 0);
            values[3 * 40 * 40 - 900] = Float.NaN;
        });
        Tensor logits = network.forward(spoilt);
        for (float logit : logits.select(0, 0).toArray()) {
            assertTrue(Float.isNaN(logit));
        }
        assertArrayEquals(
                network.forward(clean).select(0, 1).toArray(),
                logits.select(0, 1).toArray());
    }

    @Test
    void aPictureHasTheSameBitsAloneAndInABatch() {
        for (String name : List.of("reference-18", "resnetv2_18d")) {
            Network network = golden(Architectures.of(name, 10));
            Tensor x = GoldenValues.input(3, 3, 35, 32);
            Tensor together = network.forward(x);
            for (int n = 0; n < 3; n++) {
                Tensor alone = network.forward(x.slice(0, n, n + 1));
                assertNotSame(together, alone);
                assertArrayEquals(together.select(0, n).toArray(), alone.toArray(), name);
            }
        }
    }
}
