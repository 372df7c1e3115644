package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.onnx.GraphIntegers.Element;
import io.github.resnetv2.family.onnx.GraphPart.Probabilities;
import io.github.resnetv2.family.onnx.GraphPart.Product;
import io.github.resnetv2.nn.AdaptiveAvgPool2d;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads what comes after the last block: the mean of each map, the ways to make vectors of them, the classifier. */
final class GraphHead {
    private static final SortedSet<Integer> ROWS_AND_COLUMNS =
            Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(2, 3)));

    private GraphHead() {}

    /** {@code GlobalAveragePool}. */
    static GraphValue globalPool(GraphNode node, GraphValue first, GraphSteps steps) throws ModelFormatException {
        GraphFlow x = GraphActivation.mapsOf(node, first);
        return GraphActivation.maps(steps.apply(node, new AdaptiveAvgPool2d(), Map.of(), x));
    }

    /** {@code ReduceMean} over rows and columns. */
    static GraphValue mean(GraphNode node, List<GraphValue> inputs, GraphSteps steps) throws ModelFormatException {
        node.require("noop_with_empty_axes", 0);
        List<Long> axes = GraphFolding.axes(node, inputs);
        if (!GraphShapes.axes(node, axes, GraphActivation.MAPS).equals(ROWS_AND_COLUMNS)) {
            throw node.error("expected a mean over rows and columns, found axes " + axes);
        }
        GraphFlow x = GraphActivation.mapsOf(node, inputs.get(0));
        GraphFlow pooled = steps.apply(node, new AdaptiveAvgPool2d(), Map.of(), x);
        boolean keep = node.flag("keepdims", true);
        return new GraphActivation(pooled, keep ? GraphActivation.MAPS : GraphActivation.VECTORS);
    }

    /** {@code Flatten} of pooled maps. */
    static GraphValue flatten(GraphNode node, GraphValue first) throws ModelFormatException {
        GraphActivation x = pooled(node, first);
        if (GraphShapes.axis(node, node.integer("axis", 1), x.rank() + 1) != 1) {
            throw node.error("expected to flatten all dimensions but the batch");
        }
        return new GraphActivation(x.flow(), GraphActivation.VECTORS);
    }

    /** {@code Squeeze} of the rows or columns of pooled maps, or both. */
    static GraphValue squeeze(GraphNode node, List<GraphValue> inputs) throws ModelFormatException {
        GraphActivation x = pooled(node, inputs.get(0));
        SortedSet<Integer> axes = GraphShapes.axes(node, GraphFolding.axes(node, inputs), x.rank());
        if (axes.first() < 2) {
            throw node.error("expected to squeeze rows and columns, found axes " + axes);
        }
        return new GraphActivation(x.flow(), x.rank() - axes.size());
    }

    /** {@code Reshape} of pooled maps to {@code [N, -1]}, in one of the ways to say it. */
    static GraphValue reshape(GraphNode node, GraphActivation x, GraphIntegers target) throws ModelFormatException {
        List<Element> sizes = target.elements();
        if (sizes.size() != 2) {
            throw node.error(
                    "expected to make vectors of pooled maps, found a shape of " + sizes.size() + " dimensions");
        }
        Element batch = sizes.get(0);
        Element features = sizes.get(1);
        boolean exact = features.of() == null && features.value() == x.flow().channels();
        boolean copied = batch.is(0) && !node.flag("allowzero", false);
        // Where the number of features is said, the batch is what remains, whatever is said of it.
        boolean fits = exact
                ? copied
                        || batch.is(-1)
                        || (batch.of() == null && batch.value() > 0)
                        || x.flow().hasExtent(0, batch)
                : features.is(-1) && (copied || x.flow().hasExtent(0, batch));
        if (!fits) {
            throw node.error(
                    "expected to make vectors of pooled maps of " + x.flow().channels() + " channels");
        }
        return new GraphActivation(x.flow(), GraphActivation.VECTORS);
    }

    /** A 1x1 convolution of pooled maps: a linear layer; the bias may be left out. */
    static GraphValue convolution(
            GraphNode node, GraphActivation x, GraphConstant weight, Optional<GraphConstant> bias, GraphSteps steps)
            throws ModelFormatException {
        int classes = weight.shape().size(0);
        GraphConstant matrix = weight.reshaped(Shape.of(classes, weight.shape().size(1)));
        return new GraphActivation(linear(node, x.flow(), matrix, bias.orElse(zeros(classes)), steps), x.rank());
    }

    /** {@code Gemm}: {@code alpha x W + beta C}. */
    static GraphValue gemm(GraphNode node, List<GraphValue> inputs, GraphSteps steps) throws ModelFormatException {
        GraphFlow x = vectors(node, inputs.get(0));
        node.require("transA", 0);
        GraphConstant weight = matrix(node, inputs);
        if (!node.flag("transB", false)) {
            weight = weight.permuted(1, 0);
        }
        weight = GraphFolding.scaled(weight, node.number("alpha", 1));
        int classes = weight.shape().size(0);
        GraphConstant bias = node.hasInput(2)
                ? GraphFolding.scaled(
                        bias(node, GraphFolding.weights(node, inputs, 2), classes), node.number("beta", 1))
                : zeros(classes);
        return new GraphActivation(linear(node, x, weight, bias, steps), GraphActivation.VECTORS);
    }

    /** {@code MatMul}, which may be followed by the addition of a bias. */
    static GraphValue product(GraphNode node, List<GraphValue> inputs) throws ModelFormatException {
        GraphFlow x = vectors(node, inputs.get(0));
        return new Product(node, x, matrix(node, inputs).permuted(1, 0));
    }

    /** A matrix product and its bias. */
    static GraphValue withBias(GraphNode node, Product product, GraphConstant bias, GraphSteps steps)
            throws ModelFormatException {
        GraphConstant weight = product.weight();
        GraphConstant vector = bias(node, bias, weight.shape().size(0));
        return new GraphActivation(linear(node, product.flow(), weight, vector, steps), GraphActivation.VECTORS);
    }

    /** A matrix product that no bias follows. */
    static GraphActivation withoutBias(Product product, GraphSteps steps) throws ModelFormatException {
        GraphConstant weight = product.weight();
        GraphConstant none = zeros(weight.shape().size(0));
        return new GraphActivation(
                linear(product.node(), product.flow(), weight, none, steps), GraphActivation.VECTORS);
    }

    /** {@code Softmax} over the classes, which are the innermost dimension but for extents of 1. */
    static GraphValue softmax(GraphNode node, GraphValue first) throws ModelFormatException {
        GraphActivation x = pooled(node, first);
        long innermost = node.opset() < 13 ? 1 : -1;
        if (GraphShapes.axis(node, node.integer("axis", innermost), x.rank()) != 1) {
            throw node.error("expected probabilities of the classes, found axis " + node.integer("axis", innermost));
        }
        return new Probabilities(node, x.flow());
    }

    private static GraphFlow linear(
            GraphNode node, GraphFlow x, GraphConstant weight, GraphConstant bias, GraphSteps steps)
            throws ModelFormatException {
        if (x.sizeKnown() && !x.isOfSize(1, 1)) {
            throw node.error("expected vectors of " + x.channels() + " features, found maps " + x);
        }
        Linear layer = new Linear(Tensor.full(weight.shape(), 0), Tensor.full(bias.shape(), 0));
        return steps.apply(node, layer, Map.of("weight", weight, "bias", bias), x);
    }

    private static GraphConstant matrix(GraphNode node, List<GraphValue> inputs) throws ModelFormatException {
        GraphConstant weight = GraphFolding.weights(node, inputs, 1);
        if (weight.shape().rank() != 2) {
            throw node.error("expected a matrix of weights, found " + weight.shape());
        }
        return weight;
    }

    private static GraphConstant bias(GraphNode node, GraphConstant bias, int classes) throws ModelFormatException {
        if (!bias.shape().equals(Shape.of(classes)) && !bias.shape().equals(Shape.of(1, classes))) {
            throw node.error("expected a bias [" + classes + "], found " + bias.shape());
        }
        return bias.reshaped(Shape.of(classes));
    }

    private static GraphConstant zeros(int count) {
        return GraphConstant.full("no bias", Shape.of(count), 0);
    }

    private static GraphActivation pooled(GraphNode node, GraphValue value) throws ModelFormatException {
        if (value instanceof GraphActivation x && x.flow().isVectors()) {
            return x;
        }
        throw node.error("expected pooled feature maps, found " + value.kind());
    }

    private static GraphFlow vectors(GraphNode node, GraphValue value) throws ModelFormatException {
        GraphActivation x = pooled(node, value);
        if (x.rank() != GraphActivation.VECTORS) {
            throw node.error("expected vectors, found " + x.rank() + " dimensions");
        }
        return x.flow();
    }
}
