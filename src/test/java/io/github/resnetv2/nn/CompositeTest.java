package io.github.resnetv2.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.tensor.Elementwise;
import io.github.resnetv2.tensor.Pooling.Border;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.testing.Layers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The dataflow of the blocks, read as a formula, and what they compute. */
class CompositeTest {
    private static final Shortcut FROM_INPUT = new Shortcut(
            Sequential.of(Layers.convolution("downsample.0", 4, 8, 1, 2), Layers.batchNorm("downsample.1", 8)),
            Shortcut.Source.INPUT);
    private static final Shortcut FROM_PREACTIVATION =
            new Shortcut(FROM_INPUT.projection(), Shortcut.Source.PREACTIVATION);
    private static final Shortcut SUBSAMPLED =
            new Shortcut(new MaxPool2d(Window.square(1, 2, 0), Border.NEGATIVE_INFINITY), Shortcut.Source.INPUT);

    /** Writes down the formula of what flows; children are not looked into. */
    private static final class Formula implements Wiring<String> {
        private final List<String> order = new ArrayList<>();

        static String of(Composite composite) {
            return composite.wire(new Formula(), "x");
        }

        @Override
        public String apply(String name, Layer layer, String x) {
            order.add(name);
            return name + "(" + x + ")";
        }

        @Override
        public String add(String a, String b) {
            order.add("+");
            return a + " + " + b;
        }

        @Override
        public String flatten(String x) {
            return "flatten(" + x + ")";
        }

        @Override
        public String output(String name, String x) {
            return name + "=" + x;
        }
    }

    @Test
    void aBasicBlockAddsItsInputToItsBranch() {
        assertEquals(
                "conv2(relu(bn2(conv1(relu(bn1(x)))))) + x",
                Formula.of(Layers.basicBlock("b", 4, 4, 1, Shortcut.IDENTITY)));
    }

    @Test
    void aBottleneckAddsItsInputToItsBranch() {
        assertEquals(
                "conv3(relu(bn3(conv2(relu(bn2(conv1(relu(bn1(x))))))))) + x",
                Formula.of(Layers.bottleneck("b", 4, 1, 1, Shortcut.IDENTITY)));
    }

    @Test
    void aProjectionReadsTheRawInputOrThePreactivation() {
        assertEquals(
                "conv2(relu(bn2(conv1(relu(bn1(x)))))) + downsample(x)",
                Formula.of(Layers.basicBlock("b", 4, 8, 2, FROM_INPUT)));
        assertEquals(
                "conv2(relu(bn2(conv1(relu(bn1(x)))))) + downsample(relu(bn1(x)))",
                Formula.of(Layers.basicBlock("b", 4, 8, 2, FROM_PREACTIVATION)));
        assertEquals(
                "conv3(relu(bn3(conv2(relu(bn2(conv1(relu(bn1(x))))))))) + downsample(relu(bn1(x)))",
                Formula.of(Layers.bottleneck("b", 4, 2, 2, FROM_PREACTIVATION)));
    }

    /** The order in which torchinfo sees the reference run. */
    @Test
    void theShortcutRunsAfterTheBranch() {
        Formula formula = new Formula();
        Layers.bottleneck("b", 4, 2, 2, FROM_INPUT).wire(formula, "x");
        assertEquals(
                List.of("bn1", "relu", "conv1", "bn2", "relu", "conv2", "bn3", "relu", "conv3", "downsample", "+"),
                formula.order);
    }

    @Test
    void childrenStandInTheOrderInWhichPyTorchRegistersThem() {
        assertEquals(
                List.of("bn1", "relu", "conv1", "bn2", "conv2"),
                List.copyOf(Layers.basicBlock("b", 4, 4, 1, Shortcut.IDENTITY)
                        .children()
                        .keySet()));
        assertEquals(
                List.of("bn1", "relu", "conv1", "bn2", "conv2", "bn3", "conv3", "downsample"),
                List.copyOf(
                        Layers.bottleneck("b", 4, 2, 2, FROM_INPUT).children().keySet()));
        assertEquals(
                List.of("0", "1"),
                List.copyOf(((Sequential) FROM_INPUT.projection()).children().keySet()));
    }

    @Test
    void aBasicBlockComputesItsFormula() {
        Tensor x = GoldenValues.input(2, 4, 7, 6);
        BasicBlock block = Layers.basicBlock("b", 4, 8, 2, FROM_PREACTIVATION);
        Tensor preactivation = Elementwise.relu(block.bn1().forward(x));
        Tensor branch = block.conv2()
                .forward(Elementwise.relu(block.bn2().forward(block.conv1().forward(preactivation))));
        Sequential projection = (Sequential) FROM_PREACTIVATION.projection();
        Tensor shortcut =
                projection.layers().get(1).forward(projection.layers().get(0).forward(preactivation));
        assertArrayEquals(
                Elementwise.add(branch, shortcut).toArray(), block.forward(x).toArray());
    }

    @Test
    void aBottleneckComputesItsFormula() {
        Tensor x = GoldenValues.input(2, 8, 7, 6);
        Bottleneck block = Layers.bottleneck("b", 8, 2, 2, SUBSAMPLED);
        Tensor y = block.conv1().forward(Elementwise.relu(block.bn1().forward(x)));
        y = block.conv2().forward(Elementwise.relu(block.bn2().forward(y)));
        y = block.conv3().forward(Elementwise.relu(block.bn3().forward(y)));
        Tensor found = block.forward(x);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(y.get(1, 5, i, j) + x.get(1, 5, 2 * i, 2 * j), found.get(1, 5, i, j));
            }
        }
    }

    @Test
    void aNormThatWasFoldedAwayIsAnIdentity() {
        Tensor x = GoldenValues.input(1, 4, 5, 5);
        BasicBlock whole = Layers.basicBlock("b", 4, 4, 1, Shortcut.IDENTITY);
        BasicBlock folded = new BasicBlock(whole.bn1(), whole.conv1(), new Identity(), whole.conv2(), whole.shortcut());
        Tensor branch = whole.conv2()
                .forward(Elementwise.relu(
                        whole.conv1().forward(Elementwise.relu(whole.bn1().forward(x)))));
        assertArrayEquals(
                Elementwise.add(branch, x).toArray(), folded.forward(x).toArray());
        assertEquals(Shape.of(1, 4, 5, 5), folded.outputShape(x.shape()));
    }

    @Test
    void aSequenceAppliesItsLayersInOrder() {
        Sequential sequence = Sequential.of(new ReLU(), new AdaptiveAvgPool2d());
        assertEquals("1(0(x))", Formula.of(sequence));
        Tensor x = Tensor.of(new float[][][][] {{{{-1, 1}, {3, -5}}}});
        assertEquals(1, sequence.forward(x).get(0, 0, 0, 0));
        assertEquals("x", Formula.of(Sequential.of()));
        assertArrayEquals(x.toArray(), Sequential.of().forward(x).toArray());
    }

    @Test
    void aSequenceDoesNotChangeWithTheListItWasMadeOf() {
        List<Layer> layers = new ArrayList<>(List.of(new ReLU()));
        Sequential sequence = new Sequential(layers);
        layers.clear();
        assertEquals(1, sequence.layers().size());
        assertEquals(List.of("0"), List.copyOf(sequence.children().keySet()));
    }

    @Test
    void errorsNameThePathToTheLayer() {
        Sequential network = Sequential.of(
                new Identity(),
                Sequential.of(
                        Layers.basicBlock("b", 4, 4, 1, Shortcut.IDENTITY),
                        Layers.basicBlock("b", 8, 8, 1, Shortcut.IDENTITY)));
        String message = "1.1.bn1: BatchNorm2d: expected input [N, 8, H, W] with N at least 1, found [2, 4, 5, 5]";
        assertMessage(message, () -> network.outputShape(Shape.of(2, 4, 5, 5)));
        assertMessage(message, () -> network.forward(Tensor.zeros(Shape.of(2, 4, 5, 5))));
        Sequential narrowing = Sequential.of(Layers.basicBlock("b", 4, 4, 2, Shortcut.IDENTITY));
        assertMessage(
                "0.add: expected [1, 4, 3, 3] twice, found [1, 4, 5, 5]",
                () -> narrowing.forward(Tensor.zeros(Shape.of(1, 4, 5, 5))));
        Sequential projecting = Sequential.of(Layers.basicBlock("b", 4, 8, 1, FROM_INPUT));
        assertMessage(
                "0.add: expected [1, 8, 5, 5] twice, found [1, 8, 3, 3]",
                () -> projecting.outputShape(Shape.of(1, 4, 5, 5)));
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
