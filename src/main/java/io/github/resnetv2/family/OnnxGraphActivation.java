package io.github.resnetv2.family;

import io.github.resnetv2.weights.ModelFormatException;

/**
 * A name for what flows through the network.
 *
 * @param flow what flows
 * @param rank how many dimensions it has under this name: 4, or less once the pooled maps of one value are squeezed
 */
record OnnxGraphActivation(OnnxGraphFlow flow, int rank) implements OnnxGraphValue {
    static final int MAPS = 4;
    static final int VECTORS = 2;

    static OnnxGraphActivation maps(OnnxGraphFlow flow) {
        return new OnnxGraphActivation(flow, MAPS);
    }

    /** What flows under a name that must stand for feature maps. */
    static OnnxGraphFlow mapsOf(OnnxGraphNode node, OnnxGraphValue value) throws ModelFormatException {
        if (value instanceof OnnxGraphActivation activation && activation.rank == MAPS) {
            return activation.flow;
        }
        throw node.error("expected feature maps, found " + value.kind());
    }

    @Override
    public String kind() {
        return rank == MAPS ? "feature maps" : "feature vectors";
    }
}
