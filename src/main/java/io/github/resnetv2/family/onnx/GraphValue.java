package io.github.resnetv2.family.onnx;

/**
 * What a name in a graph stands for, once the nodes that lead to it are understood: weights, integers such as shapes and
 * axes, a feature map, or a part of an operation that takes several nodes to say.
 */
sealed interface GraphValue permits GraphConstant, GraphIntegers, GraphActivation, GraphPart {
    /** What it is, for messages. */
    String kind();
}
