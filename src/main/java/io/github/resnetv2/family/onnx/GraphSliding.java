package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.onnx.GraphPart.Padded;
import io.github.resnetv2.nn.AvgPool2d;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.tensor.Pooling.Border;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import io.github.resnetv2.tensor.Window.Padding;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads convolutions and poolings, and the zeros that may be laid around a map by a node of its own. */
final class GraphSliding {
    private GraphSliding() {}

    /** A convolution; behind the last pooling it is the head. */
    static GraphValue convolution(GraphNode node, List<GraphValue> inputs, GraphSteps steps)
            throws ModelFormatException {
        GraphConstant weight = GraphFolding.weights(node, inputs, 1);
        Shape shape = weight.shape();
        List<Long> kernel = shape.rank() == 4 ? List.of((long) shape.size(2), (long) shape.size(3)) : List.of();
        if (kernel.isEmpty() || !node.integers("kernel_shape").orElse(kernel).equals(kernel)) {
            throw node.error("expected weights [O, C, kernel_shape], found " + shape);
        }
        Window window = GraphWindow.of(node, kernel.get(0), kernel.get(1));
        long groups = node.integer("group", 1);
        if (groups < 1 || groups > shape.size(0)) {
            throw node.error("group: expected 1 to " + shape.size(0) + ", found " + groups);
        }
        Optional<GraphConstant> bias =
                node.hasInput(2) ? Optional.of(GraphFolding.weights(node, inputs, 2)) : Optional.empty();
        GraphValue first = inputs.get(0);
        if (first instanceof GraphActivation x && x.flow().pooled()) {
            if (!window.equals(Window.square(1, 1, 0)) || groups != 1) {
                throw node.error("expected a 1x1 convolution behind the last pooling, found " + window);
            }
            return GraphHead.convolution(node, x, weight, bias, steps);
        }
        if (first instanceof Padded padded) {
            window = GraphWindow.padded(window, GraphWindow.sum(window.padding(), padded.padding()));
        }
        GraphFlow x = first instanceof Padded padded ? padded.flow() : GraphActivation.mapsOf(node, first);
        Conv2d layer = new Conv2d(
                Tensor.full(shape, 0),
                bias.map(vector -> Tensor.full(vector.shape(), 0)).orElse(null),
                window,
                (int) groups,
                OptionalDouble.empty());
        Map<String, GraphConstant> tensors =
                bias.map(vector -> Map.of("weight", weight, "bias", vector)).orElse(Map.of("weight", weight));
        return GraphActivation.maps(steps.apply(node, layer, tensors, x));
    }

    /** A maximum pooling: its own padding never is the maximum, zeros that were laid around the map before may be. */
    static GraphValue maxPool(GraphNode node, GraphValue first, GraphSteps steps) throws ModelFormatException {
        node.require("ceil_mode", 0);
        List<Long> kernel = GraphWindow.kernel(node);
        Window window = GraphWindow.of(node, kernel.get(0), kernel.get(1));
        if (first instanceof Padded padded) {
            if (!window.padding().equals(GraphWindow.NO_PADDING)) {
                throw node.error("expected no padding of its own on padded maps, found " + window.padding());
            }
            Window widened = GraphWindow.padded(window, padded.padding());
            return GraphActivation.maps(
                    steps.apply(node, new MaxPool2d(widened, Border.ZERO), Map.of(), padded.flow()));
        }
        GraphFlow x = GraphActivation.mapsOf(node, first);
        return GraphActivation.maps(steps.apply(node, new MaxPool2d(window, Border.NEGATIVE_INFINITY), Map.of(), x));
    }

    /**
     * An average pooling. Before opset 10 there was no {@code ceil_mode}; torch's exporter then pads the far sides by one less
     * than the stride, without counting them, which is the same where kernel and stride are equal.
     */
    static GraphValue averagePool(GraphNode node, GraphValue first, GraphSteps steps) throws ModelFormatException {
        List<Long> kernel = GraphWindow.kernel(node);
        Window window = GraphWindow.of(node, kernel.get(0), kernel.get(1));
        boolean ceil = node.flag("ceil_mode", false);
        boolean countBorder = node.flag("count_include_pad", false);
        if (ceil && countBorder) {
            throw node.error("expected ceil_mode or count_include_pad, found both");
        }
        int stride = window.strideHeight();
        Window unpadded = Window.square(stride, stride, 0);
        Window farSides = GraphWindow.padded(unpadded, new Padding(0, stride - 1, 0, stride - 1));
        if (!ceil && !countBorder && stride > 1 && window.equals(farSides)) {
            window = unpadded;
            ceil = true;
        }
        GraphFlow x = GraphActivation.mapsOf(node, first);
        return GraphActivation.maps(steps.apply(node, new AvgPool2d(window, countBorder, ceil), Map.of(), x));
    }

    /** Zeros around the maps; none at all change nothing. */
    static GraphValue pad(GraphNode node, List<GraphValue> inputs, GraphFolding folding) throws IOException {
        GraphFlow x = GraphActivation.mapsOf(node, inputs.get(0));
        String mode = node.text("mode", "constant");
        if (!mode.equals("constant") || node.hasInput(3)) {
            throw node.error("expected a constant border on all dimensions, found mode " + GraphNode.shown(mode));
        }
        if (node.number("value", 0) != 0 || !isZero(node, inputs, folding)) {
            throw node.error("expected a border of zeros");
        }
        List<Long> pads = node.hasInput(1)
                ? GraphFolding.known(node, inputs, 1)
                : node.integers("pads").orElse(List.of());
        if (pads.size() != 8 || pads.get(0) != 0 || pads.get(1) != 0 || pads.get(4) != 0 || pads.get(5) != 0) {
            throw node.error("expected pads for rows and columns alone, found " + pads);
        }
        Padding padding = GraphWindow.padding(node, List.of(pads.get(2), pads.get(3), pads.get(6), pads.get(7)));
        return padding.equals(GraphWindow.NO_PADDING) ? inputs.get(0) : new Padded(node, x, padding);
    }

    private static boolean isZero(GraphNode node, List<GraphValue> inputs, GraphFolding folding) throws IOException {
        if (!node.hasInput(2)) {
            return true;
        }
        GraphConstant value = GraphFolding.weights(node, inputs, 2);
        return value.shape().elements() == 1 && folding.isFull(node, value, 0);
    }
}
