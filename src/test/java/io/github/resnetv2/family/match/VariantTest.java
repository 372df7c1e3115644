package io.github.resnetv2.family.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.Stem;
import io.github.resnetv2.testing.Architectures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What networks are called: by a published name only if they have its widths. */
class VariantTest {
    /** A network of whose stages each has another width. */
    private static Architecture withWidths(Architecture a, int... widths) {
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : a.stages()) {
            int width = widths[stages.size()];
            stages.add(new Stage(stage.blocks(), width, width * a.block().expansion(), stage.stride(), true));
        }
        return new Architecture(
                a.inputChannels(),
                a.classes(),
                new Stem(
                        a.stem().kernel(),
                        a.stem().stride(),
                        a.stem().widths(),
                        a.stem().relu(),
                        a.stem().pool()),
                a.block(),
                stages,
                a.strideInLastBlock(),
                a.projection(),
                a.norm(),
                a.norms(),
                a.biases(),
                a.weightStandardization(),
                a.pool());
    }

    private static String name(Architecture architecture) {
        return Variant.of(architecture).name();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnetv2_18",
                "resnetv2_34d",
                "resnetv2_50t",
                "resnetv2_50d_gn",
                "resnetv2_152",
                "resnetv2_50x1_bit",
                "resnetv2_101x3_bit",
                "resnetv2_152x4_bit",
                "resnet18_v2",
                "resnet152_v2",
                "ResNet50V2",
                "PreActResNet18",
                "PreActResNet50",
            })
    void publishedNetworksHaveTheirNames(String name) {
        assertEquals(name, name(Architectures.of(name, 1000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnetv2_50",
                "resnetv2_50d_gn",
                "resnetv2_50x1_bit",
                "resnet50_v2",
                "ResNet50V2",
                "PreActResNet50"
            })
    void networksOfOtherWidthsAreCalledByTheirSize(String name) {
        Architecture published = Architectures.of(name, 1000);
        for (int[] widths : new int[][] {{100, 200, 400, 800}, {32, 64, 128, 256}, {64, 128, 256, 544}}) {
            Architecture other = withWidths(published, widths);
            Variant variant = Variant.of(other);
            assertEquals(
                    "blocks [3, 4, 6, 3], widths [" + 4 * widths[0] + ", " + 4 * widths[1] + ", " + 4 * widths[2] + ", "
                            + 4 * widths[3] + "]",
                    variant.name());
            assertEquals(Variant.of(published).family(), variant.family());
            assertFalse(variant.isImageNet(other));
        }
    }

    @Test
    void bigTransferIsPublishedInMultiplesAndOursInAnyWidth() {
        Architecture bit = Architectures.of("resnetv2_50x1_bit", 1000);
        assertEquals("resnetv2_50x2_bit", name(withWidths(bit, 128, 256, 512, 1024)));
        Architecture ours = Architectures.of("reference-50", 1000);
        assertEquals("resnet50", name(withWidths(ours, 100, 200, 400, 800)));
    }
}
