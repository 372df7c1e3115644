package io.github.resnetv2.formats.onnx;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Graph.Attribute;
import io.github.resnetv2.weights.Graph.Input;
import io.github.resnetv2.weights.Graph.Node;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a {@code GraphProto}: its tensors by name, its inputs and outputs, its nodes. */
final class GraphReader {
    private static final int SYMBOLIC = -1;
    /** Beyond every number of {@code AttributeProto.AttributeType}. */
    private static final int NO_TYPE = 100;

    private final ProtobufBytes bytes;
    private final Limits limits;
    private final Map<String, Entry> initializers = new LinkedHashMap<>();
    private final List<Input> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private int tensors;

    GraphReader(ProtobufBytes bytes, Limits limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    void read(Message graph) throws IOException {
        while (graph.next()) {
            switch (graph.field()) {
                case 1 -> nodes.add(node(graph.message()));
                case 5 -> addInitializer(graph);
                case 11 -> inputs.add(input(graph.message()));
                case 12 -> outputs.add(input(graph.message()).name());
                case 15 -> throw graph.error("sparse initializers are not read");
                default -> {}
            }
        }
    }

    Map<String, Entry> initializers() {
        return initializers;
    }

    /** Since version 4 of the format initializers need not be inputs too; those that are have a value already. */
    List<Input> inputs() {
        return inputs.stream()
                .filter(input -> !initializers.containsKey(input.name()))
                .toList();
    }

    List<String> outputs() {
        return outputs;
    }

    List<Node> nodes() {
        return nodes;
    }

    private void addInitializer(Message graph) throws IOException {
        Entry entry = tensor(graph.message(), "");
        if (entry.name().isEmpty()) {
            throw graph.error("an initializer without a name");
        }
        if (initializers.put(entry.name(), entry) != null) {
            throw graph.error("a second initializer named " + entry.name());
        }
    }

    private Entry tensor(Message message, String name) throws IOException {
        if (++tensors > limits.tensors()) {
            throw new ModelFormatException(
                    bytes.source().name() + ": expected at most " + limits.tensors() + " tensors, found more");
        }
        return TensorReader.read(message, name, bytes, limits);
    }

    private static Input input(Message value) throws IOException {
        String name = "";
        List<Long> sizes = new ArrayList<>();
        while (value.next()) {
            switch (value.field()) {
                case 1 -> name = value.text();
                case 2 -> sizes = sizes(value.message());
                default -> {}
            }
        }
        return new Input(name, sizes);
    }

    /** Goes down {@code TypeProto.tensor_type.shape.dim}; other types than tensors have no sizes. */
    private static List<Long> sizes(Message type) throws IOException {
        List<Long> sizes = new ArrayList<>();
        while (type.next()) {
            if (type.field() == 1) {
                Message tensor = type.message();
                while (tensor.next()) {
                    if (tensor.field() == 2) {
                        Message shape = tensor.message();
                        while (shape.next()) {
                            if (shape.field() == 1) {
                                sizes.add(size(shape.message()));
                            }
                        }
                    }
                }
            }
        }
        return sizes;
    }

    private static long size(Message dimension) throws IOException {
        long size = SYMBOLIC;
        while (dimension.next()) {
            if (dimension.field() == 1) {
                size = Math.max(SYMBOLIC, dimension.integer());
            }
        }
        return size;
    }

    private Node node(Message node) throws IOException {
        List<String> ins = new ArrayList<>();
        List<String> outs = new ArrayList<>();
        String name = "";
        String operator = "";
        String domain = "";
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        while (node.next()) {
            switch (node.field()) {
                case 1 -> ins.add(node.text());
                case 2 -> outs.add(node.text());
                case 3 -> name = node.text();
                case 4 -> operator = node.text();
                case 5 -> {
                    NamedAttribute attribute = attribute(node.message());
                    if (attributes.put(attribute.name, attribute.value) != null) {
                        throw node.error("node " + name + ": a second attribute named " + attribute.name);
                    }
                }
                case 7 -> domain = OnnxReader.domain(node.text());
                default -> {}
            }
        }
        return new Node(name, operator, domain, ins, outs, attributes);
    }

    private record NamedAttribute(String name, Attribute value) {}

    private NamedAttribute attribute(Message attribute) throws IOException {
        String name = "";
        long type = 0;
        float number = 0;
        long integer = 0;
        List<Float> numbers = new ArrayList<>();
        List<Long> integers = new ArrayList<>();
        String text = "";
        Entry tensor = null;
        while (attribute.next()) {
            switch (attribute.field()) {
                case 1 -> name = attribute.text();
                case 2 -> number = attribute.number();
                case 3 -> integer = attribute.integer();
                case 4 -> text = attribute.text();
                case 5 -> {
                    if (tensor != null) {
                        throw attribute.error("a second tensor in attribute " + name);
                    }
                    tensor = tensor(attribute.message(), name);
                }
                case 7 -> attribute.numbersInto(numbers);
                case 8 -> attribute.integersInto(integers);
                case 20 -> type = attribute.integer();
                default -> {}
            }
        }
        return new NamedAttribute(name, value(type, number, integer, numbers, integers, text, tensor));
    }

    /**
     * The part that the type names, which writers leave out if it is zero; of other types, among them graphs and lists of
     * texts, nothing.
     */
    private static Attribute value(
            long type,
            float number,
            long integer,
            List<Float> numbers,
            List<Long> integers,
            String text,
            @Nullable Entry tensor) {
        List<Long> noIntegers = List.of();
        List<Float> noNumbers = List.of();
        return switch ((int) Math.max(0, Math.min(type, NO_TYPE))) {
            case 1 -> new Attribute(noIntegers, List.of(number), Optional.empty(), Optional.empty());
            case 2 -> new Attribute(List.of(integer), noNumbers, Optional.empty(), Optional.empty());
            case 3 -> new Attribute(noIntegers, noNumbers, Optional.of(text), Optional.empty());
            case 4 -> new Attribute(noIntegers, noNumbers, Optional.empty(), Optional.ofNullable(tensor));
            case 6 -> new Attribute(noIntegers, numbers, Optional.empty(), Optional.empty());
            case 7 -> new Attribute(integers, noNumbers, Optional.empty(), Optional.empty());
            default -> new Attribute(noIntegers, noNumbers, Optional.empty(), Optional.empty());
        };
    }
}
