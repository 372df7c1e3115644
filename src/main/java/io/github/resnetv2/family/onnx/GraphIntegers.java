package io.github.resnetv2.family.onnx;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small array of integers: shapes, axes, paddings. An element may be the extent of a feature map that the graph leaves
 * open.
 *
 * @param shape its extents
 * @param elements row-major
 */
record GraphIntegers(Shape shape, List<Element> elements) implements GraphValue {
    /** More than any shape or padding has. */
    static final int MOST = 1024;

    /**
     * One element.
     *
     * @param value the number; of an open extent, which dimension
     * @param of the map whose extent it is; null for a number
     */
    record Element(long value, @Nullable GraphFlow of) {
        static Element of(long value) {
            return new Element(value, null);
        }

        boolean is(long number) {
            return of == null && value == number;
        }
    }

    GraphIntegers {
        elements = List.copyOf(elements);
    }

    static GraphIntegers vector(List<Element> elements) {
        return new GraphIntegers(Shape.of(elements.size()), elements);
    }

    static GraphIntegers numbers(Shape shape, List<Long> values) {
        return new GraphIntegers(shape, values.stream().map(Element::of).toList());
    }

    @Override
    public String kind() {
        return "integers " + shape;
    }

    /** The elements at these places, in another shape. */
    GraphIntegers pick(int[] places, Shape target) {
        List<Element> picked = new ArrayList<>(places.length);
        for (int place : places) {
            picked.add(elements.get(place));
        }
        return new GraphIntegers(target, picked);
    }

    /** The same elements in another shape of as many. */
    GraphIntegers reshaped(Shape target) {
        return new GraphIntegers(target, elements);
    }

    /** The numbers, none of which may be an open extent. */
    List<Long> known(GraphNode node) throws ModelFormatException {
        List<Long> numbers = new ArrayList<>(elements.size());
        for (Element element : elements) {
            if (element.of() != null) {
                throw node.error("expected integers that the file says, found an extent of the input");
            }
            numbers.add(element.value());
        }
        return numbers;
    }
}
