package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Outputs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecorderTest {
    @Test
    void valuesAreRecordedInOrderWithPathsAndReaders() {
        List<Node> nodes =
                Recorder.record(SmallNetwork.REFERENCE_SMALL_IMAGES.network(), Shape.of(2, 1, 9, 8), Set.of("logits"));
        assertEquals(
                List.of(
                        "input",
                        "conv1",
                        "bn1",
                        "relu",
                        "layer1.0.bn1",
                        "layer1.0.relu",
                        "layer1.0.conv1",
                        "layer1.0.bn2",
                        "layer1.0.relu",
                        "layer1.0.conv2",
                        "layer1.0.add",
                        "layer2.0.bn1",
                        "layer2.0.relu",
                        "layer2.0.conv1",
                        "layer2.0.bn2",
                        "layer2.0.relu",
                        "layer2.0.conv2",
                        "layer2.0.downsample.0",
                        "layer2.0.downsample.1",
                        "layer2.0.add",
                        "bn_last",
                        "relu",
                        "avgpool",
                        "flatten",
                        "fc"),
                nodes.stream().map(node -> node.path).toList());
        Node stem = nodes.get(3);
        assertEquals(
                List.of("layer1.0.bn1", "layer1.0.add"),
                stem.users.stream().map(node -> node.path).toList());
        assertEquals(List.of("logits"), nodes.get(24).outputs);
        assertEquals(List.of(), stem.outputs, "named, but not asked for");
        assertEquals(Shape.of(2, 64, 5, 4), nodes.get(19).shape);
    }

    /** Every value has the shape that the plain path gives it. */
    @ParameterizedTest
    @EnumSource
    void shapesAreThoseOfThePlainPath(SmallNetwork small) {
        Network network = small.network();
        Tensor x = small.input(2, 13, 11);
        Map<String, Tensor> outputs = Outputs.of(network, x);
        for (Node node : Recorder.record(network, x.shape(), Set.copyOf(network.outputNames()))) {
            node.outputs.forEach(name -> assertEquals(outputs.get(name).shape(), node.shape, name));
        }
    }

    @Test
    void anOutputThatTheNetworkDoesNotGiveIsRefused() {
        IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class,
                () -> Recorder.record(
                        SmallNetwork.REFERENCE_SMALL_IMAGES.network(), Shape.of(1, 1, 8, 8), Set.of("layer3")));
        assertEquals(
                "output: expected one of [stem, layer1, layer2, map, features, logits], found layer3",
                thrown.getMessage());
    }
}
