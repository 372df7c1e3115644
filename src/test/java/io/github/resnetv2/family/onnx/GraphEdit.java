package io.github.resnetv2.family.onnx;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.family.match.Recognized;
import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.onnx.OnnxReader;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.nn.PlainWiring;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.Graph;
import io.github.resnetv2.weights.Graph.Attribute;
import io.github.resnetv2.weights.Graph.Input;
import io.github.resnetv2.weights.Graph.Node;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A graph that a test changes: made from nothing, or from a model that the real exporters wrote. */
final class GraphEdit {
    private final Map<String, Entry> tensors = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private long opset;
    private List<Input> inputs;
    private List<String> outputs;

    private GraphEdit(long opset, List<Input> inputs, List<String> outputs) {
        this.opset = opset;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** An empty graph of one input, whose extents are -1 where they are open, and one output. */
    static GraphEdit empty(long opset, String input, List<Long> sizes, String output) {
        return new GraphEdit(opset, List.of(new Input(input, sizes)), List.of(output));
    }

    /** A golden model, such as {@code timm-small18-opset12}. */
    static GraphEdit golden(String name) throws IOException {
        byte[] file = Golden.bytes("files/" + name + ".onnx");
        Checkpoint checkpoint = OnnxReader.read(ByteSource.of(ByteBuffer.wrap(file), name), Limits.DEFAULT);
        Graph graph = checkpoint.graph().orElseThrow();
        GraphEdit edit = new GraphEdit(graph.opset(), graph.inputs(), graph.outputs());
        checkpoint.tensors().entries().forEach(edit::add);
        edit.nodes.addAll(graph.nodes());
        return edit;
    }

    GraphEdit add(Entry entry) {
        tensors.put(entry.name(), entry);
        return this;
    }

    GraphEdit add(String name, Tensor values) {
        return add(Entry.of(name, values));
    }

    /** A vector of integers. */
    GraphEdit add(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return add(new Entry(
                name,
                DType.I64,
                Shape.of(values.length),
                sink -> sink.accept(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN))));
    }

    GraphEdit add(Node node) {
        nodes.add(node);
        return this;
    }

    GraphEdit opset(long version) {
        opset = version;
        return this;
    }

    GraphEdit inputs(Input... changed) {
        inputs = List.of(changed);
        return this;
    }

    GraphEdit outputs(String... changed) {
        outputs = List.of(changed);
        return this;
    }

    /** The node of an operator, counted from 0 in the order of the graph. */
    Node node(String operator, int index) {
        return nodes.stream()
                .filter(node -> node.operator().equals(operator))
                .skip(index)
                .findFirst()
                .orElseThrow();
    }

    /** The last node of an operator. */
    Node last(String operator) {
        return nodes.stream()
                .filter(node -> node.operator().equals(operator))
                .reduce((before, node) -> node)
                .orElseThrow();
    }

    /** Puts other nodes in the place of one. */
    GraphEdit replace(Node node, Node... others) {
        int at = nodes.indexOf(node);
        nodes.remove(at);
        nodes.addAll(at, Arrays.asList(others));
        return this;
    }

    /** Changes every node of an operator. */
    GraphEdit change(String operator, UnaryOperator<Node> change) {
        nodes.replaceAll(node -> node.operator().equals(operator) ? change.apply(node) : node);
        return this;
    }

    GraphEdit removeIf(Predicate<Node> unwanted) {
        nodes.removeIf(unwanted);
        return this;
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** Inserts a node behind another one, between it and all that read it. */
    GraphEdit insertAfter(Node node, String operator) {
        String output = node.outputs().get(0);
        Node renamed = new Node(
                node.name(), node.operator(), node.domain(), node.inputs(), List.of(output + "'"), node.attributes());
        return replace(node, renamed, of(operator, output, output + "'"));
    }

    Checkpoint checkpoint() {
        return new Checkpoint(
                Format.ONNX,
                "test.onnx",
                StateDict.of(tensors.values()),
                Map.of(),
                Optional.of(new Graph(opset, "test", inputs, outputs, nodes)),
                () -> {});
    }

    Recognized recognise() throws IOException {
        return OnnxGraph.recognise(checkpoint());
    }

    /** The message with which the graph is refused. */
    String refusal() {
        return assertThrows(ModelFormatException.class, this::recognise).getMessage();
    }

    /** What the recognised network gives. */
    Tensor forward(Tensor x) throws IOException {
        return forward(recognise(), x);
    }

    static Tensor forward(Recognized recognized, Tensor x) throws IOException {
        Map<String, Tensor> weights = new HashMap<>();
        for (Map.Entry<String, Weight> weight : recognized.weights().entrySet()) {
            weights.put(weight.getKey(), weight.getValue().values().read());
        }
        return Network.assemble(recognized.architecture(), parameter -> weights.get(parameter.name()))
                .wire(new PlainWiring(), x);
    }

    /** A node without a name. */
    static Node of(String operator, String output, String... inputs) {
        return new Node("", operator, "", List.of(inputs), List.of(output), Map.of());
    }

    static Node with(Node node, String attribute, long... values) {
        return with(
                node,
                attribute,
                new Attribute(Arrays.stream(values).boxed().toList(), List.of(), Optional.empty(), Optional.empty()));
    }

    static Node withNumber(Node node, String attribute, float value) {
        return with(node, attribute, new Attribute(List.of(), List.of(value), Optional.empty(), Optional.empty()));
    }

    static Node withText(Node node, String attribute, String value) {
        return with(node, attribute, new Attribute(List.of(), List.of(), Optional.of(value), Optional.empty()));
    }

    private static Node with(Node node, String name, Attribute attribute) {
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        attributes.put(name, attribute);
        return new Node(node.name(), node.operator(), node.domain(), node.inputs(), node.outputs(), attributes);
    }

    static Node without(Node node, String attribute) {
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        attributes.remove(attribute);
        return new Node(node.name(), node.operator(), node.domain(), node.inputs(), node.outputs(), attributes);
    }

    /** The node with another input at a place; one place beyond the last appends it. */
    static Node reading(Node node, int place, String input) {
        List<String> inputs = new ArrayList<>(node.inputs());
        if (place == inputs.size()) {
            inputs.add(input);
        } else {
            inputs.set(place, input);
        }
        return new Node(node.name(), node.operator(), node.domain(), inputs, node.outputs(), node.attributes());
    }

    static Node as(Node node, String operator) {
        return new Node(node.name(), operator, node.domain(), node.inputs(), node.outputs(), Map.of());
    }
}
