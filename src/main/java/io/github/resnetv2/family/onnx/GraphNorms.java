package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.onnx.GraphIntegers.Element;
import io.github.resnetv2.family.onnx.GraphPart.Grouped;
import io.github.resnetv2.family.onnx.GraphPart.Normalized;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.GroupNorm;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads norms. A group normalisation is an operator of its own from opset 21 on; before, torch's exporters say it as reshape
 * to groups, instance normalisation, reshape back, factors, summands.
 */
final class GraphNorms {
    private GraphNorms() {}

    /** {@code BatchNormalization} with stored statistics. */
    static GraphValue batch(GraphNode node, List<GraphValue> inputs, GraphSteps steps) throws ModelFormatException {
        GraphFlow x = GraphActivation.mapsOf(node, inputs.get(0));
        node.require("spatial", 1);
        if (GraphFolding.isTraining(node)) {
            throw node.error("is in training mode; export the model after eval()");
        }
        GraphConstant weight = GraphFolding.weights(node, inputs, 1);
        GraphConstant bias = GraphFolding.weights(node, inputs, 2);
        GraphConstant mean = GraphFolding.weights(node, inputs, 3);
        GraphConstant variance = GraphFolding.weights(node, inputs, 4);
        BatchNorm2d layer = new BatchNorm2d(
                Tensor.full(weight.shape(), 0),
                Tensor.full(bias.shape(), 0),
                Tensor.full(mean.shape(), 0),
                Tensor.full(variance.shape(), 0),
                node.number("epsilon", 1e-5));
        Map<String, GraphConstant> tensors =
                Map.of("weight", weight, "bias", bias, "running_mean", mean, "running_var", variance);
        return GraphActivation.maps(steps.apply(node, layer, tensors, x));
    }

    /** {@code GroupNormalization}; before opset 21 its factors were one a group, which fits only if that is one a channel. */
    static GraphValue group(GraphNode node, List<GraphValue> inputs, GraphSteps steps) throws ModelFormatException {
        GraphFlow x = GraphActivation.mapsOf(node, inputs.get(0));
        return layer(
                node,
                x,
                node.integer("num_groups", 0),
                node.number("epsilon", 1e-5),
                GraphFolding.weights(node, inputs, 1),
                GraphFolding.weights(node, inputs, 2),
                steps);
    }

    private static GraphValue layer(
            GraphNode node,
            GraphFlow x,
            long groups,
            double epsilon,
            GraphConstant weight,
            GraphConstant bias,
            GraphSteps steps)
            throws ModelFormatException {
        if (groups < 1 || groups > x.channels()) {
            throw node.error("expected 1 to " + x.channels() + " groups, found " + groups);
        }
        GroupNorm layer =
                new GroupNorm((int) groups, Tensor.full(weight.shape(), 0), Tensor.full(bias.shape(), 0), epsilon);
        return GraphActivation.maps(steps.apply(node, layer, Map.of("weight", weight, "bias", bias), x));
    }

    /** Maps reshaped to {@code [N, groups, -1]}. */
    static GraphValue grouped(GraphNode node, GraphFlow x, GraphIntegers target) throws ModelFormatException {
        List<Element> sizes = target.elements();
        if (sizes.size() == 3 && isBatch(node, x, sizes.get(0)) && sizes.get(2).is(-1)) {
            Element groups = sizes.get(1);
            if (groups.of() == null && groups.value() > 0 && x.channels() % groups.value() == 0) {
                return new Grouped(node, x, (int) groups.value());
            }
        }
        throw node.error("expected a shape [N, groups, -1] on maps of " + x.channels()
                + " channels, or a vector of pooled" + " maps");
    }

    /** The instance normalisation of groups, which does not scale. */
    static GraphValue instance(GraphNode node, List<GraphValue> inputs, GraphFolding folding) throws IOException {
        if (!(inputs.get(0) instanceof Grouped grouped)) {
            throw node.error(
                    "expected grouped feature maps, found " + inputs.get(0).kind());
        }
        Shape groups = Shape.of(grouped.groups());
        GraphConstant scale = GraphFolding.weights(node, inputs, 1);
        GraphConstant shift = GraphFolding.weights(node, inputs, 2);
        if (!scale.shape().equals(groups)
                || !shift.shape().equals(groups)
                || !folding.isFull(node, scale, 1)
                || !folding.isFull(node, shift, 0)) {
            throw node.error("expected factors of 1 and summands of 0 for " + grouped.groups() + " groups");
        }
        double epsilon = node.number("epsilon", 1e-5);
        return new Normalized(node, grouped.flow(), grouped.groups(), epsilon, false, Optional.empty());
    }

    /** The normalised groups in the shape of the maps again. */
    static GraphValue restored(GraphNode node, Normalized part, GraphIntegers target) throws ModelFormatException {
        List<Element> sizes = target.elements();
        GraphFlow x = part.flow();
        boolean same = !part.restored() && sizes.size() == 4 && isBatch(node, x, sizes.get(0));
        int open = 0;
        for (int d = 1; same && d < 4; d++) {
            boolean follows = sizes.get(d).is(-1);
            open += follows ? 1 : 0;
            same = follows || x.hasExtent(d, sizes.get(d));
        }
        if (!same || open > 1) {
            throw node.error("expected the shape that the maps had before they were grouped");
        }
        return new Normalized(node, x, part.groups(), part.epsilon(), true, Optional.empty());
    }

    private static boolean isBatch(GraphNode node, GraphFlow x, Element size) throws ModelFormatException {
        boolean copied = size.is(0) && !node.flag("allowzero", false);
        return copied || x.hasExtent(0, size);
    }

    /** The factors of a group normalisation, one a channel. */
    static GraphValue scaled(GraphNode node, List<GraphValue> inputs) throws ModelFormatException {
        int constant = inputs.get(0) instanceof GraphConstant ? 0 : 1;
        if (!(inputs.get(1 - constant) instanceof Normalized part)
                || !part.restored()
                || part.weight().isPresent()) {
            throw node.error("expected normalised feature maps, found "
                    + inputs.get(1 - constant).kind());
        }
        GraphConstant weight = channels(node, part, GraphFolding.weights(node, inputs, constant));
        return new Normalized(node, part.flow(), part.groups(), part.epsilon(), true, Optional.of(weight));
    }

    /** The summands of a group normalisation, one a channel: it is complete. */
    static GraphValue shifted(GraphNode node, Normalized part, GraphConstant bias, GraphSteps steps)
            throws ModelFormatException {
        GraphConstant weight =
                part.weight().orElseThrow(() -> node.error("expected factors before the summands of a norm"));
        return layer(node, part.flow(), part.groups(), part.epsilon(), weight, channels(node, part, bias), steps);
    }

    /** A constant that broadcasts over maps channel by channel, as a vector. */
    private static GraphConstant channels(GraphNode node, Normalized part, GraphConstant constant)
            throws ModelFormatException {
        int channels = part.flow().channels();
        Shape shape = constant.shape();
        if (!shape.equals(Shape.of(channels, 1, 1)) && !shape.equals(Shape.of(1, channels, 1, 1))) {
            throw node.error("expected a constant [" + channels + ", 1, 1], found " + shape);
        }
        return constant.reshaped(Shape.of(channels));
    }
}
