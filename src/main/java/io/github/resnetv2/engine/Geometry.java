package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Window;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.tensor.Shape;
import java.util.Objects;

/** The sizes of a step's maps and windows, as the kernels want them; all are checked for overflow. */
final class Geometry {
    private Geometry() {}

    /** The shape of the map that holds a value: itself, or what was flattened. */
    static Shape mapShape(Node node) {
        Node map = node;
        while (map.kind == Node.Kind.FLATTEN) {
            map = map.inputs.get(0);
        }
        return map.shape;
    }

    static int blocks(Node node) {
        return Blocks.count(mapShape(node).size(1));
    }

    static int pixels(Node node) {
        Shape shape = mapShape(node);
        return shape.rank() == 4
                ? Math.multiplyExact(shape.size(0), Math.multiplyExact(shape.size(2), shape.size(3)))
                : shape.size(0);
    }

    static int mapFloats(Node node) {
        return Math.addExact(
                Math.multiplyExact(Math.multiplyExact(blocks(node), pixels(node)), Blocks.SIZE), Blocks.SLACK);
    }

    static Window window(io.github.resnetv2.tensor.Window sliding, Shape input, Shape output) {
        return new Window(
                input.size(0),
                input.size(2),
                input.size(3),
                sliding.kernelHeight(),
                sliding.kernelWidth(),
                sliding.strideHeight(),
                sliding.strideWidth(),
                sliding.padding().top(),
                sliding.padding().left(),
                sliding.dilationHeight(),
                sliding.dilationWidth(),
                output.rank() == 4 ? output.size(2) : 1,
                output.rank() == 4 ? output.size(3) : 1);
    }

    /** The pictures with their border, as the extents of a window. */
    static Window bordered(Node picture) {
        Conv2d stem = (Conv2d) Objects.requireNonNull(picture.users.get(0).layer);
        io.github.resnetv2.tensor.Window.Padding padding = stem.window().padding();
        Shape shape = picture.shape;
        return Window.square(
                shape.size(0),
                shape.size(2) + padding.top() + padding.bottom(),
                shape.size(3) + padding.left() + padding.right(),
                1,
                1,
                0);
    }

    static int borderedFloats(Node picture) {
        Window bordered = bordered(picture);
        int pixels = Math.multiplyExact(bordered.images(), Math.multiplyExact(bordered.height(), bordered.width()));
        return Math.multiplyExact(pixels, picture.shape.size(1));
    }

    static Window stemWindow(Step step, Conv2d layer) {
        Window bordered = bordered(step.input());
        io.github.resnetv2.tensor.Window sliding = layer.window();
        return new Window(
                bordered.images(),
                bordered.height(),
                bordered.width(),
                sliding.kernelHeight(),
                sliding.kernelWidth(),
                sliding.strideHeight(),
                sliding.strideWidth(),
                0,
                0,
                1,
                1,
                step.head().shape.size(2),
                step.head().shape.size(3));
    }
}
