package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.onnx.GraphIntegers.Element;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;

/** Follows nodes that put shapes, axes and paddings together: mostly moving elements, some of which may be open extents. */
final class GraphIntegerFolding {
    private static final long TO_INT64 = 7;
    private static final long TO_INT32 = 6;

    private GraphIntegerFolding() {}

    /** What a node makes of integers; the first input are some. */
    static GraphValue fold(GraphNode node, List<GraphValue> inputs) throws IOException {
        if (!(inputs.get(0) instanceof GraphIntegers x)) {
            throw node.error("input 0: expected integers or weights");
        }
        return switch (node.operator()) {
            case "Identity" -> x;
            case "Cast" -> cast(node, x);
            case "CastLike" -> castLike(node, x, inputs);
            case "Shape" -> shapeOf(node, x.shape());
            case "ConstantOfShape" -> filled(node, x);
            case "Reshape" -> x.reshaped(GraphShapes.reshape(node, x.shape(), GraphFolding.known(node, inputs, 1)));
            case "Squeeze" -> x.reshaped(GraphShapes.squeeze(node, x.shape(), GraphFolding.axes(node, inputs)));
            case "Unsqueeze" -> x.reshaped(GraphShapes.unsqueeze(node, x.shape(), GraphFolding.axes(node, inputs)));
            case "Transpose" -> transpose(node, x);
            case "Expand" -> expand(node, x, inputs);
            case "Slice" -> slice(node, x, inputs);
            case "Gather" -> gather(node, x, inputs);
            case "Concat" -> concat(node, inputs);
            case "Range" -> range(node, inputs);
            case "Add" -> combine(node, x, inputs, Math::addExact);
            case "Sub" -> combine(node, x, inputs, Math::subtractExact);
            case "Mul" -> combine(node, x, inputs, Math::multiplyExact);
            default -> throw node.error("is not an operation on integers that is known here");
        };
    }

    /** {@code Shape}, of which a part may be asked for. */
    static GraphIntegers shapeOf(GraphNode node, List<Element> extents) throws ModelFormatException {
        long rank = extents.size();
        long start = bound(node.integer("start", 0), rank);
        long end = bound(node.integer("end", rank), rank);
        return GraphIntegers.vector(extents.subList((int) Math.min(start, end), (int) end));
    }

    /** {@code Shape} of what is known. */
    static GraphIntegers shapeOf(GraphNode node, Shape shape) throws ModelFormatException {
        List<Element> extents = new ArrayList<>();
        for (int size : shape.toArray()) {
            extents.add(Element.of(size));
        }
        return shapeOf(node, extents);
    }

    private static GraphValue cast(GraphNode node, GraphIntegers x) throws ModelFormatException {
        long to = node.integer("to", 0);
        if (to == TO_INT32 || to == TO_INT64) {
            return x;
        }
        GraphFolding.requireFloating(node);
        return weights(node, x);
    }

    private static GraphValue castLike(GraphNode node, GraphIntegers x, List<GraphValue> inputs)
            throws ModelFormatException {
        return node.hasInput(1) && inputs.get(1) instanceof GraphIntegers ? x : weights(node, x);
    }

    private static GraphConstant weights(GraphNode node, GraphIntegers x) throws ModelFormatException {
        x.known(node); // Refuses open extents.
        // Shared, not copied: the weights are kept as long as the integers, and are not counted like them.
        List<Element> elements = x.elements();
        return GraphConstant.computed(
                node.node().outputs().get(0),
                x.shape(),
                List.of(),
                none -> Tensor.build(x.shape(), target -> {
                    for (int i = 0; i < target.length; i++) {
                        target[i] = elements.get(i).value();
                    }
                }));
    }

    private static GraphValue filled(GraphNode node, GraphIntegers x) throws IOException {
        Shape shape = GraphShapes.shape(
                node, x.known(node).stream().mapToLong(Long::longValue).toArray());
        Optional<Entry> entry = node.tensor("value");
        if (entry.isPresent() && entry.get().shape().elements() != 1) {
            throw node.error("value: expected one number, found " + entry.get().shape());
        }
        double value = entry.isPresent() ? entry.get().toDoubleArray()[0] : 0;
        if (entry.map(Entry::dtype).orElse(DType.F32).isFloating()) {
            return GraphConstant.full(node.node().outputs().get(0), shape, (float) value);
        }
        requireFew(node, shape);
        List<Element> elements = new ArrayList<>();
        for (long i = 0; i < shape.elements(); i++) {
            elements.add(Element.of((long) value));
        }
        return new GraphIntegers(shape, elements);
    }

    private static GraphIntegers transpose(GraphNode node, GraphIntegers x) throws ModelFormatException {
        int rank = x.shape().rank();
        int[] order = GraphFolding.permutation(node, rank);
        int[] from = strides(x.shape());
        int[] sizes = new int[rank];
        int[] strides = new int[rank];
        for (int d = 0; d < rank; d++) {
            sizes[d] = x.shape().size(order[d]);
            strides[d] = from[order[d]];
        }
        return x.pick(places(Shape.of(sizes), strides, 0), Shape.of(sizes));
    }

    private static GraphIntegers expand(GraphNode node, GraphIntegers x, List<GraphValue> inputs)
            throws ModelFormatException {
        List<Long> target = GraphFolding.known(node, inputs, 1);
        Shape shape = GraphShapes.broadcast(
                node,
                x.shape(),
                GraphShapes.shape(
                        node, target.stream().mapToLong(Long::longValue).toArray()));
        return repeated(node, x, shape);
    }

    private static GraphIntegers repeated(GraphNode node, GraphIntegers x, Shape shape) throws ModelFormatException {
        requireFew(node, shape);
        int[] from = strides(x.shape());
        int[] strides = new int[shape.rank()];
        for (int d = 1; d <= x.shape().rank(); d++) {
            strides[shape.rank() - d] = x.shape().size(-d) == 1 ? 0 : from[from.length - d];
        }
        return x.pick(places(shape, strides, 0), shape);
    }

    private static GraphIntegers slice(GraphNode node, GraphIntegers x, List<GraphValue> inputs)
            throws ModelFormatException {
        List<Long> starts = argument(node, inputs, 1, "starts").orElse(List.of());
        List<Long> ends = argument(node, inputs, 2, "ends").orElse(List.of());
        List<Long> axes = argument(node, inputs, 3, "axes").orElse(List.of(0L));
        List<Long> steps = argument(node, inputs, 4, "steps").orElse(List.of(1L));
        if (starts.size() != 1 || ends.size() != 1 || axes.size() != 1 || steps.size() != 1) {
            throw node.error("expected a slice along one axis");
        }
        int axis = GraphShapes.axis(node, axes.get(0), x.shape().rank());
        long step = steps.get(0);
        if (step != 1 && step != -1) {
            throw node.error("steps: expected 1 or -1, found " + step);
        }
        long size = x.shape().size(axis);
        // Going down, one before the first is where a slice may end; a bound that counts from the end never means that.
        long first = step > 0 ? bound(starts.get(0), size) : Math.min(bound(starts.get(0), size), size - 1);
        long last = step > 0 ? bound(ends.get(0), size) : ends.get(0) < -size ? -1 : bound(ends.get(0), size);
        int count = (int) Math.max(0, (last - first) * step);
        int[] strides = strides(x.shape());
        int start = (int) Math.max(0, first) * strides[axis];
        strides[axis] *= (int) step;
        Shape shape = x.shape().with(axis, count);
        return x.pick(places(shape, strides, start), shape);
    }

    private static Optional<List<Long>> argument(GraphNode node, List<GraphValue> inputs, int index, String attribute)
            throws ModelFormatException {
        return node.hasInput(index) ? Optional.of(GraphFolding.known(node, inputs, index)) : node.integers(attribute);
    }

    private static GraphIntegers gather(GraphNode node, GraphIntegers x, List<GraphValue> inputs)
            throws ModelFormatException {
        node.require("axis", 0);
        if (x.shape().rank() != 1 || !(node.hasInput(1) && inputs.get(1) instanceof GraphIntegers indices)) {
            throw node.error("expected to gather from a vector of integers, found " + x.shape());
        }
        List<Long> known = indices.known(node);
        int[] places = new int[known.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = GraphShapes.axis(node, known.get(i), x.elements().size());
        }
        return x.pick(places, indices.shape());
    }

    private static GraphIntegers concat(GraphNode node, List<GraphValue> inputs) throws ModelFormatException {
        List<Element> all = new ArrayList<>();
        for (GraphValue input : inputs) {
            if (!(input instanceof GraphIntegers part) || part.shape().rank() != 1) {
                throw node.error("expected vectors of integers, found " + input.kind());
            }
            all.addAll(part.elements());
            requireFew(node, Shape.of(all.size()));
        }
        GraphShapes.axis(node, node.integer("axis", 0), 1);
        return GraphIntegers.vector(all);
    }

    private static GraphIntegers range(GraphNode node, List<GraphValue> inputs) throws ModelFormatException {
        List<Long> bounds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            bounds.addAll(GraphFolding.known(node, inputs, i));
        }
        if (bounds.size() != 3 || bounds.get(2) != 1) {
            throw node.error("expected a range in steps of 1, found " + bounds);
        }
        long count = Math.max(0, Math.subtractExact(bounds.get(1), bounds.get(0)));
        if (count > GraphIntegers.MOST) {
            throw node.error("expected a few integers, found " + count);
        }
        List<Element> elements = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            elements.add(Element.of(bounds.get(0) + i));
        }
        return GraphIntegers.vector(elements);
    }

    private static GraphIntegers combine(
            GraphNode node, GraphIntegers x, List<GraphValue> inputs, LongBinaryOperator operator)
            throws ModelFormatException {
        if (!node.hasInput(1) || !(inputs.get(1) instanceof GraphIntegers y)) {
            throw node.error("input 1: expected integers");
        }
        Shape shape = GraphShapes.broadcast(node, x.shape(), y.shape());
        List<Long> left = repeated(node, x, shape).known(node);
        List<Long> right = repeated(node, y, shape).known(node);
        List<Long> results = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            results.add(operator.applyAsLong(left.get(i), right.get(i)));
        }
        return GraphIntegers.numbers(shape, results);
    }

    /** A bound of a slice: negative ones count from the end, and none reaches outside. */
    private static long bound(long bound, long size) {
        return Math.max(0, Math.min(size, bound < 0 ? Math.max(bound, -size) + size : bound));
    }

    private static void requireFew(GraphNode node, Shape shape) throws ModelFormatException {
        if (shape.elements() > GraphIntegers.MOST) {
            throw node.error("expected a few integers, found " + shape);
        }
    }

    private static int[] strides(Shape shape) {
        int[] strides = new int[shape.rank()];
        int stride = 1;
        for (int d = strides.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= shape.size(d);
        }
        return strides;
    }

    /** The places in the source of the elements of a strided view, row-major. */
    private static int[] places(Shape shape, int[] strides, int start) {
        int[] places = new int[(int) shape.elements()];
        int[] index = new int[shape.rank()];
        int at = start;
        for (int i = 0; i < places.length; i++) {
            places[i] = at;
            for (int d = index.length - 1; d >= 0; d--) {
                at += strides[d];
                if (++index[d] < shape.size(d)) {
                    break;
                }
                at -= strides[d] * index[d];
                index[d] = 0;
            }
        }
        return places;
    }
}
