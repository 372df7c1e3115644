package io.github.resnetv2.engine;

import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of a network's dataflow and what makes it.
 *
 * <p>Mutable while the graph is recorded, read afterwards.
 */
final class Node {
    /** What makes a value. */
    enum Kind {
        INPUT,
        LAYER,
        ADD,
        FLATTEN
    }

    final Kind kind;
    final @Nullable Layer layer;
    final String path;
    final List<Node> inputs;
    final Shape shape;

    /** The nodes that read this value, in order of execution. */
    final List<Node> users = new ArrayList<>();

    /** Whether the network names this value, so that it may be asked for. */
    boolean named;

    /** The names under which the value was asked for. */
    final List<String> outputs = new ArrayList<>();

    Node(Kind kind, @Nullable Layer layer, String path, List<Node> inputs, Shape shape) {
        this.kind = kind;
        this.layer = layer;
        this.path = path;
        this.inputs = List.copyOf(inputs);
        this.shape = shape;
        inputs.forEach(input -> input.users.add(this));
    }

    /** The node that alone reads this value, if nobody asked for the value itself. */
    @Nullable
    Node onlyUser() {
        return users.size() == 1 && outputs.isEmpty() ? users.get(0) : null;
    }

    /** Whether this value is made by a layer of a kind. */
    boolean is(Class<? extends Layer> type) {
        return type.isInstance(layer);
    }
}
