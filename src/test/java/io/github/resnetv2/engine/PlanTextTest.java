package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Architectures;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans and costs as people read them. */
class PlanTextTest {
    private static final int COLUMNS = 80;

    @Test
    void aPlanSaysForEachStepWhatItDoesAndWhere() {
        Network network = SmallNetwork.REFERENCE_SMALL_IMAGES.network();
        String text = Engines.of(network, true).describe(Shape.of(2, 1, 9, 8), List.of("logits"));
        List<String> lines = text.lines().toList();
        assertEquals("step                   algorithm  output                   MFLOP       MB  at MB", lines.get(0));
        assertEquals(
                List.of(
                        "input input [2,1,9,8]",
                        "conv1 stem [2,3,9,8]",
                        "layer1.0.conv1 gathered [2,1,9,8]",
                        "layer1.0.conv2 gathered [2,3,9,8]",
                        "layer2.0.conv1 gathered [2,32,5,4]",
                        "layer2.0.downsample.0 gathered [2,64,5,4]",
                        "layer2.0.conv2 gathered [2,64,5,4]",
                        "avgpool avgpool [2,64,1,1]",
                        "fc linear [2,1]"),
                lines.subList(1, lines.size() - 1).stream()
                        .map(line -> String.join(" ", Arrays.copyOf(line.split(" +"), 3)))
                        .toList());
        // conv2 of the last block: 2 images, 20 pixels, 32 x 64 filters of 9 weights, each a product and a sum.
        assertTrue(
                lines.get(7).matches("layer2\\.0\\.conv2 +gathered +\\[2,64,5,4] +1 +0\\.07 +0\\.\\d"), lines.get(7));
        assertTrue(lines.get(lines.size() - 1).startsWith("total "), text);
        assertTrue(text.endsWith("\n"));
    }

    @Test
    void costsComeWithTheMostExpensiveFirst() {
        Network network = SmallNetwork.REFERENCE_SMALL_IMAGES.network();
        Plan plan = Engines.of(network, true).plan(Shape.of(2, 1, 9, 8), List.of("logits"));
        long[] nanos = new long[plan.steps().size()];
        Arrays.fill(nanos, 1_000_000);
        nanos[6] = 3_000_000;
        List<String> lines = PlanText.costs(plan, nanos).lines().toList();
        assertEquals("step                   algorithm  output                     ms  share  GFLOP/s", lines.get(0));
        assertTrue(
                lines.get(1).matches("layer2\\.0\\.conv2 +gathered +\\[2,64,5,4] +3\\.000 +27\\.3% +0"), lines.get(1));
        assertTrue(lines.get(2).matches("input +input +\\[2,1,9,8] +1\\.000 +9\\.1%"), lines.get(2));
        assertTrue(lines.get(10).matches("total +11\\.000 +0"), lines.get(10));
    }

    @ParameterizedTest
    @CsvSource({
        "reference-152, 1, 224, 224",
        "resnetv2_50d_gn, 1, 224, 224",
        "ResNet50V2, 1, 224, 224",
    })
    void everyLineFitsATerminal(String name, int batch, int height, int width) {
        assertFits(Architectures.of(name, 1000), Shape.of(batch, 3, height, width));
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "resnetv2_101, 256, 224, 224",
        "resnetv2_50x1_bit, 2, 448, 448",
        "resnet34_v2, 1, 320, 240",
        "PreActResNet18, 64, 32, 32",
        "ResNet152V2, 1, 299, 299",
        "PreActResNet152, 128, 32, 32",
    })
    void everyLineOfOtherPlansFitsATerminal(String name, int batch, int height, int width) {
        assertFits(Architectures.of(name, 1000), Shape.of(batch, 3, height, width));
    }

    private static void assertFits(Architecture architecture, Shape input) {
        Network network = Network.assemble(architecture, parameter -> Tensor.full(parameter.shape(), 1));
        Plan plan = Engines.of(network, false).plan(input, List.of("logits"));
        long[] nanos =
                new Random(1).longs(plan.steps().size(), 1_000, 1_000_000_000L).toArray();
        assertAll((PlanText.steps(plan) + PlanText.costs(plan, nanos))
                .lines()
                .map(line -> () -> assertTrue(line.length() <= COLUMNS, line)));
    }
}
