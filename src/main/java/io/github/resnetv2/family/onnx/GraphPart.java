package io.github.resnetv2.family.onnx;

import io.github.resnetv2.tensor.Window.Padding;
import java.util.Optional;

/** The beginning of an operation that takes several nodes to say. Another node has to complete it. */
sealed interface GraphPart extends GraphValue {
    /** The node that left it incomplete. */
    GraphNode node();

    /** Maps with zeros laid around them, for the convolution or pooling that follows. */
    record Padded(GraphNode node, GraphFlow flow, Padding padding) implements GraphPart {
        @Override
        public String kind() {
            return "padded feature maps";
        }
    }

    /** Maps as {@code [N, groups, values]}, for the instance normalisation that makes a group normalisation of it. */
    record Grouped(GraphNode node, GraphFlow flow, int groups) implements GraphPart {
        @Override
        public String kind() {
            return "grouped feature maps";
        }
    }

    /**
     * A group normalisation on its way: normalised, then in the shape of the maps again, then with its factors.
     *
     * @param restored whether it has the shape of the maps again
     * @param weight the factors, once they are known
     */
    record Normalized(
            GraphNode node,
            GraphFlow flow,
            int groups,
            double epsilon,
            boolean restored,
            Optional<GraphConstant> weight)
            implements GraphPart {
        @Override
        public String kind() {
            return "a part of a group normalisation";
        }
    }

    /** The head's matrix product, for the bias that may follow; the weight is {@code [classes, features]}. */
    record Product(GraphNode node, GraphFlow flow, GraphConstant weight) implements GraphPart {
        @Override
        public String kind() {
            return "a matrix product";
        }
    }

    /** What the softmax made of the logits. */
    record Probabilities(GraphNode node, GraphFlow logits) implements GraphPart {
        @Override
        public String kind() {
            return "probabilities";
        }
    }
}
