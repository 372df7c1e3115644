package io.github.resnetv2.family.onnx;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Entry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Floating-point numbers that a graph holds, or computes from what it holds alone. They are computed when they are asked for,
 * so that a graph can be understood without reading its weights.
 */
final class GraphConstant implements GraphValue {
    private final String origin;
    private final Shape shape;
    private final List<GraphConstant> operands;
    private final Operation operation;
    private final int depth;
    private final long cost;

    private GraphConstant(String origin, Shape shape, List<GraphConstant> operands, Operation operation) {
        this.origin = origin;
        this.shape = shape;
        this.operands = List.copyOf(operands);
        this.operation = operation;
        int deepest = 0;
        long sum = shape.elements();
        for (GraphConstant operand : operands) {
            deepest = Math.max(deepest, operand.depth);
            sum = sum > Long.MAX_VALUE - operand.cost ? Long.MAX_VALUE : sum + operand.cost;
        }
        this.depth = deepest + 1;
        this.cost = sum;
    }

    /** Computes the values from those of the operands. */
    @FunctionalInterface
    interface Operation {
        Tensor apply(List<Tensor> operands) throws IOException;
    }

    /** A tensor of the file. */
    static GraphConstant of(String name, Entry entry) {
        return new GraphConstant(name, entry.shape(), List.of(), none -> entry.toTensor());
    }

    /** The same number everywhere; takes no memory to speak of before it is read. */
    static GraphConstant full(String origin, Shape shape, float value) {
        return new GraphConstant(
                origin, shape, List.of(), none -> Tensor.full(shape, value).contiguous());
    }

    /**
     * What an operation makes of others.
     *
     * @param origin what to call it in messages
     * @param shape of the result, known beforehand
     * @param operands what it is computed from
     * @param operation computes it, in that shape
     */
    static GraphConstant computed(String origin, Shape shape, List<GraphConstant> operands, Operation operation) {
        return new GraphConstant(origin, shape, operands, operation);
    }

    @Override
    public String kind() {
        return "weights " + shape;
    }

    String origin() {
        return origin;
    }

    Shape shape() {
        return shape;
    }

    /** The longest chain of operations to a tensor of the file. */
    int depth() {
        return depth;
    }

    /** About how many elements have to be computed for it, at most 2^63 - 1. */
    long cost() {
        return cost;
    }

    /** The same values, row-major, in another shape of as many elements. */
    GraphConstant reshaped(Shape other) {
        return other.equals(shape)
                ? this
                : computed(origin, other, List.of(this), it -> it.get(0).reshape(other.toArray()));
    }

    /** The same values with the dimensions in another order. */
    GraphConstant permuted(int... order) {
        int[] sizes = new int[order.length];
        for (int d = 0; d < order.length; d++) {
            sizes[d] = shape.size(order[d]);
        }
        return computed(origin, Shape.of(sizes), List.of(this), it -> it.get(0).permute(order));
    }

    /** Computes the values; each operand once, and it is let go when the last that needs it has it. */
    Tensor read() throws IOException {
        Map<GraphConstant, Integer> readers = new HashMap<>();
        countReaders(readers);
        return read(readers, new HashMap<>()).contiguous();
    }

    /** How often each of the constants underneath will be asked for. */
    private void countReaders(Map<GraphConstant, Integer> readers) {
        for (GraphConstant operand : operands) {
            if (readers.merge(operand, 1, Integer::sum) == 1) {
                operand.countReaders(readers);
            }
        }
    }

    private Tensor read(Map<GraphConstant, Integer> readers, Map<GraphConstant, Tensor> done) throws IOException {
        Tensor result = done.get(this);
        if (result == null) {
            Tensor[] values = new Tensor[operands.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = operands.get(i).read(readers, done);
            }
            result = operation.apply(List.of(values));
        }
        if (readers.merge(this, -1, Integer::sum) > 0) {
            done.put(this, result);
        } else {
            done.remove(this);
        }
        return result;
    }
}
