package io.github.resnetv2.engine;

import io.github.resnetv2.nn.Composite;
import io.github.resnetv2.nn.Identity;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.Wiring;
import io.github.resnetv2.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the dataflow of a network: one node for each value, in order of execution. */
final class Recorder implements Wiring<Node> {
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> wanted;

    /** The names that the network gives, in the order in which it does. */
    private final Set<String> known = new LinkedHashSet<>();

    private String path = "";

    private Recorder(Set<String> wanted) {
        this.wanted = wanted;
    }

    /**
     * The nodes of a network for an input of a shape.
     *
     * @param wanted names of the outputs to keep
     * @throws IllegalArgumentException if the network names no such output
     */
    static List<Node> record(Composite network, Shape input, Set<String> wanted) {
        Recorder recorder = new Recorder(wanted);
        network.wire(recorder, recorder.add(new Node(Node.Kind.INPUT, null, "input", List.of(), input)));
        for (String name : wanted) {
            if (!recorder.known.contains(name)) {
                throw new IllegalArgumentException("output: expected one of " + recorder.known + ", found " + name);
            }
        }
        return recorder.nodes;
    }

    @Override
    public Node apply(String name, Layer layer, Node x) {
        if (layer instanceof Identity) {
            return x;
        }
        String outer = path;
        path = outer.isEmpty() ? name : outer + "." + name;
        try {
            return layer instanceof Composite composite
                    ? composite.wire(this, x)
                    : add(new Node(Node.Kind.LAYER, layer, path, List.of(x), layer.outputShape(x.shape)));
        } finally {
            path = outer;
        }
    }

    @Override
    public Node add(Node a, Node b) {
        return add(new Node(Node.Kind.ADD, null, path + ".add", List.of(a, b), a.shape));
    }

    @Override
    public Node flatten(Node x) {
        int images = x.shape.size(0);
        Shape flat = Shape.of(images, Math.toIntExact(x.shape.elements() / images));
        return add(new Node(Node.Kind.FLATTEN, null, path + "flatten", List.of(x), flat));
    }

    @Override
    public Node output(String name, Node x) {
        x.named = true;
        known.add(name);
        if (wanted.contains(name)) {
            x.outputs.add(name);
        }
        return x;
    }

    private Node add(Node node) {
        nodes.add(node);
        return node;
    }
}
