package io.github.resnetv2.family.onnx;

import io.github.resnetv2.weights.ModelFormatException;

/**
 * A name for what flows through the network.
 *
 * @param flow what flows
 * @param rank how many dimensions it has under this name: 4, or less once the pooled maps of one value are squeezed
 */
record GraphActivation(GraphFlow flow, int rank) implements GraphValue {
    static final int MAPS = 4;
    static final int VECTORS = 2;

    static GraphActivation maps(GraphFlow flow) {
        return new GraphActivation(flow, MAPS);
    }

    /** What flows under a name that must stand for feature maps. */
    static GraphFlow mapsOf(GraphNode node, GraphValue value) throws ModelFormatException {
        if (value instanceof GraphActivation activation && activation.rank == MAPS) {
            return activation.flow;
        }
        throw node.error("expected feature maps, found " + value.kind());
    }

    @Override
    public String kind() {
        return rank == MAPS ? "feature maps" : "feature vectors";
    }
}
