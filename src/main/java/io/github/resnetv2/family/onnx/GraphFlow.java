package io.github.resnetv2.family.onnx;

import io.github.resnetv2.family.onnx.GraphIntegers.Element;
import io.github.resnetv2.tensor.Shape;
import java.util.List;

/**
 * What flows through the network between two steps: a batch of feature maps, or of vectors after the pooling. Two flows are
 * the same only if they are the same object.
 *
 * <p>The number of channels is always known, the other extents where the file declares those of its input.
 */
final class GraphFlow {
    /** Stands in for extents that are open; large enough for every kernel and stride of a network. */
    private static final int OPEN = 1 << 14;

    private final Shape shape;
    private final boolean batchKnown;
    private final boolean sizeKnown;
    private final boolean pooled;

    private GraphFlow(Shape shape, boolean batchKnown, boolean sizeKnown, boolean pooled) {
        this.shape = shape;
        this.batchKnown = batchKnown;
        this.sizeKnown = sizeKnown;
        this.pooled = pooled;
    }

    /** A graph's input; extents below 1 are open. */
    static GraphFlow input(long batch, int channels, long height, long width) {
        boolean sizeKnown = isKnown(height) && isKnown(width);
        return new GraphFlow(
                Shape.of(
                        isKnown(batch) ? (int) batch : 1,
                        channels,
                        sizeKnown ? (int) height : OPEN,
                        sizeKnown ? (int) width : OPEN),
                isKnown(batch),
                sizeKnown,
                false);
    }

    private static boolean isKnown(long extent) {
        return extent > 0 && extent <= Integer.MAX_VALUE;
    }

    /** What a step makes of this. */
    GraphFlow then(Shape output, boolean isPooled) {
        return new GraphFlow(output, batchKnown, sizeKnown, isPooled);
    }

    int channels() {
        return shape.size(1);
    }

    /** The extents {@code [N, C, H, W]}, some of which may be mere stand-ins. */
    Shape shape() {
        return shape;
    }

    /** Whether height and width are those of the file. */
    boolean sizeKnown() {
        return sizeKnown;
    }

    /** Whether maps are surely of this size. */
    boolean isOfSize(int height, int width) {
        return sizeKnown && shape.size(2) == height && shape.size(3) == width;
    }

    /** Whether this is what the last pooling gave, or came after it: only channels matter from there on. */
    boolean pooled() {
        return pooled;
    }

    /** Whether every map is one value, so that nothing is lost or mixed when maps become vectors. */
    boolean isVectors() {
        return pooled || isOfSize(1, 1);
    }

    /** The shape as the graph sees it, four elements. */
    List<Element> extents() {
        return List.of(extent(0, batchKnown), extent(1, true), extent(2, sizeKnown), extent(3, sizeKnown));
    }

    private Element extent(int dimension, boolean known) {
        return known ? Element.of(shape.size(dimension)) : new Element(dimension, this);
    }

    /** Whether an element surely is the extent of this in a dimension. The batch is the same everywhere in a network. */
    boolean hasExtent(int dimension, Element element) {
        Element own = extents().get(dimension);
        return own.equals(element) || (dimension == 0 && element.of() != null && element.value() == 0);
    }

    /** The extents as they may stand in a message: what is open, in terms of the input. */
    @Override
    public String toString() {
        String batch = batchKnown ? Integer.toString(shape.size(0)) : "N";
        return "[" + batch + ", " + channels() + ", " + text("H", shape.size(2)) + ", " + text("W", shape.size(3))
                + "]";
    }

    private String text(String name, int size) {
        if (sizeKnown || size == 1) {
            return Integer.toString(size);
        }
        return size == OPEN ? name : name + "/" + OPEN / size;
    }
}
