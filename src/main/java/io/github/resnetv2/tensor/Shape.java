package io.github.resnetv2.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The extents of a tensor, outermost first: {@code [N, C, H, W]} for feature maps.
 *
 * <p>Immutable. Every extent is zero or more; the number of elements fits a {@code long} and is checked when the shape
 * is made, so that no later product can overflow. A shape without dimensions is a scalar and has one element.
 */
public final class Shape {
    private final int[] sizes;
    private final long elements;

    private Shape(int[] sizes, long elements) {
        this.sizes = sizes;
        this.elements = elements;
    }

    /**
     * A shape of these extents.
     *
     * @param sizes the extents, outermost first, each zero or more
     * @return the shape
     * @throws IllegalArgumentException if an extent is negative or the number of elements exceeds a {@code long}
     */
    public static Shape of(int... sizes) {
        long elements = 1;
        for (int size : sizes) {
            if (size < 0) {
                throw new IllegalArgumentException(
                        "extent: expected 0 or more, found " + size + " in " + Arrays.toString(sizes));
            }
            // Checked with every zero read as one, so that [2^31-1, 2^31-1, 2^31-1, 0] is refused in any order.
            if (Math.multiplyHigh(elements, Math.max(1, size)) != 0 || elements * Math.max(1, size) < 0) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(sizes) + ": more elements than a long can count");
            }
            elements *= Math.max(1, size);
        }
        boolean empty = Arrays.stream(sizes).anyMatch(size -> size == 0);
        return new Shape(sizes.clone(), empty ? 0 : elements);
    }

    /**
     * The number of dimensions.
     *
     * @return zero for a scalar
     */
    public int rank() {
        return sizes.length;
    }

    /**
     * One extent.
     *
     * @param dimension which, counted from 0 at the outermost; negative counts from the innermost, as in PyTorch
     * @return its size
     * @throws IndexOutOfBoundsException if there is no such dimension
     */
    public int size(int dimension) {
        int index = dimension < 0 ? dimension + sizes.length : dimension;
        if (index < 0 || index >= sizes.length) {
            throw new IndexOutOfBoundsException("dimension " + dimension + " of shape " + this);
        }
        return sizes[index];
    }

    /**
     * The number of elements: the product of all extents.
     *
     * @return one for a scalar, zero if any extent is zero
     */
    public long elements() {
        return elements;
    }

    /**
     * The extents as a fresh array.
     *
     * @return outermost first
     */
    public int[] toArray() {
        return sizes.clone();
    }

    /**
     * This shape with one extent replaced.
     *
     * @param dimension which extent, as in {@link #size}
     * @param size the new extent
     * @return a new shape
     */
    public Shape with(int dimension, int size) {
        int[] changed = sizes.clone();
        size(dimension);
        changed[dimension < 0 ? dimension + sizes.length : dimension] = size;
        return of(changed);
    }

    /** Two shapes are equal if their extents are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    /** As Python prints a list: {@code [1, 64, 112, 112]}. */
    @Override
    public String toString() {
        return Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
