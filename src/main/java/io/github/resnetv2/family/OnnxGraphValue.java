package io.github.resnetv2.family;

/**
 * What a name in a graph stands for, once the nodes that lead to it are understood: weights, integers such as shapes and
 * axes, a feature map, or a part of an operation that takes several nodes to say.
 */
sealed interface OnnxGraphValue permits OnnxGraphConstant, OnnxGraphIntegers, OnnxGraphActivation, OnnxGraphPart {
    /** What it is, for messages. */
    String kind();
}
