package io.github.resnetv2.family.onnx;

import io.github.resnetv2.weights.ModelFormatException;
import java.util.Map;
import java.util.Set;

/** The operators that are understood, with every attribute that may stand at them: any other could change their meaning. */
final class GraphOperators {
    private static final Set<String> NONE = Set.of();

    private static final Map<String, Set<String>> KNOWN = Map.ofEntries(
            Map.entry("Add", NONE),
            Map.entry(
                    "AveragePool",
                    Set.of(
                            "auto_pad",
                            "ceil_mode",
                            "count_include_pad",
                            "dilations",
                            "kernel_shape",
                            "pads",
                            "strides")),
            Map.entry(
                    "BatchNormalization",
                    Set.of("consumed_inputs", "epsilon", "is_test", "momentum", "spatial", "training_mode")),
            Map.entry("Cast", Set.of("round_mode", "saturate", "to")),
            Map.entry("CastLike", Set.of("round_mode", "saturate")),
            Map.entry("Concat", Set.of("axis")),
            Map.entry("Constant", Set.of("value", "value_float", "value_int", "value_ints")),
            Map.entry("ConstantOfShape", Set.of("value")),
            Map.entry("Conv", Set.of("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")),
            Map.entry("Div", NONE),
            Map.entry("Dropout", Set.of("is_test", "ratio", "seed")),
            Map.entry("Expand", NONE),
            Map.entry("Flatten", Set.of("axis")),
            Map.entry("Gather", Set.of("axis")),
            Map.entry("Gemm", Set.of("alpha", "beta", "transA", "transB")),
            Map.entry("GlobalAveragePool", NONE),
            Map.entry("GroupNormalization", Set.of("epsilon", "num_groups", "stash_type")),
            Map.entry("Identity", NONE),
            Map.entry("InstanceNormalization", Set.of("epsilon")),
            Map.entry("MatMul", NONE),
            Map.entry(
                    "MaxPool",
                    Set.of("auto_pad", "ceil_mode", "dilations", "kernel_shape", "pads", "storage_order", "strides")),
            Map.entry("Mul", NONE),
            Map.entry("Neg", NONE),
            Map.entry("Pad", Set.of("mode", "pads", "value")),
            Map.entry("Pow", NONE),
            Map.entry("Range", NONE),
            Map.entry("Reciprocal", NONE),
            Map.entry("ReduceMean", Set.of("axes", "keepdims", "noop_with_empty_axes")),
            Map.entry("ReduceSum", Set.of("axes", "keepdims", "noop_with_empty_axes")),
            Map.entry("Relu", NONE),
            Map.entry("Reshape", Set.of("allowzero")),
            Map.entry("Shape", Set.of("end", "start")),
            Map.entry("Slice", Set.of("axes", "ends", "starts")),
            Map.entry("Softmax", Set.of("axis")),
            Map.entry("Sqrt", NONE),
            Map.entry("Squeeze", Set.of("axes")),
            Map.entry("Sub", NONE),
            Map.entry("Sum", NONE),
            Map.entry("Transpose", Set.of("perm")),
            Map.entry("Unsqueeze", Set.of("axes")));

    private GraphOperators() {}

    /** Refuses an operator or an attribute that is not understood. */
    static void requireKnown(GraphNode node) throws ModelFormatException {
        Set<String> attributes = node.node().domain().isEmpty() ? KNOWN.get(node.operator()) : null;
        if (attributes == null) {
            throw node.error("is not an operation of a pre-activation ResNet");
        }
        node.requireOnly(attributes);
        if (node.node().outputs().isEmpty() || node.node().outputs().get(0).isEmpty()) {
            throw node.error("expected an output");
        }
    }
}
