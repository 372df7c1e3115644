package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.onnx.GraphIntegers.Element;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Follows nodes that compute with weights and integers alone: what exporters leave of standardised weights, of factors that
 * are brought into shape, of shapes and axes that are put together.
 *
 * <p>Weights are only described, {@linkplain GraphConstant computed later}; integers are computed at once.
 */
final class GraphFolding {
    private static final int DEEPEST = 64;
    /** How often each number of the file may be touched on the average. */
    private static final int PASSES = 64;

    private static final long FREE_ELEMENTS = 1 << 20;
    /** How often one constant may touch each: standardising a weight takes about a dozen. It is done in memory. */
    private static final int PASSES_FOR_ONE = 16;
    /** Of all nodes together; a small network takes some thousands. */
    private static final int MOST_INTEGERS = 1 << 20;

    private final long mostElements;
    private long allowance;
    private long integersLeft = MOST_INTEGERS;

    /**
     * Begins with a file.
     *
     * @param stored the number of elements in all its tensors together
     */
    GraphFolding(long stored) {
        this.mostElements = Math.max(FREE_ELEMENTS, stored);
        this.allowance = PASSES * mostElements;
    }

    /** A tensor that the file holds. */
    GraphValue stored(GraphNode reader, String name, Entry entry) throws IOException {
        GraphValue value = read(reader, name, entry);
        chargeIntegers(reader, value);
        return value;
    }

    private static GraphValue read(GraphNode reader, String name, Entry entry) throws IOException {
        if (entry.dtype().isFloating()) {
            return GraphConstant.of(name, entry);
        }
        if (entry.shape().elements() > GraphIntegers.MOST) {
            throw reader.error("reads " + GraphNode.shown(name) + ": expected floating-point values, found "
                    + entry.dtype() + " " + entry.shape());
        }
        List<Element> elements = new ArrayList<>();
        for (double value : entry.toDoubleArray()) {
            elements.add(Element.of((long) value));
        }
        return new GraphIntegers(entry.shape(), elements);
    }

    /** Accounts for integers, which are kept to the end whether or not anything reads them. */
    private void chargeIntegers(GraphNode node, GraphValue value) throws ModelFormatException {
        if (value instanceof GraphIntegers integers) {
            integersLeft -= integers.elements().size();
            if (integersLeft < 0) {
                throw node.error("expected " + MOST_INTEGERS + " integers or fewer in the whole graph, found more");
            }
        }
    }

    /**
     * Accounts for values that are to be computed.
     *
     * @throws ModelFormatException if all that is asked of this file goes beyond a multiple of what it holds
     */
    void charge(GraphNode node, GraphConstant constant) throws ModelFormatException {
        allowance -= Math.min(constant.cost(), Long.MAX_VALUE / 2);
        if (allowance < 0) {
            throw node.error("computing its weights takes more than " + PASSES + " passes over the file");
        }
        if (constant.cost() > PASSES_FOR_ONE * mostElements) {
            throw node.error(
                    "computing one of its weights takes more than " + PASSES_FOR_ONE + " passes over the file");
        }
    }

    /** Whether all values of a small constant are the same number. */
    boolean isFull(GraphNode node, GraphConstant constant, float number) throws IOException {
        charge(node, constant);
        for (float value : constant.read().toArray()) {
            if (value != number) {
                return false;
            }
        }
        return true;
    }

    /** A constant times a number. */
    static GraphConstant scaled(GraphConstant x, double factor) {
        return factor == 1
                ? x
                : GraphConstant.computed(
                        x.origin(),
                        x.shape(),
                        List.of(x),
                        it -> GraphArithmetic.map(it.get(0), value -> value * factor));
    }

    /** What a node makes of weights and integers. */
    GraphValue fold(GraphNode node, List<GraphValue> inputs) throws IOException {
        GraphValue result = inputs.isEmpty()
                ? source(node)
                : inputs.get(0) instanceof GraphConstant first
                        ? foldWeights(node, first, inputs)
                        : GraphIntegerFolding.fold(node, inputs);
        if (inputs.stream().noneMatch(input -> input == result)) {
            chargeIntegers(node, result);
        }
        if (result instanceof GraphConstant constant) {
            if (constant.depth() > DEEPEST || constant.shape().elements() > mostElements) {
                throw node.error("expected weights of at most " + DEEPEST + " operations and " + mostElements
                        + " elements, found " + constant.depth() + " and " + constant.shape());
            }
        }
        return result;
    }

    private static GraphValue source(GraphNode node) throws IOException {
        if (!node.is("Constant") || node.node().attributes().size() != 1) {
            throw node.error("expected a Constant with one attribute where nothing is read");
        }
        String name = node.node().outputs().get(0);
        String attribute = node.node().attributes().keySet().iterator().next();
        switch (attribute) {
            case "value" -> {
                Entry entry = node.tensor(attribute).orElseThrow(() -> node.error("value: expected a tensor"));
                return read(node, name, entry);
            }
            case "value_float" -> {
                return GraphConstant.full(name, Shape.of(), (float) node.number(attribute, 0));
            }
            case "value_int" -> {
                return GraphIntegers.numbers(Shape.of(), List.of(node.integer(attribute, 0)));
            }
            case "value_ints" -> {
                List<Long> values = node.integers(attribute).orElse(List.of());
                if (values.size() > GraphIntegers.MOST) {
                    throw node.error("expected a few integers, found " + values.size());
                }
                return GraphIntegers.numbers(Shape.of(values.size()), values);
            }
            default -> throw node.error("attribute " + GraphNode.shown(attribute) + " is not known here");
        }
    }

    private GraphValue foldWeights(GraphNode node, GraphConstant x, List<GraphValue> inputs) throws IOException {
        return switch (node.operator()) {
            case "Identity", "CastLike" -> x;
            case "Cast" -> cast(node, x);
            case "Shape" -> GraphIntegerFolding.shapeOf(node, x.shape());
            case "Reshape" -> x.reshaped(GraphShapes.reshape(node, x.shape(), known(node, inputs, 1)));
            case "Flatten" -> x.reshaped(GraphShapes.flatten(node, x.shape()));
            case "Squeeze" -> x.reshaped(GraphShapes.squeeze(node, x.shape(), axes(node, inputs)));
            case "Unsqueeze" -> x.reshaped(GraphShapes.unsqueeze(node, x.shape(), axes(node, inputs)));
            case "Transpose" -> x.permuted(permutation(node, x.shape().rank()));
            case "Expand" -> expand(node, x, GraphShapes.shape(node, longs(known(node, inputs, 1))));
            case "Add" -> combine(node, x, inputs, (a, b) -> a + b);
            case "Sub" -> combine(node, x, inputs, (a, b) -> a - b);
            case "Mul" -> combine(node, x, inputs, (a, b) -> a * b);
            case "Div" -> combine(node, x, inputs, (a, b) -> a / b);
            case "Pow" -> combine(node, x, inputs, Math::pow);
            case "Sqrt" -> map(node, x, Math::sqrt);
            case "Neg" -> map(node, x, a -> -a);
            case "Reciprocal" -> map(node, x, a -> 1 / a);
            case "ReduceMean" -> reduce(node, x, inputs, true);
            case "ReduceSum" -> reduce(node, x, inputs, false);
            case "BatchNormalization" -> batchNormalization(node, x, inputs);
            default -> throw node.error("is not an operation on weights that is known here");
        };
    }

    private static GraphValue cast(GraphNode node, GraphConstant x) throws ModelFormatException {
        requireFloating(node);
        return x;
    }

    /** Requires that a cast is to one of the floating-point types; the numbers stay as they are in single precision. */
    static void requireFloating(GraphNode node) throws ModelFormatException {
        long to = node.integer("to", 0);
        if (!Set.of(1L, 10L, 11L, 16L).contains(to)) {
            throw node.error("expected a cast to a floating-point type, found element type " + to);
        }
    }

    private static GraphConstant expand(GraphNode node, GraphConstant x, Shape target) throws ModelFormatException {
        Shape shape = GraphShapes.broadcast(node, x.shape(), target);
        GraphConstant zero = GraphConstant.full(x.origin(), Shape.of(), 0);
        return GraphConstant.computed(
                x.origin(),
                shape,
                List.of(x, zero),
                it -> GraphArithmetic.combine(it.get(0), it.get(1), shape, (a, none) -> a));
    }

    private static GraphConstant combine(
            GraphNode node, GraphConstant x, List<GraphValue> inputs, DoubleBinaryOperator operator)
            throws ModelFormatException {
        GraphConstant y = weights(node, inputs, 1);
        Shape shape = GraphShapes.broadcast(node, x.shape(), y.shape());
        return GraphConstant.computed(
                name(node), shape, List.of(x, y), it -> GraphArithmetic.combine(it.get(0), it.get(1), shape, operator));
    }

    private static GraphConstant map(GraphNode node, GraphConstant x, DoubleUnaryOperator operator) {
        return GraphConstant.computed(
                name(node), x.shape(), List.of(x), it -> GraphArithmetic.map(it.get(0), operator));
    }

    private static GraphConstant reduce(GraphNode node, GraphConstant x, List<GraphValue> inputs, boolean mean)
            throws ModelFormatException {
        node.require("noop_with_empty_axes", 0);
        SortedSet<Integer> axes =
                GraphShapes.axes(node, axes(node, inputs), x.shape().rank());
        boolean keep = node.flag("keepdims", true);
        List<Integer> sizes = new ArrayList<>();
        for (int d = 0; d < x.shape().rank(); d++) {
            if (!axes.contains(d)) {
                sizes.add(x.shape().size(d));
            } else if (keep) {
                sizes.add(1);
            }
        }
        Shape shape = Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
        return GraphConstant.computed(
                name(node), shape, List.of(x), it -> GraphArithmetic.reduce(it.get(0), axes, shape, mean));
    }

    private static GraphConstant batchNormalization(GraphNode node, GraphConstant x, List<GraphValue> inputs)
            throws ModelFormatException {
        GraphConstant scale = weights(node, inputs, 1);
        GraphConstant shift = weights(node, inputs, 2);
        GraphConstant mean = weights(node, inputs, 3);
        GraphConstant variance = weights(node, inputs, 4);
        double epsilon = node.number("epsilon", 1e-5);
        if (x.shape().rank() < 2) {
            throw node.error("expected weights of 2 dimensions or more, found " + x.shape());
        }
        Shape channels = Shape.of(x.shape().size(1));
        for (GraphConstant each : List.of(scale, shift, mean, variance)) {
            if (!each.shape().equals(channels)) {
                throw node.error("expected four vectors " + channels + ", found " + each.shape());
            }
        }
        return isTraining(node)
                ? GraphConstant.computed(
                        name(node),
                        x.shape(),
                        List.of(x, scale, shift),
                        it -> GraphArithmetic.standardize(it.get(0), it.get(1), it.get(2), epsilon))
                : GraphConstant.computed(
                        name(node),
                        x.shape(),
                        List.of(x, scale, shift, mean, variance),
                        it -> GraphArithmetic.normalize(
                                it.get(0), it.get(1), it.get(2), it.get(3), it.get(4), epsilon));
    }

    /**
     * Whether a batch normalisation uses the statistics of what it reads: said by an attribute since opset 14, before that by
     * giving more than one output.
     */
    static boolean isTraining(GraphNode node) throws ModelFormatException {
        return node.opset() < 14 ? node.node().outputs().size() > 1 : node.flag("training_mode", false);
    }

    /** The axes of a reduction or a (un)squeeze: an attribute at first, an input in later operator sets. */
    static List<Long> axes(GraphNode node, List<GraphValue> inputs) throws ModelFormatException {
        List<Long> axes = node.hasInput(1)
                ? known(node, inputs, 1)
                : node.integers("axes").orElse(List.of());
        if (axes.isEmpty()) {
            throw node.error("expected axes to be said");
        }
        return axes;
    }

    /** An input of known integers. */
    static List<Long> known(GraphNode node, List<GraphValue> inputs, int index) throws ModelFormatException {
        if (node.hasInput(index) && inputs.get(index) instanceof GraphIntegers integers) {
            return integers.known(node);
        }
        throw node.error("input " + index + ": expected integers");
    }

    /** An input of weights. */
    static GraphConstant weights(GraphNode node, List<GraphValue> inputs, int index) throws ModelFormatException {
        if (node.hasInput(index) && inputs.get(index) instanceof GraphConstant constant) {
            return constant;
        }
        throw node.error("input " + index + ": expected weights that the file holds");
    }

    /** The order of a transposition: reversed if it is not said. */
    static int[] permutation(GraphNode node, int rank) throws ModelFormatException {
        List<Long> order = node.integers("perm").orElse(null);
        int[] permutation = new int[rank];
        if (order == null) {
            for (int d = 0; d < rank; d++) {
                permutation[d] = rank - 1 - d;
            }
            return permutation;
        }
        if (order.size() != rank || !Set.copyOf(order).equals(range(rank))) {
            throw node.error("perm: expected an order of " + rank + " dimensions, found " + order);
        }
        for (int d = 0; d < rank; d++) {
            permutation[d] = order.get(d).intValue();
        }
        return permutation;
    }

    private static Set<Long> range(int count) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            numbers.add(i);
        }
        return Set.copyOf(numbers);
    }

    private static String name(GraphNode node) {
        return node.node().outputs().get(0);
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
