package io.github.resnetv2.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.resnetv2.tensor.Pooling.Border;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import io.github.resnetv2.testing.ConvolutionCase;
import io.github.resnetv2.testing.GoldenTable;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.testing.Layers;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every layer: its shapes, its names, its complaints. */
class LayerTest {
    private static final Tensor FOUR = Tensor.zeros(Shape.of(4));
    private static final Tensor THREE = Tensor.zeros(Shape.of(3));

    /** The layer under its class's name: with all its values it would fill a screen. */
    private static Arguments given(Layer layer, Shape input) {
        return arguments(named(layer.getClass().getSimpleName(), layer), input);
    }

    private static Arguments given(Layer layer, Shape input, String message) {
        return arguments(named(layer.getClass().getSimpleName(), layer), input, message);
    }

    private static Shortcut projected(int input, int output, int stride, Shortcut.Source source) {
        return new Shortcut(Sequential.of(Layers.convolution("downsample.0", input, output, 1, stride)), source);
    }

    private static Shortcut subsampled(int stride) {
        return new Shortcut(
                new MaxPool2d(Window.square(1, stride, 0), Border.NEGATIVE_INFINITY), Shortcut.Source.INPUT);
    }

    static Stream<Arguments> simpleLayers() {
        return Stream.of(
                given(Layers.batchNorm("bn", 4), Shape.of(2, 4, 3, 5)),
                given(Layers.groupNorm("gn", 2, 4), Shape.of(2, 4, 3, 5)),
                given(new ReLU(), Shape.of(2, 4, 3, 5)),
                given(new ReLU(), Shape.of(7)),
                given(new Identity(), Shape.of(2, 4, 3, 5)),
                given(new AdaptiveAvgPool2d(), Shape.of(2, 4, 3, 5)),
                given(Layers.linear("fc", 6, 10), Shape.of(3, 6)),
                given(Sequential.of(), Shape.of(2, 3)),
                given(
                        Sequential.of(Layers.convolution("0", 4, 6, 3, 2), new ReLU(), new AdaptiveAvgPool2d()),
                        Shape.of(1, 4, 9, 7)),
                given(Layers.basicBlock("b", 4, 4, 1, Shortcut.IDENTITY), Shape.of(2, 4, 5, 6)),
                given(Layers.basicBlock("b", 4, 6, 2, projected(4, 6, 2, Shortcut.Source.INPUT)), Shape.of(2, 4, 5, 6)),
                given(Layers.basicBlock("b", 4, 4, 2, subsampled(2)), Shape.of(1, 4, 7, 8)),
                given(Layers.bottleneck("b", 8, 2, 1, Shortcut.IDENTITY), Shape.of(2, 8, 5, 6)),
                given(
                        Layers.bottleneck("b", 4, 3, 2, projected(4, 12, 2, Shortcut.Source.PREACTIVATION)),
                        Shape.of(2, 4, 5, 7)),
                given(Layers.bottleneck("b", 8, 2, 2, subsampled(2)), Shape.of(1, 8, 9, 4)));
    }

    static Stream<Arguments> convolutions() {
        return ConvolutionCase.all().map(c -> {
            ConvolutionCase.Operands operands = c.reals();
            return given(
                    new Conv2d(operands.weight(), operands.bias(), c.window(), c.groups(), OptionalDouble.of(1e-6)),
                    c.x());
        });
    }

    static Stream<Arguments> poolings() {
        return GoldenTable.rows("pooling").map(row -> {
            Shape kernel = row.shape("kernel");
            Window window = row.window(kernel.size(0), kernel.size(1));
            Layer layer = row.text("operation").startsWith("max")
                    ? new MaxPool2d(window, Border.ZERO)
                    : new AvgPool2d(window, row.flag("countBorder"), row.flag("ceil"));
            return given(layer, row.shape("x"));
        });
    }

    @ParameterizedTest
    @MethodSource({"simpleLayers", "convolutions", "poolings"})
    void outputShapeIsTheShapeOfTheOutput(Layer layer, Shape input) {
        Tensor x = GoldenValues.input(input.toArray());
        assertEquals(layer.forward(x).shape(), layer.outputShape(input));
    }

    @ParameterizedTest
    @MethodSource({"simpleLayers", "convolutions", "poolings"})
    void namesCannotBeChanged(Layer layer, Shape input) {
        for (Map<String, ?> names : List.of(layer.parameters(), layer.buffers(), layer.children())) {
            assertThrows(UnsupportedOperationException.class, names::clear);
            assertThrows(UnsupportedOperationException.class, () -> names.remove("weight"));
        }
        assertTrue(
                layer.children().isEmpty() || layer.parameters().isEmpty(),
                "a composite leaves its parameters to its children");
    }

    @Test
    void parametersAndBuffersHavePyTorchsNamesInItsOrder() {
        assertEquals(
                List.of("weight"), names(Layers.convolution("c", 2, 3, 1, 1).parameters()));
        Conv2d biased = new Conv2d(Tensor.zeros(Shape.of(3, 1, 1, 1)), THREE, Window.square(1, 1, 0));
        assertEquals(List.of("weight", "bias"), names(biased.parameters()));
        assertEquals(List.of("weight", "bias"), names(Layers.linear("fc", 2, 3).parameters()));
        assertEquals(
                List.of("weight", "bias"), names(Layers.groupNorm("gn", 1, 3).parameters()));
        assertEquals(Map.of(), Layers.groupNorm("gn", 1, 3).buffers());
        BatchNorm2d norm = Layers.batchNorm("bn", 3);
        assertEquals(List.of("weight", "bias"), names(norm.parameters()));
        assertEquals(List.of("running_mean", "running_var"), names(norm.buffers()));
        assertEquals(norm.runningVar(), norm.buffers().get("running_var"));
        assertEquals(Map.of(), new ReLU().parameters());
    }

    private static List<String> names(Map<String, ?> map) {
        return List.copyOf(map.keySet());
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                given(
                        Layers.convolution("c", 4, 2, 1, 1),
                        Shape.of(1, 3, 5, 5),
                        "conv2d: expected input [N, 4, H, W] with N at least 1, found [1, 3, 5, 5]"),
                given(
                        Layers.batchNorm("bn", 4),
                        Shape.of(1, 3, 5, 5),
                        "BatchNorm2d: expected input [N, 4, H, W] with N at least 1, found [1, 3, 5, 5]"),
                given(
                        Layers.batchNorm("bn", 4),
                        Shape.of(0, 4, 5, 5),
                        "BatchNorm2d: expected input [N, 4, H, W] with N at least 1, found [0, 4, 5, 5]"),
                given(
                        Layers.groupNorm("gn", 2, 4),
                        Shape.of(4, 5, 5),
                        "GroupNorm: expected input [N, 4, H, W] with N at least 1, found [4, 5, 5]"),
                given(
                        new AdaptiveAvgPool2d(),
                        Shape.of(1, 3, 0, 5),
                        "AdaptiveAvgPool2d: expected input [N, C, H, W], none of them 0, found [1, 3, 0, 5]"),
                given(
                        new MaxPool2d(Window.square(3, 1, 0), Border.ZERO),
                        Shape.of(1, 3, 2, 5),
                        "height: expected at least 3 for a kernel of 3 with padding 0 and 0, found 2"),
                given(
                        new AvgPool2d(Window.square(3, 1, 0), true, false),
                        Shape.of(1, 3, 5),
                        "pooling: expected input [N, C, H, W], none of them 0, found [1, 3, 5]"),
                given(Layers.linear("fc", 6, 10), Shape.of(3, 7), "Linear: expected input [N, 6], found [3, 7]"),
                given(
                        Layers.linear("fc", 6, 10),
                        Shape.of(3, 6, 1, 1),
                        "Linear: expected input [N, 6], found [3, 6, 1, 1]"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void saysWhichInputItExpects(Layer layer, Shape input, String message) {
        assertMessage(message, () -> layer.outputShape(input));
        assertThrows(IllegalArgumentException.class, () -> layer.forward(Tensor.zeros(input)));
    }

    @Test
    void refusesTensorsThatDoNotFitTogether() {
        Tensor weight = Tensor.zeros(Shape.of(3, 2, 3, 3));
        assertMessage(
                "conv2d weight: expected [O, C / 1, 1, 1] with O divisible by 1, found [3, 2, 3, 3]",
                () -> new Conv2d(weight, null, Window.square(1, 1, 0)));
        assertMessage("conv2d bias: expected [3], found [4]", () -> new Conv2d(weight, FOUR, Window.square(3, 1, 0)));
        assertMessage(
                "conv2d weight: expected [O, C / 2, 3, 3] with O divisible by 2, found [3, 2, 3, 3]",
                () -> new Conv2d(weight, null, Window.square(3, 1, 0), 2, OptionalDouble.empty()));
        assertMessage(
                "BatchNorm2d: expected four vectors [C], found [4], [4], [3] and [4]",
                () -> new BatchNorm2d(FOUR, FOUR, THREE, FOUR, 1e-5));
        assertMessage(
                "GroupNorm: expected two vectors [C] with C divisible by 3, found [4] and [4]",
                () -> new GroupNorm(3, FOUR, FOUR, 1e-5));
        assertMessage(
                "GroupNorm: expected two vectors [C] with C divisible by 2, found [4] and [3]",
                () -> new GroupNorm(2, FOUR, THREE, 1e-5));
        assertMessage(
                "Linear: expected weight [O, I] and bias [O], found [3, 2, 3, 3] and [3]",
                () -> new Linear(weight, THREE));
        assertMessage(
                "Linear: expected weight [O, I] and bias [O], found [0, 3] and [0]",
                () -> new Linear(Tensor.zeros(Shape.of(0, 3)), Tensor.zeros(Shape.of(0))));
        Window dilated = new Window(2, 2, 1, 1, Window.Padding.same(0), 2, 1);
        assertMessage("AvgPool2d: expected no dilation, found " + dilated, () -> new AvgPool2d(dilated, true, true));
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
