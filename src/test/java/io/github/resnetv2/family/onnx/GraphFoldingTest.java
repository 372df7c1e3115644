package io.github.resnetv2.family.onnx;

import static io.github.resnetv2.family.onnx.GraphEdit.of;
import static io.github.resnetv2.family.onnx.GraphEdit.with;
import static io.github.resnetv2.family.onnx.GraphEdit.withNumber;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Graph.Node;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operations on weights and integers, against what ONNX defines. */
class GraphFoldingTest {
    private static final Tensor MATRIX = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

    private static GraphValue fold(long opset, Node node, GraphValue... inputs) throws IOException {
        return new GraphFolding(1000).fold(new GraphNode("test.onnx", opset, node), List.of(inputs));
    }

    private static GraphConstant weights(Tensor values) {
        return GraphConstant.of("w", Entry.of("w", values));
    }

    private static GraphIntegers integers(long... values) {
        return GraphIntegers.numbers(
                Shape.of(values.length), Arrays.stream(values).boxed().toList());
    }

    /** A node that reads as many inputs as its operation takes; their names do not matter here. */
    private static Node node(String operator, int inputs) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            names.add("i" + i);
        }
        return of(operator, "y", names.toArray(String[]::new));
    }

    private static void assertWeights(GraphValue found, Shape shape, float... expected) throws IOException {
        GraphConstant constant = assertInstanceOf(GraphConstant.class, found);
        assertEquals(shape, constant.shape());
        Tensor values = constant.read();
        assertEquals(shape, values.shape());
        assertArrayEquals(expected, values.toArray());
    }

    private static void assertIntegers(GraphValue found, Shape shape, long... expected) throws ModelFormatException {
        GraphIntegers integers = assertInstanceOf(GraphIntegers.class, found);
        assertEquals(shape, integers.shape());
        assertEquals(
                Arrays.stream(expected).boxed().toList(),
                integers.known(new GraphNode("test.onnx", 17, node("none", 0))));
    }

    @Test
    void arithmeticBroadcasts() throws IOException {
        GraphConstant row = weights(Tensor.of(Shape.of(3), 1, 2, 4));
        GraphConstant column = weights(Tensor.of(Shape.of(2, 1), 10, 20));
        GraphConstant matrix = weights(MATRIX);
        assertWeights(fold(17, node("Add", 2), matrix, row), Shape.of(2, 3), 2, 4, 7, 5, 7, 10);
        assertWeights(fold(17, node("Sub", 2), row, matrix), Shape.of(2, 3), 0, 0, 1, -3, -3, -2);
        assertWeights(fold(17, node("Mul", 2), column, row), Shape.of(2, 3), 10, 20, 40, 20, 40, 80);
        assertWeights(fold(17, node("Div", 2), matrix, column), Shape.of(2, 3), .1f, .2f, .3f, .2f, .25f, .3f);
        GraphConstant two = weights(Tensor.of(Shape.of(), 2));
        assertWeights(fold(17, node("Pow", 2), row, two), Shape.of(3), 1, 4, 16);
        assertWeights(fold(17, node("Add", 2), two, two), Shape.of(), 4);
        assertWeights(fold(17, node("Sqrt", 1), weights(Tensor.of(Shape.of(2), 4, 9))), Shape.of(2), 2, 3);
        assertWeights(fold(17, node("Neg", 1), two), Shape.of(), -2);
        assertWeights(fold(17, node("Reciprocal", 1), row), Shape.of(3), 1, .5f, .25f);
        assertThrows(
                ModelFormatException.class,
                () -> fold(17, node("Add", 2), matrix, weights(Tensor.of(Shape.of(2), 1, 2))));
    }

    @Test
    void reductionsTakeAxesAsAttributeOrInput() throws IOException {
        GraphConstant matrix = weights(MATRIX);
        assertWeights(
                fold(17, with(with(node("ReduceMean", 1), "axes", 0), "keepdims", 0), matrix),
                Shape.of(3),
                2.5f,
                3.5f,
                4.5f);
        assertWeights(fold(18, node("ReduceMean", 2), matrix, integers(-1)), Shape.of(2, 1), 2, 5);
        assertWeights(fold(18, node("ReduceSum", 2), matrix, integers(0, 1)), Shape.of(1, 1), 21);
        assertThrows(ModelFormatException.class, () -> fold(18, node("ReduceMean", 1), matrix));
    }

    @Test
    void shapesChangeWithoutTheValues() throws IOException {
        GraphConstant matrix = weights(MATRIX);
        float[] values = MATRIX.toArray();
        assertWeights(fold(17, node("Reshape", 2), matrix, integers(3, -1)), Shape.of(3, 2), values);
        assertWeights(fold(17, node("Reshape", 2), matrix, integers(0, 1, -1)), Shape.of(2, 1, 3), values);
        assertWeights(fold(17, node("Unsqueeze", 2), matrix, integers(0, -1)), Shape.of(1, 2, 3, 1), values);
        assertWeights(fold(11, with(node("Unsqueeze", 1), "axes", 1), matrix), Shape.of(2, 1, 3), values);
        GraphConstant column = weights(MATRIX.reshape(6, 1));
        assertWeights(fold(17, node("Squeeze", 2), column, integers(-1)), Shape.of(6), values);
        assertWeights(fold(17, with(node("Flatten", 1), "axis", 0), matrix), Shape.of(1, 6), values);
        assertWeights(fold(17, with(node("Transpose", 1), "perm", 1, 0), matrix), Shape.of(3, 2), 1, 4, 2, 5, 3, 6);
        assertWeights(fold(17, node("Transpose", 1), matrix), Shape.of(3, 2), 1, 4, 2, 5, 3, 6);
        assertWeights(
                fold(17, node("Expand", 2), weights(Tensor.of(Shape.of(1, 2), 7, 8)), integers(3, 1)),
                Shape.of(3, 2),
                7,
                8,
                7,
                8,
                7,
                8);
        assertThrows(ModelFormatException.class, () -> fold(17, node("Reshape", 2), matrix, integers(4, -1)));
        assertThrows(
                ModelFormatException.class,
                () -> fold(17, with(node("Reshape", 2), "allowzero", 1), matrix, integers(0, 6)));
        assertThrows(ModelFormatException.class, () -> fold(17, node("Squeeze", 2), matrix, integers(0)));
        assertThrows(ModelFormatException.class, () -> fold(17, with(node("Transpose", 1), "perm", 0, 0), matrix));
    }

    @Test
    void batchNormalizationOfWeightsStandardizesThem() throws IOException {
        GraphConstant x = weights(Tensor.of(Shape.of(1, 2, 2), 1, 3, 10, 14));
        GraphConstant scale = weights(Tensor.of(Shape.of(2), 1, 2));
        GraphConstant shift = weights(Tensor.of(Shape.of(2), 0, 5));
        GraphConstant mean = weights(Tensor.of(Shape.of(2), 1, 10));
        GraphConstant variance = weights(Tensor.of(Shape.of(2), 4, 16));
        Node node = withNumber(node("BatchNormalization", 5), "epsilon", 0);
        assertWeights(fold(17, node, x, scale, shift, mean, variance), Shape.of(1, 2, 2), 0, 1, 5, 7);
        // In training mode the statistics are those of x itself, whatever was handed over.
        float[] standardized = {-1, 1, 3, 7};
        assertWeights(
                fold(17, with(node, "training_mode", 1), x, scale, shift, mean, variance),
                Shape.of(1, 2, 2),
                standardized);
        Node old =
                new Node("", node.operator(), "", node.inputs(), List.of("y", "m", "v", "sm", "sv"), node.attributes());
        assertWeights(fold(12, old, x, scale, shift, mean, variance), Shape.of(1, 2, 2), standardized);
    }

    @Test
    void integersMoveAsTheyDoInShapesAndPaddings() throws IOException {
        GraphIntegers six = integers(1, 2, 3, 4, 5, 6);
        assertIntegers(fold(17, node("Reshape", 2), six, integers(-1, 2)), Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
        GraphIntegers pairs = six.reshaped(Shape.of(3, 2));
        assertIntegers(
                fold(
                        17,
                        node("Slice", 5),
                        pairs,
                        integers(-1),
                        integers(Long.MIN_VALUE + 1),
                        integers(0),
                        integers(-1)),
                Shape.of(3, 2),
                5,
                6,
                3,
                4,
                1,
                2);
        assertIntegers(fold(17, with(node("Transpose", 1), "perm", 1, 0), pairs), Shape.of(2, 3), 1, 3, 5, 2, 4, 6);
        assertIntegers(fold(17, node("Slice", 3), six, integers(1), integers(-2)), Shape.of(3), 2, 3, 4);
        assertIntegers(fold(9, with(with(node("Slice", 1), "starts", 2), "ends", 100), six), Shape.of(4), 3, 4, 5, 6);
        assertIntegers(fold(17, node("Slice", 3), six, integers(4), integers(2)), Shape.of(0));
        assertIntegers(fold(17, node("Gather", 2), six, integers(-1, 0)), Shape.of(2), 6, 1);
        assertIntegers(fold(17, with(node("Concat", 2), "axis", 0), integers(1), integers(2, 3)), Shape.of(3), 1, 2, 3);
        assertIntegers(fold(17, node("Range", 3), integers(2), integers(5), integers(1)), Shape.of(3), 2, 3, 4);
        assertIntegers(fold(17, node("Expand", 2), integers(7), integers(3)), Shape.of(3), 7, 7, 7);
        assertWeights(fold(17, node("ConstantOfShape", 1), integers(2, 1)), Shape.of(2, 1), 0, 0);
    }

    @Test
    void integersAreComputed() throws IOException {
        assertIntegers(fold(17, node("Add", 2), integers(1, 2), integers(10)), Shape.of(2), 11, 12);
        assertIntegers(fold(17, node("Sub", 2), integers(1, 2), integers(10, 20)), Shape.of(2), -9, -18);
        assertIntegers(fold(17, node("Mul", 2), integers(3), integers(4)), Shape.of(1), 12);
        assertIntegers(fold(17, with(node("Cast", 1), "to", 7), integers(3)), Shape.of(1), 3);
        assertWeights(fold(17, with(node("Cast", 1), "to", 1), integers(3)), Shape.of(1), 3);
        assertIntegers(fold(17, node("Shape", 1), weights(MATRIX)), Shape.of(2), 2, 3);
        assertIntegers(fold(17, with(node("Shape", 1), "start", -1), weights(MATRIX)), Shape.of(1), 3);
    }

    @Test
    void constantsComeInSeveralForms() throws IOException {
        assertIntegers(fold(17, with(node("Constant", 0), "value_ints", 4, 5)), Shape.of(2), 4, 5);
        assertIntegers(fold(17, with(node("Constant", 0), "value_int", 4)), Shape.of(), 4);
        assertWeights(fold(17, withNumber(node("Constant", 0), "value_float", 1.5f)), Shape.of(), 1.5f);
        assertThrows(ModelFormatException.class, () -> fold(17, node("Constant", 0)));
    }

    @Test
    void theIntegersOfAllNodesTogetherAreBounded() throws IOException {
        GraphFolding folding = new GraphFolding(1000);
        GraphIntegers many = integers(new long[1024]);
        GraphNode add = new GraphNode("test.onnx", 17, node("Add", 2));
        GraphNode identity = new GraphNode("test.onnx", 17, node("Identity", 1));
        Entry stored = GraphEdit.empty(17, "x", List.of(), "y")
                .add("many", new long[1024])
                .checkpoint()
                .tensors()
                .get("many");
        for (int i = 0; i < 512; i++) {
            folding.fold(add, List.of(many, many));
            folding.stored(add, "many", stored);
            // What is handed on takes no memory.
            folding.fold(identity, List.of(many));
            folding.fold(identity, List.of(many));
        }
        assertEquals(
                "test.onnx: node giving y (Add): expected 1048576 integers or fewer in the whole graph, found more",
                assertThrows(ModelFormatException.class, () -> folding.fold(add, List.of(many, many)))
                        .getMessage());
        assertThrows(ModelFormatException.class, () -> folding.stored(add, "many", stored));
        folding.fold(identity, List.of(many));
    }

    @Test
    void unknownOperationsAreRefusedByName() {
        ModelFormatException onWeights =
                assertThrows(ModelFormatException.class, () -> fold(17, node("Erf", 1), weights(MATRIX)));
        assertEquals(
                "test.onnx: node giving y (Erf): is not an operation on weights that is known here",
                onWeights.getMessage());
        assertThrows(ModelFormatException.class, () -> fold(17, node("Mod", 2), integers(3), integers(2)));
    }
}
