package io.github.resnetv2.family.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.formats.onnx.OnnxReader;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.Mutations;
import io.github.resnetv2.weights.Checkpoint;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A damaged graph is refused with a typed error, or is a network all of whose weights can be computed. */
class GraphDamageTest {
    private static Mutations damages(String file) throws IOException {
        return Mutations.of(Golden.bytes("files/" + file), source -> {
            Checkpoint checkpoint = OnnxReader.read(source, Limits.DEFAULT);
            for (Weight weight : OnnxGraph.recognise(checkpoint).weights().values()) {
                weight.values().read();
            }
            return checkpoint;
        });
    }

    @Test
    void someDamageIsToldOrHarmless() throws IOException {
        assertTrue(damages("timm-smallbit-unfolded.onnx").flip(401) > 100);
        assertTrue(damages("timm-small50d-opset12.onnx").flip(101) > 100);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "timm-smallbit-unfolded.onnx, 23",
        "timm-small50gn-dynamo.onnx, 23",
        "timm-small50d-opset12.onnx, 2",
        "cifar-small50-dynamo.onnx, 3",
        "zoo7-small50.onnx, 2"
    })
    void muchDamageIsToldOrHarmless(String file, int step) throws IOException {
        assertTrue(damages(file).flip(step) > 1000);
    }
}
