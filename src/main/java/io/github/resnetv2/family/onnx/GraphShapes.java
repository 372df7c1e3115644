package io.github.resnetv2.family.onnx;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the operators that move no numbers, or broadcast them, make of shapes. */
final class GraphShapes {
    private static final int HIGHEST_RANK = 32;

    private GraphShapes() {}

    /** {@code Reshape}: one extent may be -1 and follows from the others, a 0 copies the extent at its place. */
    static Shape reshape(GraphNode node, Shape shape, List<Long> target) throws ModelFormatException {
        boolean copying = !node.flag("allowzero", false);
        long[] sizes = new long[target.size()];
        int open = -1;
        long known = 1;
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = target.get(d);
            if (sizes[d] == 0 && copying && d < shape.rank()) {
                sizes[d] = shape.size(d);
            }
            if (sizes[d] == -1 && open < 0) {
                open = d;
            } else if (sizes[d] < 0 || sizes[d] > Integer.MAX_VALUE) {
                throw node.error("expected a shape, found " + target);
            } else {
                known = Math.multiplyExact(known, sizes[d]);
            }
        }
        if (open >= 0) {
            sizes[open] = known == 0 ? 0 : shape.elements() / known;
        }
        Shape result = shape(node, sizes);
        if (result.elements() != shape.elements()) {
            throw node.error("expected a shape of " + shape.elements() + " elements, found " + target);
        }
        return result;
    }

    /** {@code Flatten}: a matrix. */
    static Shape flatten(GraphNode node, Shape shape) throws ModelFormatException {
        int axis = axis(node, node.integer("axis", 1), shape.rank() + 1);
        long rows = 1;
        for (int d = 0; d < axis; d++) {
            rows *= shape.size(d);
        }
        return shape(node, rows, rows == 0 ? 0 : shape.elements() / rows);
    }

    /** {@code Squeeze}: without the dimensions named, all of extent 1. */
    static Shape squeeze(GraphNode node, Shape shape, List<Long> axes) throws ModelFormatException {
        SortedSet<Integer> gone = axes(node, axes, shape.rank());
        List<Integer> sizes = new ArrayList<>();
        for (int d = 0; d < shape.rank(); d++) {
            if (!gone.contains(d)) {
                sizes.add(shape.size(d));
            } else if (shape.size(d) != 1) {
                throw node.error("expected an extent of 1 to squeeze in " + shape + ", found " + shape.size(d));
            }
        }
        return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
    }

    /** {@code Unsqueeze}: with dimensions of extent 1 at the places named, counted in the result. */
    static Shape unsqueeze(GraphNode node, Shape shape, List<Long> axes) throws ModelFormatException {
        int rank = rank(node, shape.rank() + axes.size());
        SortedSet<Integer> added = axes(node, axes, rank);
        int[] sizes = new int[rank];
        int from = 0;
        for (int d = 0; d < rank; d++) {
            sizes[d] = added.contains(d) ? 1 : shape.size(from++);
        }
        return Shape.of(sizes);
    }

    /** The shape that two shapes have in common when extents of 1 are repeated, aligned at the innermost. */
    static Shape broadcast(GraphNode node, Shape a, Shape b) throws ModelFormatException {
        int rank = Math.max(a.rank(), b.rank());
        long[] sizes = new long[rank];
        for (int d = 1; d <= rank; d++) {
            int mine = d <= a.rank() ? a.size(-d) : 1;
            int other = d <= b.rank() ? b.size(-d) : 1;
            if (mine != other && mine != 1 && other != 1) {
                throw node.error("expected shapes that broadcast, found " + a + " and " + b);
            }
            sizes[rank - d] = mine == 1 ? other : mine;
        }
        return shape(node, sizes);
    }

    /** A shape of computed extents. */
    static Shape shape(GraphNode node, long... sizes) throws ModelFormatException {
        int[] extents = new int[rank(node, sizes.length)];
        for (int d = 0; d < extents.length; d++) {
            if (sizes[d] < 0 || sizes[d] > Integer.MAX_VALUE) {
                throw node.error("expected an extent from 0 on, found " + sizes[d]);
            }
            extents[d] = (int) sizes[d];
        }
        return Shape.of(extents);
    }

    /** Axes, of which negative ones count from the end, in ascending order. */
    static SortedSet<Integer> axes(GraphNode node, List<Long> axes, int rank) throws ModelFormatException {
        SortedSet<Integer> set = new TreeSet<>();
        for (long axis : axes) {
            if (!set.add(axis(node, axis, rank))) {
                throw node.error("expected different axes, found " + axes);
            }
        }
        return set;
    }

    /** An axis, which counts from the end if it is negative. */
    static int axis(GraphNode node, long axis, int rank) throws ModelFormatException {
        if (axis < -rank || axis >= rank) {
            throw node.error("expected an axis of " + rank + " dimensions, found " + axis);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    private static int rank(GraphNode node, int rank) throws ModelFormatException {
        if (rank > HIGHEST_RANK) {
            throw node.error("expected " + HIGHEST_RANK + " dimensions or fewer, found " + rank);
        }
        return rank;
    }
}
