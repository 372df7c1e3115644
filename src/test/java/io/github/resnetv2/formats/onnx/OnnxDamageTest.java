package io.github.resnetv2.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.Mutations;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cut and changed models end in a typed error or a correct parse, soon. */
class OnnxDamageTest {
    private static Mutations damages(String file) throws IOException {
        return Mutations.of(Golden.bytes("files/" + file), source -> OnnxReader.read(source, Limits.DEFAULT));
    }

    @Test
    void someDamageIsToldOrHarmless() throws IOException {
        Mutations damages = damages("timm-small18-opset12.onnx");
        assertTrue(damages.truncate(61) > 100);
        assertTrue(damages.flip(53) > 100);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "timm-small18-opset12.onnx",
                "timm-small50d-unfolded.onnx",
                "cifar-small18-dynamo.onnx",
                "mxnet-small50.onnx",
                "zoo7-small50.onnx"
            })
    void everyDamageIsToldOrHarmless(String file) throws IOException {
        Mutations damages = damages(file);
        assertTrue(damages.truncate(1) > 1000);
        assertTrue(damages.flip(1) > 1000);
    }
}
