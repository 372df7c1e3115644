package io.github.resnetv2.family.named;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the families make of names; whether networks come out of it is for the golden files to show. */
class NamedFamiliesTest {
    /** The tensors are not read, and refused before anybody looks at their shapes. */
    private static Checkpoint checkpoint(String... names) {
        return new Checkpoint(
                Format.NPZ,
                "model",
                StateDict.of(Arrays.stream(names)
                        .map(name -> new Entry(name, DType.F32, Shape.of(1, 1, 1, 1), sink -> {}))
                        .toList()),
                Map.of(),
                Optional.empty(),
                () -> {});
    }

    /** The names by which a family claims the file, then the name that two others come to. */
    @ParameterizedTest
    @CsvSource({
        "linear.weight layer1.0.bn1.weight, fc.weight, linear.weight, fc.weight",
        "linear.weight layer1.0.bn1.weight, layer2.0.downsample.0.weight,"
                + " layer2.0.shortcut.0.weight, layer2.0.downsample.0.weight",
        "stages.0.blocks.0.conv1.weight stages.0.blocks.0.norm1.weight, bn_last.weight, norm.weight, bn_last.weight",
        "stages.0.blocks.0.conv1.weight stages.0.blocks.0.norm1.weight, layer1.0.conv1.weight,"
                + " stages.0.blocks.0.conv1.weight, stages.00.blocks.0.conv1.weight",
        "resnet/root_block/standardized_conv2d/kernel, layer1.0.bn1.weight,"
                + " resnet/block1/unit01/a/group_norm/gamma, resnet/block1/unit001/a/group_norm/gamma",
        "features.0.gamma features.5.0.bn1.gamma, layer1.0.bn1.weight,"
                + " features.5.0.bn1.gamma, features.5.0.bn1.weight",
        "conv2_block1_preact_bn/gamma, layer1.0.bn1.weight,"
                + " conv2_block1_preact_bn/gamma, other/conv2_block1_preact_bn/gamma:0",
    })
    void twoTensorsOfOneNameAreRefused(String claim, String name, String first, String second) {
        String[] names = (claim + " " + first + " " + second).split(" ");
        Checkpoint checkpoint = checkpoint(Arrays.stream(names).distinct().toArray(String[]::new));
        ModelFormatException refused =
                assertThrows(ModelFormatException.class, () -> NamedFamilies.recognise(checkpoint));
        assertEquals(
                "model: expected one tensor for " + name + ", found two: " + first + " and " + second,
                refused.getMessage());
    }
}
