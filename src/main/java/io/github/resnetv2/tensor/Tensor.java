package io.github.resnetv2.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * An immutable, n-dimensional array of single-precision floats.
 *
 * <p>Feature maps are {@code [N, C, H, W]}: image, channel, row, column. {@link #reshape}, {@link #permute},
 * {@link #slice} and {@link #select} are views that share the values where strides allow, as in PyTorch; as nobody can
 * write to a tensor, sharing cannot be seen. Safe for use by any number of threads.
 */
public final class Tensor {
    private final float[] values;
    private final int offset;
    private final Shape shape;
    private final int[] strides;

    private Tensor(float[] values, int offset, Shape shape, int[] strides) {
        this.values = values;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
    }

    /**
     * Writes the values of a new tensor into its array.
     *
     * @param <X> what it may throw
     */
    @FunctionalInterface
    public interface Filler<X extends Exception> {
        /**
         * Writes the values.
         *
         * @param values the new tensor's array, row-major, all zero; must not be kept
         * @throws X if the values cannot be had
         */
        void fill(float[] values) throws X;
    }

    /**
     * A new tensor whose values are written once, in place, without a copy.
     *
     * @param <X> what the filler may throw
     * @param shape its shape, of at most 2^31 - 9 elements
     * @param filler writes the values into the array it is given, and must not keep it
     * @return the tensor
     * @throws X what the filler throws
     * @throws IllegalArgumentException if the shape has more elements than an array can hold
     */
    public static <X extends Exception> Tensor build(Shape shape, Filler<X> filler) throws X {
        float[] values = new float[arrayLength(shape)];
        filler.fill(values);
        return wrap(shape, values);
    }

    /**
     * A tensor of these values.
     *
     * @param shape its shape
     * @param values row-major, copied; as many as the shape has elements
     * @return the tensor
     * @throws IllegalArgumentException if the numbers differ
     */
    public static Tensor of(Shape shape, float... values) {
        if (values.length != shape.elements()) {
            throw new IllegalArgumentException(
                    "shape " + shape + ": expected " + shape.elements() + " values, found " + values.length);
        }
        return wrap(shape, values.clone());
    }

    /**
     * A tensor of the remaining values of a buffer, whose position moves to its limit.
     *
     * @param shape its shape
     * @param values row-major, copied; as many remaining as the shape has elements
     * @return the tensor
     * @throws IllegalArgumentException if the numbers differ
     */
    public static Tensor of(Shape shape, FloatBuffer values) {
        if (values.remaining() != shape.elements()) {
            throw new IllegalArgumentException(
                    "shape " + shape + ": expected " + shape.elements() + " values, found " + values.remaining());
        }
        return build(shape, values::get);
    }

    /**
     * A matrix {@code [rows, columns]}.
     *
     * @param rows copied; all of one length
     * @return the tensor
     * @throws IllegalArgumentException if the rows differ in length
     */
    public static Tensor of(float[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        return build(Shape.of(rows.length, columns), target -> {
            for (int i = 0; i < rows.length; i++) {
                requireLength(rows[i].length, columns);
                System.arraycopy(rows[i], 0, target, i * columns, columns);
            }
        });
    }

    /**
     * A block {@code [channels, height, width]}.
     *
     * @param planes copied; all of one shape
     * @return the tensor
     * @throws IllegalArgumentException if the nested arrays differ in length
     */
    public static Tensor of(float[][][] planes) {
        return stack(planes.length, planes.length == 0 ? zeros(Shape.of(0, 0)) : of(planes[0]), i -> of(planes[i]));
    }

    /**
     * A batch {@code [N, C, H, W]}.
     *
     * @param batch copied; all of one shape
     * @return the tensor
     * @throws IllegalArgumentException if the nested arrays differ in length
     */
    public static Tensor of(float[][][][] batch) {
        return stack(batch.length, batch.length == 0 ? zeros(Shape.of(0, 0, 0)) : of(batch[0]), i -> of(batch[i]));
    }

    /**
     * A tensor of zeros.
     *
     * @param shape its shape
     * @return the tensor
     */
    public static Tensor zeros(Shape shape) {
        return wrap(shape, new float[arrayLength(shape)]);
    }

    /**
     * A tensor that has the same value everywhere; it takes the memory of one element.
     *
     * @param shape its shape, of any size
     * @param value the value
     * @return the tensor, with all strides zero
     */
    public static Tensor full(Shape shape, float value) {
        return new Tensor(new float[] {value}, 0, shape, new int[shape.rank()]);
    }

    /** Wraps an array that nobody else will write to. */
    static Tensor wrap(Shape shape, float[] values) {
        return new Tensor(values, 0, shape, Strides.rowMajor(shape));
    }

    /**
     * The shape.
     *
     * @return immutable
     */
    public Shape shape() {
        return shape;
    }

    /**
     * One value.
     *
     * @param index one number a dimension, each within its extent
     * @return the value there
     * @throws IndexOutOfBoundsException if the index does not fit the shape
     */
    public float get(int... index) {
        if (index.length != shape.rank()) {
            throw new IndexOutOfBoundsException(
                    "expected " + shape.rank() + " indices for shape " + shape + ", found " + index.length);
        }
        int at = offset;
        for (int d = 0; d < index.length; d++) {
            at += Objects.checkIndex(index[d], shape.size(d)) * strides[d];
        }
        return values[at];
    }

    /**
     * The same values, row-major, under another shape. A view where strides allow, else a copy.
     *
     * @param sizes the new extents; one of them may be -1 and follows from the others
     * @return a tensor of that shape
     * @throws IllegalArgumentException if the number of elements differs
     */
    public Tensor reshape(int... sizes) {
        int[] resolved = sizes.clone();
        long known = 1;
        int open = -1;
        for (int d = 0; d < sizes.length; d++) {
            if (sizes[d] == -1 && open < 0) {
                open = d;
            } else {
                known *= sizes[d];
            }
        }
        if (open >= 0 && known > 0 && shape.elements() % known == 0 && shape.elements() / known <= Integer.MAX_VALUE) {
            resolved[open] = (int) (shape.elements() / known);
        }
        if (Arrays.stream(resolved).anyMatch(size -> size < 0)
                || Shape.of(resolved).elements() != shape.elements()) {
            throw new IllegalArgumentException("cannot reshape " + shape + " to " + Arrays.toString(sizes));
        }
        Shape changed = Shape.of(resolved);
        int[] view = Strides.reshaped(shape, strides, changed);
        return view == null ? wrap(changed, toArray()) : new Tensor(values, offset, changed, view);
    }

    /**
     * A view with the dimensions in another order: {@code permute(0, 2, 3, 1)} turns NCHW to NHWC.
     *
     * @param order for each new dimension the old one, each once
     * @return the view
     * @throws IllegalArgumentException if the order is no permutation of the dimensions
     */
    public Tensor permute(int... order) {
        int rank = shape.rank();
        int[] sizes = new int[rank];
        int[] changed = new int[rank];
        boolean[] seen = new boolean[rank];
        for (int d = 0; d < order.length; d++) {
            if (order.length != rank || order[d] < 0 || order[d] >= rank || seen[order[d]]) {
                throw new IllegalArgumentException("permute: expected an order of the " + rank + " dimensions of "
                        + shape + ", found " + Arrays.toString(order));
            }
            seen[order[d]] = true;
            sizes[d] = shape.size(order[d]);
            changed[d] = strides[order[d]];
        }
        if (order.length != rank) {
            throw new IllegalArgumentException("permute: expected " + rank + " dimensions, found " + order.length);
        }
        return new Tensor(values, offset, Shape.of(sizes), changed);
    }

    /**
     * A view of the elements {@code [from, to)} of one dimension.
     *
     * @param dimension which, counted from 0
     * @param from the first
     * @param to one past the last
     * @return the view, of the same rank
     * @throws IndexOutOfBoundsException if there is no such dimension or the range does not lie within its extent
     */
    public Tensor slice(int dimension, int from, int to) {
        Objects.checkIndex(dimension, shape.rank());
        Objects.checkFromToIndex(from, to, shape.size(dimension));
        Shape smaller = shape.with(dimension, to - from);
        int start = smaller.elements() == 0 ? offset : offset + from * strides[dimension];
        return new Tensor(values, start, smaller, strides);
    }

    /**
     * A view of one element of a dimension, which vanishes: {@code select(0, i)} is image i of a batch.
     *
     * @param dimension which, counted from 0
     * @param index the element
     * @return the view, of one dimension less
     * @throws IndexOutOfBoundsException if there is no such dimension or element
     */
    public Tensor select(int dimension, int index) {
        Tensor thin = slice(dimension, index, index + 1);
        int[] sizes = new int[shape.rank() - 1];
        int[] changed = new int[shape.rank() - 1];
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = shape.size(d < dimension ? d : d + 1);
            changed[d] = strides[d < dimension ? d : d + 1];
        }
        return new Tensor(thin.values, thin.offset, Shape.of(sizes), changed);
    }

    /**
     * This tensor with its values one after the other, row-major.
     *
     * @return this tensor itself if they already are, else a copy
     */
    public Tensor contiguous() {
        return isContiguous() ? this : wrap(shape, toArray());
    }

    /**
     * Whether the values lie one after the other, row-major.
     *
     * @return true for every tensor that is not a view across strides
     */
    public boolean isContiguous() {
        return Strides.areRowMajor(shape, strides);
    }

    /**
     * The values, row-major.
     *
     * @return a fresh array
     */
    public float[] toArray() {
        float[] target = new float[arrayLength(shape)];
        copyTo(target, 0);
        return target;
    }

    /**
     * Copies the values, row-major, into an array.
     *
     * @param target takes them
     * @param at index of the first
     * @throws IndexOutOfBoundsException if they do not fit
     */
    public void copyTo(float[] target, int at) {
        int count = arrayLength(shape);
        Objects.checkFromIndexSize(at, count, target.length);
        if (isContiguous()) {
            System.arraycopy(values, offset, target, at, count);
        } else {
            copyStrided(0, offset, target, at);
        }
    }

    /**
     * Copies the values, row-major, into a buffer and moves its position behind them.
     *
     * @param target takes them
     * @throws java.nio.BufferOverflowException if they do not fit
     */
    public void copyTo(FloatBuffer target) {
        Tensor dense = contiguous();
        target.put(dense.values, dense.offset, arrayLength(shape));
    }

    /**
     * The values of a matrix as nested arrays.
     *
     * @return fresh arrays, {@code [rows][columns]}
     * @throws IllegalStateException if this is not a matrix
     */
    public float[][] toArray2d() {
        requireRank(2);
        float[][] rows = new float[shape.size(0)][];
        Arrays.setAll(rows, i -> select(0, i).toArray());
        return rows;
    }

    /**
     * The values of a three-dimensional tensor as nested arrays.
     *
     * @return fresh arrays, {@code [C][H][W]}
     * @throws IllegalStateException if the rank is not 3
     */
    public float[][][] toArray3d() {
        requireRank(3);
        float[][][] planes = new float[shape.size(0)][][];
        Arrays.setAll(planes, i -> select(0, i).toArray2d());
        return planes;
    }

    /**
     * The values of a batch as nested arrays.
     *
     * @return fresh arrays, {@code [N][C][H][W]}
     * @throws IllegalStateException if the rank is not 4
     */
    public float[][][][] toArray4d() {
        requireRank(4);
        float[][][][] batch = new float[shape.size(0)][][][];
        Arrays.setAll(batch, i -> select(0, i).toArray3d());
        return batch;
    }

    /**
     * Whether another tensor has the same shape and nearly the same values.
     *
     * @param other the tensor to compare with
     * @param tolerance the largest absolute difference allowed, zero or more; NaN equals NaN, an infinity itself
     * @return false if the shapes or any two values differ
     * @throws IllegalArgumentException if the tolerance is negative or NaN
     */
    public boolean isClose(Tensor other, float tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance: expected 0 or more, found " + tolerance);
        }
        if (!shape.equals(other.shape)) {
            return false;
        }
        float[] mine = toArray();
        float[] theirs = other.toArray();
        for (int i = 0; i < mine.length; i++) {
            boolean same = Float.compare(mine[i], theirs[i]) == 0;
            if (!same && !(Math.abs(mine[i] - theirs[i]) <= tolerance)) {
                return false;
            }
        }
        return true;
    }

    /** The shape and the values, the middle of long dimensions left out. */
    @Override
    public String toString() {
        return TensorText.of(this);
    }

    /** The array that holds the values of a contiguous tensor, from {@link #start} on; only to be read. */
    float[] array() {
        return values;
    }

    /** Where in {@link #array} the first value is. */
    int start() {
        return offset;
    }

    private void copyStrided(int dimension, int from, float[] target, int at) {
        int size = shape.size(dimension);
        int stride = strides[dimension];
        if (dimension == shape.rank() - 1) {
            for (int i = 0; i < size; i++) {
                target[at + i] = values[from + i * stride];
            }
            return;
        }
        int block = size == 0 ? 0 : blockLength(dimension);
        for (int i = 0; i < size; i++) {
            copyStrided(dimension + 1, from + i * stride, target, at + i * block);
        }
    }

    private int blockLength(int dimension) {
        int block = 1;
        for (int d = dimension + 1; d < shape.rank(); d++) {
            block *= shape.size(d);
        }
        return block;
    }

    private void requireRank(int rank) {
        if (shape.rank() != rank) {
            throw new IllegalStateException("expected " + rank + " dimensions, found shape " + shape);
        }
    }

    private static Tensor stack(int count, Tensor first, IntFunction<Tensor> part) {
        int[] sizes = new int[first.shape.rank() + 1];
        sizes[0] = count;
        for (int d = 1; d < sizes.length; d++) {
            sizes[d] = first.shape.size(d - 1);
        }
        int block = arrayLength(first.shape);
        return build(Shape.of(sizes), target -> {
            for (int i = 0; i < count; i++) {
                Tensor next = part.apply(i);
                if (!next.shape.equals(first.shape)) {
                    throw new IllegalArgumentException(
                            "nested arrays: expected all " + first.shape + ", found " + next.shape + " at " + i);
                }
                next.copyTo(target, i * block);
            }
        });
    }

    private static void requireLength(int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException("nested arrays: expected rows of " + expected + ", found " + found);
        }
    }

    private static int arrayLength(Shape shape) {
        if (shape.elements() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "shape " + shape + ": " + shape.elements() + " elements are more than an array can hold");
        }
        return (int) shape.elements();
    }
}
