package io.github.resnetv2.family;

import io.github.resnetv2.tensor.Window.Padding;
import java.util.Optional;

/** The beginning of an operation that takes several nodes to say. Another node has to complete it. */
sealed interface OnnxGraphPart extends OnnxGraphValue {
    /** The node that left it incomplete. */
    OnnxGraphNode node();

    /** Maps with zeros laid around them, for the convolution or pooling that follows. */
    record Padded(OnnxGraphNode node, OnnxGraphFlow flow, Padding padding) implements OnnxGraphPart {
        @Override
        public String kind() {
            return "padded feature maps";
        }
    }

    /** Maps as {@code [N, groups, values]}, for the instance normalisation that makes a group normalisation of it. */
    record Grouped(OnnxGraphNode node, OnnxGraphFlow flow, int groups) implements OnnxGraphPart {
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
            OnnxGraphNode node,
            OnnxGraphFlow flow,
            int groups,
            double epsilon,
            boolean restored,
            Optional<OnnxGraphConstant> weight)
            implements OnnxGraphPart {
        @Override
        public String kind() {
            return "a part of a group normalisation";
        }
    }

    /** The head's matrix product, for the bias that may follow; the weight is {@code [classes, features]}. */
    record Product(OnnxGraphNode node, OnnxGraphFlow flow, OnnxGraphConstant weight) implements OnnxGraphPart {
        @Override
        public String kind() {
            return "a matrix product";
        }
    }

    /** What the softmax made of the logits. */
    record Probabilities(OnnxGraphNode node, OnnxGraphFlow logits) implements OnnxGraphPart {
        @Override
        public String kind() {
            return "probabilities";
        }
    }
}
