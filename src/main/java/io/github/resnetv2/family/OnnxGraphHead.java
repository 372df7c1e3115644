package io.github.resnetv2.family;

import io.github.resnetv2.family.OnnxGraphIntegers.Element;
import io.github.resnetv2.family.OnnxGraphPart.Probabilities;
import io.github.resnetv2.family.OnnxGraphPart.Product;
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
final class OnnxGraphHead {
    private static final SortedSet<Integer> ROWS_AND_COLUMNS =
            Collections.unmodifiableSortedSet(new TreeSet<>(Set.of(2, 3)));

    private OnnxGraphHead() {}

    /** {@code GlobalAveragePool}. */
    static OnnxGraphValue globalPool(OnnxGraphNode node, OnnxGraphValue first, OnnxGraphSteps steps)
            throws ModelFormatException {
        OnnxGraphFlow x = OnnxGraphActivation.mapsOf(node, first);
        return OnnxGraphActivation.maps(steps.apply(node, new AdaptiveAvgPool2d(), Map.of(), x));
    }

    /** {@code ReduceMean} over rows and columns. */
    static OnnxGraphValue mean(OnnxGraphNode node, List<OnnxGraphValue> inputs, OnnxGraphSteps steps)
            throws ModelFormatException {
        node.require("noop_with_empty_axes", 0);
        List<Long> axes = OnnxGraphFolding.axes(node, inputs);
        if (!OnnxGraphShapes.axes(node, axes, OnnxGraphActivation.MAPS).equals(ROWS_AND_COLUMNS)) {
            throw node.error("expected a mean over rows and columns, found axes " + axes);
        }
        OnnxGraphFlow x = OnnxGraphActivation.mapsOf(node, inputs.get(0));
        OnnxGraphFlow pooled = steps.apply(node, new AdaptiveAvgPool2d(), Map.of(), x);
        boolean keep = node.flag("keepdims", true);
        return new OnnxGraphActivation(pooled, keep ? OnnxGraphActivation.MAPS : OnnxGraphActivation.VECTORS);
    }

    /** {@code Flatten} of pooled maps. */
    static OnnxGraphValue flatten(OnnxGraphNode node, OnnxGraphValue first) throws ModelFormatException {
        OnnxGraphActivation x = pooled(node, first);
        if (OnnxGraphShapes.axis(node, node.integer("axis", 1), x.rank() + 1) != 1) {
            throw node.error("expected to flatten all dimensions but the batch");
        }
        return new OnnxGraphActivation(x.flow(), OnnxGraphActivation.VECTORS);
    }

    /** {@code Squeeze} of the rows or columns of pooled maps, or both. */
    static OnnxGraphValue squeeze(OnnxGraphNode node, List<OnnxGraphValue> inputs) throws ModelFormatException {
        OnnxGraphActivation x = pooled(node, inputs.get(0));
        SortedSet<Integer> axes = OnnxGraphShapes.axes(node, OnnxGraphFolding.axes(node, inputs), x.rank());
        if (axes.first() < 2) {
            throw node.error("expected to squeeze rows and columns, found axes " + axes);
        }
        return new OnnxGraphActivation(x.flow(), x.rank() - axes.size());
    }

    /** {@code Reshape} of pooled maps to {@code [N, -1]}, in one of the ways to say it. */
    static OnnxGraphValue reshape(OnnxGraphNode node, OnnxGraphActivation x, OnnxGraphIntegers target)
            throws ModelFormatException {
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
        return new OnnxGraphActivation(x.flow(), OnnxGraphActivation.VECTORS);
    }

    /** A 1x1 convolution of pooled maps: a linear layer; the bias may be left out. */
    static OnnxGraphValue convolution(
            OnnxGraphNode node,
            OnnxGraphActivation x,
            OnnxGraphConstant weight,
            Optional<OnnxGraphConstant> bias,
            OnnxGraphSteps steps)
            throws ModelFormatException {
        int classes = weight.shape().size(0);
        OnnxGraphConstant matrix =
                weight.reshaped(Shape.of(classes, weight.shape().size(1)));
        return new OnnxGraphActivation(linear(node, x.flow(), matrix, bias.orElse(zeros(classes)), steps), x.rank());
    }

    /** {@code Gemm}: {@code alpha x W + beta C}. */
    static OnnxGraphValue gemm(OnnxGraphNode node, List<OnnxGraphValue> inputs, OnnxGraphSteps steps)
            throws ModelFormatException {
        OnnxGraphFlow x = vectors(node, inputs.get(0));
        node.require("transA", 0);
        OnnxGraphConstant weight = matrix(node, inputs);
        if (!node.flag("transB", false)) {
            weight = weight.permuted(1, 0);
        }
        weight = OnnxGraphFolding.scaled(weight, node.number("alpha", 1));
        int classes = weight.shape().size(0);
        OnnxGraphConstant bias = node.hasInput(2)
                ? OnnxGraphFolding.scaled(
                        bias(node, OnnxGraphFolding.weights(node, inputs, 2), classes), node.number("beta", 1))
                : zeros(classes);
        return new OnnxGraphActivation(linear(node, x, weight, bias, steps), OnnxGraphActivation.VECTORS);
    }

    /** {@code MatMul}, which may be followed by the addition of a bias. */
    static OnnxGraphValue product(OnnxGraphNode node, List<OnnxGraphValue> inputs) throws ModelFormatException {
        OnnxGraphFlow x = vectors(node, inputs.get(0));
        return new Product(node, x, matrix(node, inputs).permuted(1, 0));
    }

    /** A matrix product and its bias. */
    static OnnxGraphValue withBias(OnnxGraphNode node, Product product, OnnxGraphConstant bias, OnnxGraphSteps steps)
            throws ModelFormatException {
        OnnxGraphConstant weight = product.weight();
        OnnxGraphConstant vector = bias(node, bias, weight.shape().size(0));
        return new OnnxGraphActivation(
                linear(node, product.flow(), weight, vector, steps), OnnxGraphActivation.VECTORS);
    }

    /** A matrix product that no bias follows. */
    static OnnxGraphActivation withoutBias(Product product, OnnxGraphSteps steps) throws ModelFormatException {
        OnnxGraphConstant weight = product.weight();
        OnnxGraphConstant none = zeros(weight.shape().size(0));
        return new OnnxGraphActivation(
                linear(product.node(), product.flow(), weight, none, steps), OnnxGraphActivation.VECTORS);
    }

    /** {@code Softmax} over the classes, which are the innermost dimension but for extents of 1. */
    static OnnxGraphValue softmax(OnnxGraphNode node, OnnxGraphValue first) throws ModelFormatException {
        OnnxGraphActivation x = pooled(node, first);
        long innermost = node.opset() < 13 ? 1 : -1;
        if (OnnxGraphShapes.axis(node, node.integer("axis", innermost), x.rank()) != 1) {
            throw node.error("expected probabilities of the classes, found axis " + node.integer("axis", innermost));
        }
        return new Probabilities(node, x.flow());
    }

    private static OnnxGraphFlow linear(
            OnnxGraphNode node, OnnxGraphFlow x, OnnxGraphConstant weight, OnnxGraphConstant bias, OnnxGraphSteps steps)
            throws ModelFormatException {
        if (x.sizeKnown() && !x.isOfSize(1, 1)) {
            throw node.error("expected vectors of " + x.channels() + " features, found maps " + x);
        }
        Linear layer = new Linear(Tensor.full(weight.shape(), 0), Tensor.full(bias.shape(), 0));
        return steps.apply(node, layer, Map.of("weight", weight, "bias", bias), x);
    }

    private static OnnxGraphConstant matrix(OnnxGraphNode node, List<OnnxGraphValue> inputs)
            throws ModelFormatException {
        OnnxGraphConstant weight = OnnxGraphFolding.weights(node, inputs, 1);
        if (weight.shape().rank() != 2) {
            throw node.error("expected a matrix of weights, found " + weight.shape());
        }
        return weight;
    }

    private static OnnxGraphConstant bias(OnnxGraphNode node, OnnxGraphConstant bias, int classes)
            throws ModelFormatException {
        if (!bias.shape().equals(Shape.of(classes)) && !bias.shape().equals(Shape.of(1, classes))) {
            throw node.error("expected a bias [" + classes + "], found " + bias.shape());
        }
        return bias.reshaped(Shape.of(classes));
    }

    private static OnnxGraphConstant zeros(int count) {
        return OnnxGraphConstant.full("no bias", Shape.of(count), 0);
    }

    private static OnnxGraphActivation pooled(OnnxGraphNode node, OnnxGraphValue value) throws ModelFormatException {
        if (value instanceof OnnxGraphActivation x && x.flow().isVectors()) {
            return x;
        }
        throw node.error("expected pooled feature maps, found " + value.kind());
    }

    private static OnnxGraphFlow vectors(OnnxGraphNode node, OnnxGraphValue value) throws ModelFormatException {
        OnnxGraphActivation x = pooled(node, value);
        if (x.rank() != OnnxGraphActivation.VECTORS) {
            throw node.error("expected vectors, found " + x.rank() + " dimensions");
        }
        return x.flow();
    }
}
