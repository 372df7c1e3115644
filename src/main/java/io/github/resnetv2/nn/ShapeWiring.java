package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Shape;

/** The shape check: what every layer would make of an input, without a number computed. */
public class ShapeWiring implements Wiring<Shape> {
    /** A shape check that keeps nothing but what flows. */
    public ShapeWiring() {}

    @Override
    public Shape apply(String name, Layer layer, Shape x) {
        try {
            return layer.outputShape(x);
        } catch (IllegalArgumentException e) {
            // The innermost message says what is wrong, each level around it where.
            throw new IllegalArgumentException(name + (layer instanceof Composite ? "." : ": ") + e.getMessage(), e);
        }
    }

    @Override
    public Shape add(Shape a, Shape b) {
        if (!a.equals(b)) {
            throw new IllegalArgumentException("add: expected " + a + " twice, found " + b);
        }
        return a;
    }

    @Override
    public Shape flatten(Shape x) {
        long length = x.elements() / x.size(0);
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("flatten: expected less than 2^31 values an image, found " + x);
        }
        return Shape.of(x.size(0), (int) length);
    }

    @Override
    public Shape output(String name, Shape x) {
        return x;
    }
}
