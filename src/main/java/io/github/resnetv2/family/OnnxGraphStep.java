package io.github.resnetv2.family;

import io.github.resnetv2.nn.Layer;
import java.util.List;
import java.util.Map;

/** One operation of the network with its constants resolved, however many nodes said it. */
sealed interface OnnxGraphStep {
    /** The node that completed it. */
    OnnxGraphNode node();

    /** What it reads. */
    List<OnnxGraphFlow> inputs();

    /** What it gives. */
    OnnxGraphFlow output();

    /**
     * A layer.
     *
     * @param node the node that completed it
     * @param layer what it is; its tensors are stand-ins of the right shape
     * @param tensors its tensors under the layer's names for them
     * @param input what it reads
     * @param output what it gives
     */
    record Apply(
            OnnxGraphNode node,
            Layer layer,
            Map<String, OnnxGraphConstant> tensors,
            OnnxGraphFlow input,
            OnnxGraphFlow output)
            implements OnnxGraphStep {
        @Override
        public List<OnnxGraphFlow> inputs() {
            return List.of(input);
        }

        boolean is(Class<? extends Layer> type) {
            return type.isInstance(layer);
        }
    }

    /** The addition of two flows. */
    record Sum(OnnxGraphNode node, OnnxGraphFlow first, OnnxGraphFlow second, OnnxGraphFlow output)
            implements OnnxGraphStep {
        @Override
        public List<OnnxGraphFlow> inputs() {
            return List.of(first, second);
        }

        /** The summand that is not this one. */
        OnnxGraphFlow other(OnnxGraphFlow summand) {
            return first == summand ? second : first;
        }
    }
}
