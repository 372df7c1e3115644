package io.github.resnetv2.family.onnx;

import io.github.resnetv2.nn.ReLU;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Graph;
import io.github.resnetv2.weights.Graph.Attribute;
import io.github.resnetv2.weights.Graph.Node;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a graph node by node, in the file's order, and keeps what every name stands for.
 *
 * <p>An operation takes one node or several, constants come from the file or are computed; what is left are the layers and
 * additions of {@link GraphSteps}. A node may only read what stands before it, as ONNX demands, so there are no cycles.
 */
final class GraphReading {
    private static final GraphValue LEFT_OUT = GraphIntegers.vector(List.of());
    private static final long OLDEST_OPSET = 7;
    private static final int RGB = 3;

    private final Checkpoint checkpoint;
    private final Graph graph;
    private final String inputName;
    private final boolean channelsLast;
    private final GraphSteps steps;
    private final GraphFolding folding;
    private final Map<String, GraphValue> values = new HashMap<>();
    private final Set<GraphPart> incomplete = Collections.newSetFromMap(new IdentityHashMap<>());

    private GraphReading(Checkpoint checkpoint, Graph graph) throws ModelFormatException {
        this.checkpoint = checkpoint;
        this.graph = graph;
        if (graph.opset() < OLDEST_OPSET) {
            throw error("expected operator set " + OLDEST_OPSET + " or later, found " + graph.opset());
        }
        if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
            throw error("expected a graph of one input and one output, found "
                    + graph.inputs().size() + " and " + graph.outputs().size());
        }
        this.inputName = graph.inputs().get(0).name();
        this.channelsLast = graph.nodes().stream().anyMatch(this::transposesInput);
        this.steps = new GraphSteps(
                checkpoint.source(), inputFlow(graph.inputs().get(0).sizes()));
        this.folding = new GraphFolding(stored());
    }

    /**
     * A graph that was read.
     *
     * @param steps the network
     * @param output what it gives: logits, or features if there is no head
     * @param softmax whether the graph turns them to probabilities
     * @param folding accounts for weights that are computed
     */
    record Result(GraphSteps steps, GraphFlow output, boolean softmax, GraphFolding folding) {}

    /** Reads a checkpoint's graph. */
    static Result read(Checkpoint checkpoint, Graph graph) throws IOException {
        return new GraphReading(checkpoint, graph).read();
    }

    private Result read() throws IOException {
        if (!channelsLast) {
            values.put(inputName, GraphActivation.maps(steps.input()));
        }
        for (Node each : graph.nodes()) {
            GraphNode node = new GraphNode(checkpoint.source(), graph.opset(), each);
            GraphOperators.requireKnown(node);
            try {
                define(node, each.outputs().get(0), value(node));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw node.error(String.valueOf(e.getMessage()));
            }
        }
        return result();
    }

    private void define(GraphNode node, String name, GraphValue value) throws ModelFormatException {
        if (name.equals(inputName)
                || values.containsKey(name)
                || checkpoint.tensors().find(name).isPresent()) {
            throw node.error("gives " + GraphNode.shown(name) + " a second time");
        }
        values.put(name, value);
        if (value instanceof GraphPart part) {
            incomplete.add(part);
        }
    }

    private GraphValue resolve(GraphNode node, String name) throws IOException {
        GraphValue value = values.get(name);
        if (value == null) {
            Optional<Entry> entry = checkpoint.tensors().find(name);
            if (entry.isEmpty()) {
                throw node.error("reads " + GraphNode.shown(name) + ", which nothing before it gives");
            }
            value = folding.stored(node, name, entry.get());
            values.put(name, value);
        }
        return value;
    }

    private Result result() throws ModelFormatException {
        String name = graph.outputs().get(0);
        GraphValue output = values.get(name);
        boolean softmax = output instanceof GraphPart.Probabilities;
        GraphFlow flow;
        if (output instanceof GraphPart.Probabilities probabilities) {
            incomplete.remove(probabilities);
            flow = probabilities.logits();
        } else if (output instanceof GraphPart.Product product) {
            incomplete.remove(product);
            flow = GraphHead.withoutBias(product, steps).flow();
        } else if (output instanceof GraphActivation activation) {
            flow = activation.flow();
        } else {
            throw error("output " + GraphNode.shown(name) + ": expected logits or features, found "
                    + (output == null ? "nothing" : output.kind()));
        }
        if (!incomplete.isEmpty()) {
            GraphPart part = incomplete.iterator().next();
            throw part.node().error("gives " + part.kind() + " that nothing completes");
        }
        return new Result(steps, flow, softmax, folding);
    }

    private GraphValue value(GraphNode node) throws IOException {
        if (transposesInput(node.node())) {
            return GraphActivation.maps(steps.input());
        }
        List<GraphValue> inputs = new ArrayList<>();
        for (String name : node.node().inputs()) {
            inputs.add(name.isEmpty() ? LEFT_OUT : resolve(node, name));
        }
        if (inputs.stream().allMatch(GraphReading::isConstant)) {
            return folding.fold(node, inputs);
        }
        for (int i = 0; i < inputs.size(); i++) {
            inputs.set(i, consumed(node, inputs.get(i)));
        }
        GraphValue first = inputs.get(0);
        return switch (node.operator()) {
            case "CastLike" -> isConstant(first) ? folding.fold(node, inputs) : first;
            case "Identity" -> first;
            case "Cast" -> {
                GraphFolding.requireFloating(node);
                yield first;
            }
            case "Dropout" -> dropout(node, inputs);
            case "Shape" -> shape(node, first);
            case "Relu" ->
                GraphActivation.maps(steps.apply(node, new ReLU(), Map.of(), GraphActivation.mapsOf(node, first)));
            case "Add", "Sum" -> sum(node, inputs);
            case "Conv" -> GraphSliding.convolution(node, inputs, steps);
            case "MaxPool" -> GraphSliding.maxPool(node, first, steps);
            case "AveragePool" -> GraphSliding.averagePool(node, first, steps);
            case "Pad" -> GraphSliding.pad(node, inputs, folding);
            case "BatchNormalization" -> GraphNorms.batch(node, inputs, steps);
            case "GroupNormalization" -> GraphNorms.group(node, inputs, steps);
            case "InstanceNormalization" -> GraphNorms.instance(node, inputs, folding);
            case "Mul" -> GraphNorms.scaled(node, inputs);
            case "Reshape" -> reshape(node, inputs);
            case "GlobalAveragePool" -> GraphHead.globalPool(node, first, steps);
            case "ReduceMean" -> GraphHead.mean(node, inputs, steps);
            case "Flatten" -> GraphHead.flatten(node, first);
            case "Squeeze" -> GraphHead.squeeze(node, inputs);
            case "Gemm" -> GraphHead.gemm(node, inputs, steps);
            case "MatMul" -> GraphHead.product(node, inputs);
            case "Softmax" -> GraphHead.softmax(node, first);
            default -> throw node.error("is not an operation of a pre-activation ResNet on " + first.kind());
        };
    }

    private static boolean isConstant(GraphValue value) {
        return value instanceof GraphConstant || value instanceof GraphIntegers;
    }

    /** Marks a part as completed. A matrix product is complete by itself for everything but a bias. */
    private GraphValue consumed(GraphNode node, GraphValue value) throws ModelFormatException {
        if (value instanceof GraphPart part) {
            incomplete.remove(part);
        }
        boolean wantsProduct = node.is("Add") || node.is("Sum") || node.is("Identity") || node.is("Cast");
        return value instanceof GraphPart.Product product && !wantsProduct
                ? GraphHead.withoutBias(product, steps)
                : value;
    }

    private GraphValue sum(GraphNode node, List<GraphValue> inputs) throws ModelFormatException {
        if (inputs.size() != 2) {
            throw node.error("expected two summands, found " + inputs.size());
        }
        boolean swapped = isConstant(inputs.get(0));
        GraphValue x = inputs.get(swapped ? 1 : 0);
        GraphValue y = inputs.get(swapped ? 0 : 1);
        if (y instanceof GraphConstant bias && x instanceof GraphPart.Product product) {
            return GraphHead.withBias(node, product, bias, steps);
        }
        if (y instanceof GraphConstant bias && x instanceof GraphPart.Normalized normalized) {
            return GraphNorms.shifted(node, normalized, bias, steps);
        }
        GraphFlow first = GraphActivation.mapsOf(node, x);
        return GraphActivation.maps(steps.sum(node, first, GraphActivation.mapsOf(node, y)));
    }

    private static GraphValue reshape(GraphNode node, List<GraphValue> inputs) throws ModelFormatException {
        if (!(inputs.size() == 2 && inputs.get(1) instanceof GraphIntegers target)) {
            throw node.error("input 1: expected a shape");
        }
        GraphValue first = inputs.get(0);
        if (first instanceof GraphActivation x && x.flow().isVectors()) {
            return GraphHead.reshape(node, x, target);
        }
        return first instanceof GraphPart.Normalized normalized
                ? GraphNorms.restored(node, normalized, target)
                : GraphNorms.grouped(node, GraphActivation.mapsOf(node, first), target);
    }

    private static GraphValue dropout(GraphNode node, List<GraphValue> inputs) throws ModelFormatException {
        if (node.hasInput(2) && !GraphFolding.known(node, inputs, 2).equals(List.of(0L))) {
            throw node.error("is in training mode; export the model after eval()");
        }
        return inputs.get(0);
    }

    private static GraphValue shape(GraphNode node, GraphValue value) throws ModelFormatException {
        if (value instanceof GraphActivation x && x.rank() == GraphActivation.VECTORS) {
            return GraphIntegerFolding.shapeOf(node, x.flow().extents().subList(0, 2));
        }
        return GraphIntegerFolding.shapeOf(
                node, GraphActivation.mapsOf(node, value).extents());
    }

    private boolean transposesInput(Node node) {
        Attribute order = node.attributes().get("perm");
        return node.operator().equals("Transpose")
                && node.inputs().equals(List.of(inputName))
                && order != null
                && order.integers().equals(List.of(0L, 3L, 1L, 2L));
    }

    private GraphFlow inputFlow(List<Long> declared) throws ModelFormatException {
        List<Long> sizes = declared.isEmpty() ? Collections.nCopies(4, -1L) : declared;
        if (sizes.size() != 4) {
            throw error("input " + GraphNode.shown(inputName) + ": expected 4 dimensions, found " + sizes);
        }
        long channels = sizes.get(channelsLast ? 3 : 1);
        return GraphFlow.input(
                sizes.get(0),
                channels > 0 && channels <= Integer.MAX_VALUE ? (int) channels : channelsOfFirstConvolution(),
                sizes.get(channelsLast ? 1 : 2),
                sizes.get(channelsLast ? 2 : 3));
    }

    /** What the input's channels must be where the file does not say; if it is wrong, the convolution will not fit. */
    private int channelsOfFirstConvolution() {
        return graph.nodes().stream()
                .filter(node -> node.operator().equals("Conv") && node.inputs().size() > 1)
                .flatMap(node -> checkpoint.tensors().find(node.inputs().get(1)).stream())
                .filter(weights -> weights.shape().rank() == 4)
                .map(weights -> weights.shape().size(1))
                .findFirst()
                .orElse(RGB);
    }

    /** The number of elements that the file holds. */
    private long stored() {
        Stream<Entry> attributes = graph.nodes().stream()
                .flatMap(node -> node.attributes().values().stream())
                .flatMap(attribute -> attribute.tensor().stream());
        return Stream.concat(checkpoint.tensors().entries().stream(), attributes)
                .mapToLong(entry -> entry.shape().elements())
                .sum();
    }

    private ModelFormatException error(String what) {
        return new ModelFormatException(checkpoint.source() + ": " + what);
    }
}
