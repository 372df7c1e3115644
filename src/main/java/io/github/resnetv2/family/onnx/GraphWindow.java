package io.github.resnetv2.family.onnx;

import io.github.resnetv2.tensor.Window;
import io.github.resnetv2.tensor.Window.Padding;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.Collections;
import java.util.List;

/** Reads how a convolution or a pooling slides from the attributes that they share. */
final class GraphWindow {
    static final Padding NO_PADDING = Padding.same(0);

    private GraphWindow() {}

    /**
     * The window of a node.
     *
     * @param kernelHeight rows of the kernel
     * @param kernelWidth columns of the kernel
     */
    static Window of(GraphNode node, long kernelHeight, long kernelWidth) throws ModelFormatException {
        List<Long> strides = pair(node, "strides");
        List<Long> dilations = pair(node, "dilations");
        Window bare = new Window(
                size(node, "kernel_shape", kernelHeight),
                size(node, "kernel_shape", kernelWidth),
                size(node, "strides", strides.get(0)),
                size(node, "strides", strides.get(1)),
                NO_PADDING,
                size(node, "dilations", dilations.get(0)),
                size(node, "dilations", dilations.get(1)));
        return padded(bare, padding(node, bare));
    }

    /** The kernel's rows and columns that a pooling declares. */
    static List<Long> kernel(GraphNode node) throws ModelFormatException {
        List<Long> kernel = node.integers("kernel_shape").orElse(List.of());
        if (kernel.size() != 2) {
            throw node.error("kernel_shape: expected two extents, found " + kernel.size());
        }
        return kernel;
    }

    /** A window with another border. */
    static Window padded(Window window, Padding padding) {
        return new Window(
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight(),
                window.strideWidth(),
                padding,
                window.dilationHeight(),
                window.dilationWidth());
    }

    /** Both borders together. */
    static Padding sum(Padding a, Padding b) {
        return new Padding(a.top() + b.top(), a.bottom() + b.bottom(), a.left() + b.left(), a.right() + b.right());
    }

    /**
     * A border in the order of ONNX: the beginnings of all dimensions, then the ends.
     *
     * @param pads four numbers: top, left, bottom, right
     */
    static Padding padding(GraphNode node, List<Long> pads) throws ModelFormatException {
        for (long pad : pads) {
            if (pad < 0 || pad > GraphIntegers.MOST) {
                throw node.error("pads: expected small numbers from 0 on, found " + pad);
            }
        }
        return new Padding(
                pads.get(0).intValue(),
                pads.get(2).intValue(),
                pads.get(1).intValue(),
                pads.get(3).intValue());
    }

    private static Padding padding(GraphNode node, Window bare) throws ModelFormatException {
        String auto = node.text("auto_pad", "NOTSET");
        List<Long> pads = node.integers("pads").orElse(Collections.nCopies(4, 0L));
        switch (auto) {
            case "NOTSET" -> {
                if (pads.size() != 4) {
                    throw node.error("pads: expected four numbers, found " + pads.size());
                }
                return padding(node, pads);
            }
            case "VALID" -> {
                return NO_PADDING;
            }
            case "SAME_UPPER", "SAME_LOWER" -> {
                int rows = (bare.kernelHeight() - 1) * bare.dilationHeight();
                int columns = (bare.kernelWidth() - 1) * bare.dilationWidth();
                boolean even = rows % 2 == 0 && columns % 2 == 0;
                if (even && bare.strideHeight() == 1 && bare.strideWidth() == 1) {
                    return new Padding(rows / 2, rows / 2, columns / 2, columns / 2);
                }
                throw node.error("auto_pad: a padding that depends on the size of the picture is not read");
            }
            default -> throw node.error("auto_pad: expected a known word, found " + GraphNode.shown(auto));
        }
    }

    private static List<Long> pair(GraphNode node, String name) throws ModelFormatException {
        List<Long> pair = node.integers(name).orElse(List.of(1L, 1L));
        if (pair.size() != 2) {
            throw node.error(name + ": expected two numbers, found " + pair.size());
        }
        return pair;
    }

    private static int size(GraphNode node, String name, long size) throws ModelFormatException {
        if (size < 1 || size > GraphIntegers.MOST) {
            throw node.error(name + ": expected small numbers from 1 on, found " + size);
        }
        return (int) size;
    }
}
