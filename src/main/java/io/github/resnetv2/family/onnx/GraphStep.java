package io.github.resnetv2.family.onnx;

import io.github.resnetv2.nn.Layer;
import java.util.List;
import java.util.Map;

/** One operation of the network with its constants resolved, however many nodes said it. */
sealed interface GraphStep {
    /** The node that completed it. */
    GraphNode node();

    /** What it reads. */
    List<GraphFlow> inputs();

    /** What it gives. */
    GraphFlow output();

    /**
     * A layer.
     *
     * @param node the node that completed it
     * @param layer what it is; its tensors are stand-ins of the right shape
     * @param tensors its tensors under the layer's names for them
     * @param input what it reads
     * @param output what it gives
     */
    record Apply(GraphNode node, Layer layer, Map<String, GraphConstant> tensors, GraphFlow input, GraphFlow output)
            implements GraphStep {
        @Override
        public List<GraphFlow> inputs() {
            return List.of(input);
        }
    }

    /** The addition of two flows. */
    record Sum(GraphNode node, GraphFlow first, GraphFlow second, GraphFlow output) implements GraphStep {
        @Override
        public List<GraphFlow> inputs() {
            return List.of(first, second);
        }

        /** The summand that is not this one. */
        GraphFlow other(GraphFlow summand) {
            return first == summand ? second : first;
        }
    }
}
