package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.onnx.GraphBlock.Convolution;
import io.github.resnetv2.family.onnx.GraphStep.Apply;
import io.github.resnetv2.family.onnx.GraphStep.Sum;
import io.github.resnetv2.nn.AdaptiveAvgPool2d;
import io.github.resnetv2.nn.AvgPool2d;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.GroupNorm;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Window;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The normalised network: layers and additions in the order of the graph, and what flows between them. */
final class GraphSteps {
    private final String source;
    private final GraphFlow input;
    private final List<GraphStep> steps = new ArrayList<>();
    private final Map<GraphFlow, List<GraphStep>> readers = new HashMap<>();
    private final Map<GraphFlow, GraphStep> givers = new HashMap<>();

    GraphSteps(String source, GraphFlow input) {
        this.source = source;
        this.input = input;
    }

    /** Adds a layer; its output's shape follows from the layer. */
    GraphFlow apply(GraphNode node, Layer layer, Map<String, GraphConstant> tensors, GraphFlow x)
            throws ModelFormatException {
        GraphFlow output = x.then(outputShape(node, layer, x), x.pooled() || isHeadPool(layer));
        add(new Apply(node, layer, tensors, x, output));
        return output;
    }

    /** Adds an addition. */
    GraphFlow sum(GraphNode node, GraphFlow first, GraphFlow second) throws ModelFormatException {
        if (!first.shape().equals(second.shape())) {
            throw node.error("expected two summands of one shape, found " + first + " and " + second);
        }
        GraphFlow output = first.then(first.shape(), first.pooled());
        add(new Sum(node, first, second, output));
        return output;
    }

    /** Whether a pooling is one that a head may follow; the others halve the map of a shortcut. */
    static boolean isHeadPool(Layer layer) {
        return layer instanceof AdaptiveAvgPool2d || isAverage4(layer);
    }

    /** Whether a layer is the pooling before the head of nets for CIFAR. */
    static boolean isAverage4(Layer layer) {
        return layer instanceof AvgPool2d pool && pool.window().equals(Window.square(4, 4, 0));
    }

    GraphFlow input() {
        return input;
    }

    List<GraphStep> steps() {
        return steps;
    }

    /** The steps that read a flow, in the order of the graph. */
    List<GraphStep> readers(GraphFlow flow) {
        return readers.getOrDefault(flow, List.of());
    }

    /** The first layer of a kind that reads a flow. */
    Optional<Apply> reader(GraphFlow flow, Predicate<Layer> kind) {
        return readers(flow).stream()
                .flatMap(step -> step instanceof Apply apply && kind.test(apply.layer()) ? Stream.of(apply) : null)
                .findFirst();
    }

    /** The layer that alone reads a flow, if it is of a kind. */
    Optional<Apply> only(GraphFlow flow, Predicate<Layer> kind) {
        return readers(flow).size() == 1 ? reader(flow, kind) : Optional.empty();
    }

    /** The layer that gives a flow, if it is of a kind; none gives the input. */
    Optional<Apply> giver(GraphFlow flow, Predicate<Layer> kind) {
        return givers.get(flow) instanceof Apply apply && kind.test(apply.layer())
                ? Optional.of(apply)
                : Optional.empty();
    }

    /** A convolution with the norm that alone reads it, if one does. */
    Convolution withNorm(Apply convolution) {
        return new Convolution(convolution, only(convolution.output(), GraphSteps::isNorm));
    }

    static boolean isNorm(Layer layer) {
        return layer instanceof BatchNorm2d || layer instanceof GroupNorm;
    }

    /** An error at the node that reads a flow, or gives it if none does: something else should stand there. */
    ModelFormatException expected(String what, GraphFlow flow) {
        List<GraphStep> found = readers(flow);
        if (!found.isEmpty()) {
            return found.get(0).node().error("expected " + what);
        }
        GraphStep giver = givers.get(flow);
        return giver == null
                ? new ModelFormatException(source + ": expected " + what + ", found nothing that reads the input")
                : giver.node().error("expected " + what + " to follow, found nothing");
    }

    private static Shape outputShape(GraphNode node, Layer layer, GraphFlow x) throws ModelFormatException {
        Shape shape = x.shape();
        try {
            if (layer instanceof Linear) {
                Shape vectors = layer.outputShape(Shape.of(shape.size(0), shape.size(1)));
                return Shape.of(vectors.size(0), vectors.size(1), 1, 1);
            }
            return layer.outputShape(shape);
        } catch (IllegalArgumentException e) {
            throw node.error(String.valueOf(e.getMessage()));
        }
    }

    private void add(GraphStep step) {
        steps.add(step);
        givers.put(step.output(), step);
        for (GraphFlow flow : step.inputs()) {
            readers.computeIfAbsent(flow, none -> new ArrayList<>()).add(step);
        }
    }
}
