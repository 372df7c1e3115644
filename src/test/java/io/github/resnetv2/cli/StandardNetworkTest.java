package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardNetworkTest {
    @ParameterizedTest
    @ValueSource(ints = {18, 34, 50, 101, 152})
    void aNameMeansItsDepth(int depth) {
        // Narrow, so that the deep ones are quick to make.
        assertEquals(
                OptionalInt.of(depth),
                StandardNetwork.named("resnet" + depth)
                        .orElseThrow()
                        .width(2)
                        .classes(1)
                        .build()
                        .architecture()
                        .depth()
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()));
    }

    @Test
    void otherNamesAreFiles() {
        for (String name : new String[] {"resnet", "resnet51", "ResNet18", "resnet18.safetensors", ""}) {
            assertEquals(Optional.empty(), StandardNetwork.named(name), name);
        }
    }
}
