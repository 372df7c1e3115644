package io.github.resnetv2.family.onnx;

import static io.github.resnetv2.family.onnx.GraphEdit.as;
import static io.github.resnetv2.family.onnx.GraphEdit.of;
import static io.github.resnetv2.family.onnx.GraphEdit.reading;
import static io.github.resnetv2.family.onnx.GraphEdit.with;
import static io.github.resnetv2.family.onnx.GraphEdit.withNumber;
import static io.github.resnetv2.family.onnx.GraphEdit.withText;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Graph.Input;
import io.github.resnetv2.weights.Graph.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A graph that computes anything else than a network of this library is refused, with the node that does not belong. */
class GraphRefusalTest {
    private static final String REFERENCE = "reference-small18-opset12";
    private static final String WHOLE = "reference-small50-unfolded";
    private static final String DEEP = "timm-small50d-opset12";
    private static final String GROUPS = "timm-small50gn-dynamo";

    /** One change to a good graph, and what the refusal must say. */
    private record Change(String what, String model, Editor editor, String... expected) {
        @Override
        public String toString() {
            return what;
        }
    }

    private interface Editor {
        void edit(GraphEdit graph) throws IOException;
    }

    static Stream<Change> changes() {
        return Stream.of(
                new Change(
                        "a ReLU after an addition, as in torchvision's ResNet",
                        REFERENCE,
                        g -> g.insertAfter(g.node("Add", 0), "Relu"),
                        "node /layer1/layer1.0/Add (Add): this seems to be a ResNet v1, such as torchvision's"),
                new Change(
                        "an unknown operator",
                        REFERENCE,
                        g -> g.replace(g.node("Relu", 2), as(g.node("Relu", 2), "Sigmoid")),
                        "node /layer1/layer1.0/relu_1/Relu (Sigmoid): is not an operation"),
                new Change(
                        "an operator of another domain",
                        REFERENCE,
                        g -> {
                            Node relu = g.node("Relu", 0);
                            g.replace(
                                    relu,
                                    new Node("r", "Relu", "com.microsoft", relu.inputs(), relu.outputs(), Map.of()));
                        },
                        "node r (com.microsoft.Relu): is not an operation"),
                new Change(
                        "an unknown attribute",
                        REFERENCE,
                        g -> g.replace(g.node("Relu", 0), with(g.node("Relu", 0), "slope", 1)),
                        "node /relu/Relu (Relu): attribute slope is not known here"),
                new Change(
                        "another stride",
                        REFERENCE,
                        g -> g.replace(g.node("Conv", 5), with(g.node("Conv", 5), "strides", 1, 1)),
                        "node /layer2/layer2.0/Add (Add): expected two summands of one shape, found [N, 8, H/4, W/4]"
                                + " and [N, 8, H/8, W/8]"),
                new Change(
                        "a stride on the first of three convolutions",
                        WHOLE,
                        g -> g.replace(g.node("Conv", 1), with(g.node("Conv", 1), "strides", 2, 2)),
                        "expected two summands of one shape"),
                new Change(
                        "a dilated convolution",
                        REFERENCE,
                        g -> g.replace(
                                g.node("Conv", 1),
                                with(with(g.node("Conv", 1), "dilations", 2, 2), "pads", 2, 2, 2, 2)),
                        "node /layer1/layer1.0/conv1/Conv (Conv): as layer1.0.conv1: expected a convolution",
                        "dilationHeight=2"),
                new Change(
                        "a padding on one side",
                        REFERENCE,
                        g -> g.replace(g.node("MaxPool", 0), with(g.node("MaxPool", 0), "pads", 0, 0, 1, 1)),
                        "node /maxpool/MaxPool (MaxPool): as maxpool"),
                new Change(
                        "a pooling that rounds up",
                        REFERENCE,
                        g -> g.replace(g.node("MaxPool", 0), with(g.node("MaxPool", 0), "ceil_mode", 1)),
                        "attribute ceil_mode: expected 0, found 1"),
                new Change(
                        "a padding that depends on the picture",
                        REFERENCE,
                        g -> g.replace(g.node("Conv", 0), withText(g.node("Conv", 0), "auto_pad", "SAME_UPPER")),
                        "node /conv1/Conv (Conv): auto_pad"),
                new Change(
                        "one norm with another epsilon",
                        WHOLE,
                        g -> g.replace(
                                g.node("BatchNormalization", 3),
                                withNumber(g.node("BatchNormalization", 3), "epsilon", 1e-3f)),
                        "node /layer1/layer1.0/bn3/BatchNormalization (BatchNormalization): as layer1.0.bn3",
                        "found a batch norm [4] with epsilon 0.001"),
                new Change(
                        "a norm in training mode",
                        WHOLE,
                        g -> g.replace(
                                g.node("BatchNormalization", 0),
                                with(g.node("BatchNormalization", 0), "training_mode", 1)),
                        "node /bn1/BatchNormalization (BatchNormalization): is in training mode"),
                new Change(
                        "a norm in training mode, as it was said before opset 14",
                        REFERENCE,
                        g -> {
                            Node norm = g.node("BatchNormalization", 0);
                            List<String> outputs = List.of(norm.outputs().get(0), "m", "v", "sm", "sv");
                            g.replace(
                                    norm,
                                    new Node(
                                            norm.name(),
                                            norm.operator(),
                                            "",
                                            norm.inputs(),
                                            outputs,
                                            norm.attributes()));
                        },
                        "is in training mode; export the model after eval()"),
                new Change(
                        "a norm of old versions over single values",
                        WHOLE,
                        g -> g.replace(
                                g.node("BatchNormalization", 0), with(g.node("BatchNormalization", 0), "spatial", 0)),
                        "attribute spatial: expected 1, found 0"),
                new Change(
                        "a missing ReLU",
                        REFERENCE,
                        g -> g.replace(g.node("Relu", 3), as(g.node("Relu", 3), "Identity")),
                        "expected norm and ReLU before the convolutions of a block"),
                new Change(
                        "a shortcut from behind the ReLU",
                        REFERENCE,
                        g -> g.replace(
                                g.node("Add", 0),
                                reading(
                                        g.node("Add", 0),
                                        1,
                                        g.node("Relu", 1).outputs().get(0))),
                        "node /layer1/layer1.0/Add (Add): expected a shortcut from the input of its block"),
                new Change(
                        "a shortcut from another block",
                        REFERENCE,
                        g -> g.replace(
                                g.node("Add", 1),
                                reading(
                                        g.node("Add", 1),
                                        1,
                                        g.node("MaxPool", 0).outputs().get(0))),
                        "node /layer1/layer1.1/Add (Add): expected a shortcut from the input of its block, found one that"
                                + " begins at node /maxpool/MaxPool (MaxPool)"),
                new Change(
                        "a projection from behind the ReLU in one block only",
                        REFERENCE,
                        g -> {
                            Node projection = g.nodes().stream()
                                    .filter(node -> node.name().contains("layer3.0/downsample"))
                                    .findFirst()
                                    .orElseThrow();
                            Node main = g.nodes().stream()
                                    .filter(node -> node.name().equals("/layer3/layer3.0/conv1/Conv"))
                                    .findFirst()
                                    .orElseThrow();
                            g.replace(
                                    projection,
                                    reading(projection, 0, main.inputs().get(0)));
                        },
                        "node /layer3/layer3.0/downsample/downsample.0/Conv (Conv): as layer3.0.downsample.0: expected"
                                + " to read what comes before it"),
                new Change(
                        "summands of different sizes",
                        DEEP,
                        g -> g.change("AveragePool", node -> with(node, "strides", 1, 1)),
                        "expected two summands of one shape"),
                new Change(
                        "an average pooling that does not round up where the size of the picture is open",
                        DEEP,
                        g -> g.change("AveragePool", node -> with(node, "ceil_mode", 0)),
                        "(AveragePool): as layer2.0.downsample.0"),
                new Change(
                        "a truth value that is neither 0 nor 1",
                        DEEP,
                        g -> g.change("AveragePool", node -> with(node, "ceil_mode", 3)),
                        "(AveragePool): attribute ceil_mode: expected 0 or 1, found 3"),
                new Change(
                        "a node that reads what nothing gives",
                        REFERENCE,
                        g -> g.replace(g.node("Relu", 0), reading(g.node("Relu", 0), 0, "nowhere")),
                        "node /relu/Relu (Relu): reads nowhere, which nothing before it gives"),
                new Change(
                        "a circle",
                        REFERENCE,
                        g -> g.replace(
                                g.node("Relu", 0),
                                reading(
                                        g.node("Relu", 0),
                                        0,
                                        g.node("Relu", 1).outputs().get(0))),
                        "node /relu/Relu (Relu): reads",
                        "which nothing before it gives"),
                new Change(
                        "a value that is given twice",
                        REFERENCE,
                        g -> g.add(of("Identity", g.node("Relu", 0).outputs().get(0), "fc.bias")),
                        "a second time"),
                new Change(
                        "a node that nothing needs",
                        REFERENCE,
                        g -> g.add(
                                of("Relu", "loose", g.node("Conv", 4).outputs().get(0))),
                        "expected the addition of a shortcut after the last convolution of a block"),
                new Change(
                        "a second head",
                        REFERENCE,
                        g -> g.add(of(
                                        "MatMul",
                                        "other",
                                        g.last("Flatten").outputs().get(0),
                                        "square"))
                                .add("square", Tensor.full(Shape.of(32, 5), 0)),
                        "node giving other (MatMul): gives a matrix product that nothing completes"),
                new Change(
                        "a padding that nothing reads",
                        REFERENCE,
                        g -> g.add("pads", 0, 0, 1, 1, 0, 0, 1, 1)
                                .add(of(
                                        "Pad",
                                        "padded",
                                        g.node("Conv", 4).outputs().get(0),
                                        "pads")),
                        "node giving padded (Pad): gives padded feature maps that nothing completes"),
                new Change(
                        "an output in the middle",
                        REFERENCE,
                        g -> g.outputs(g.node("Add", 1).outputs().get(0)),
                        "expected the graph's output"),
                new Change(
                        "an output that is weights",
                        REFERENCE,
                        g -> g.add(of("Identity", "w", "fc.bias")).outputs("w"),
                        "output w: expected logits or features, found weights [10]"),
                new Change(
                        "an output that does not exist",
                        REFERENCE,
                        g -> g.outputs("w"),
                        "output w: expected logits or features, found nothing"),
                new Change(
                        "two inputs",
                        REFERENCE,
                        g -> g.inputs(new Input("input", List.of()), new Input("mask", List.of())),
                        "expected a graph of one input and one output, found 2 and 1"),
                new Change(
                        "an input of three dimensions",
                        REFERENCE,
                        g -> g.inputs(new Input("input", List.of(3L, 224L, 224L))),
                        "input input: expected 4 dimensions"),
                new Change(
                        "an old operator set", REFERENCE, g -> g.opset(6), "expected operator set 7 or later, found 6"),
                new Change(
                        "weights of another shape",
                        REFERENCE,
                        g -> g.add("layer1.0.conv2.weight", Tensor.full(Shape.of(4, 4, 3, 2), 0)),
                        "node /layer1/layer1.0/conv2/Conv (Conv): expected weights [O, C, kernel_shape]"),
                new Change(
                        "weights for other channels",
                        REFERENCE,
                        g -> g.add("layer1.0.conv2.weight", Tensor.full(Shape.of(4, 5, 3, 3), 0)),
                        "node /layer1/layer1.0/conv2/Conv (Conv): "),
                new Change(
                        "weights that are integers",
                        REFERENCE,
                        g -> g.add("fc.bias", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                        "(Gemm): input 2: expected weights"),
                new Change(
                        "a head that takes other features",
                        REFERENCE,
                        g -> g.add("fc.weight", Tensor.full(Shape.of(10, 64), 0)),
                        "(Gemm): Linear: expected input [N, 64], found [1, 32]"),
                new Change(
                        "a transposed input of the head",
                        REFERENCE,
                        g -> g.change("Gemm", node -> with(node, "transA", 1)),
                        "attribute transA: expected 0, found 1"),
                new Change(
                        "a vector over the batch",
                        REFERENCE,
                        g -> g.change("Flatten", node -> with(node, "axis", 0)),
                        "(Flatten): expected to flatten all dimensions but the batch"),
                new Change(
                        "a vector of maps",
                        REFERENCE,
                        g -> g.change("GlobalAveragePool", node -> as(node, "Identity")),
                        "(Flatten): expected pooled feature maps"),
                new Change(
                        "a mean over channels",
                        "timm-small18-dynamo",
                        g -> g.add("axes", 1, 2).change("ReduceMean", node -> reading(node, 1, "axes")),
                        "(ReduceMean): expected a mean over rows and columns, found axes [1, 2]"),
                new Change(
                        "a softmax before the head",
                        REFERENCE,
                        g -> g.insertAfter(g.last("Flatten"), "Softmax"),
                        "(Gemm): expected pooled feature maps, found probabilities"),
                new Change(
                        "a softmax over the batch",
                        REFERENCE,
                        g -> g.add(with(
                                        of(
                                                "Softmax",
                                                "p",
                                                g.last("Gemm").outputs().get(0)),
                                        "axis",
                                        0))
                                .outputs("p"),
                        "node giving p (Softmax): expected probabilities of the classes, found axis 0"),
                new Change(
                        "a dropout in training mode",
                        REFERENCE,
                        g -> {
                            g.add("ratio", Tensor.full(Shape.of(), 0.5f)).add("training", 1);
                            g.insertAfter(g.last("Flatten"), "Dropout");
                            g.change("Dropout", node -> reading(reading(node, 1, "ratio"), 2, "training"));
                        },
                        "(Dropout): is in training mode"),
                new Change(
                        "a cast to integers",
                        REFERENCE,
                        g -> g.insertAfter(g.last("Flatten"), "Cast").change("Cast", node -> with(node, "to", 7)),
                        "(Cast): expected a cast to a floating-point type, found element type 7"),
                new Change(
                        "groups in the shape of other maps",
                        GROUPS,
                        g -> g.add("swapped", 2, 32, 24, 20)
                                .replace(g.node("Reshape", 1), reading(g.node("Reshape", 1), 1, "swapped")),
                        "(Reshape): expected the shape that the maps had before they were grouped"),
                new Change(
                        "groups that overlap",
                        GROUPS,
                        g -> g.add("odd", 0, 5, -1)
                                .replace(g.node("Reshape", 0), reading(g.node("Reshape", 0), 1, "odd")),
                        "(Reshape): expected a shape [N, groups, -1] on maps of 32 channels"),
                new Change(
                        "a group norm that scales by group",
                        GROUPS,
                        g -> g.add("twos", Tensor.full(Shape.of(32), 2).contiguous())
                                .replace(
                                        g.node("InstanceNormalization", 0),
                                        reading(g.node("InstanceNormalization", 0), 1, "twos")),
                        "(InstanceNormalization): expected factors of 1 and summands of 0 for 32 groups"),
                new Change(
                        "a group norm without factors",
                        GROUPS,
                        g -> g.replace(g.node("Mul", 0), as(g.node("Mul", 0), "Identity")),
                        "(Add): expected factors before the summands of a norm"),
                new Change(
                        "group norms of different groups",
                        GROUPS,
                        g -> g.add("sixteen", 0, 16, -1)
                                .add("ones", Tensor.full(Shape.of(16), 1).contiguous())
                                .add("zeros", Tensor.full(Shape.of(16), 0).contiguous())
                                .replace(g.node("Reshape", 2), reading(g.node("Reshape", 2), 1, "sixteen"))
                                .replace(
                                        g.node("InstanceNormalization", 1),
                                        reading(reading(g.node("InstanceNormalization", 1), 1, "ones"), 2, "zeros")),
                        "found a group norm [32] with 16 groups"),
                new Change(
                        "a border of ones",
                        "timm-smallbit-dynamo",
                        g -> g.add("one", Tensor.full(Shape.of(), 1).contiguous())
                                .replace(g.node("Pad", 0), reading(g.node("Pad", 0), 2, "one")),
                        "(Pad): expected a border of zeros"),
                new Change(
                        "a mirrored border",
                        "timm-smallbit-dynamo",
                        g -> g.replace(g.node("Pad", 0), withText(g.node("Pad", 0), "mode", "reflect")),
                        "(Pad): expected a constant border"),
                new Change(
                        "a border around the channels",
                        "timm-smallbit-dynamo",
                        g -> g.add("channels", 0, 1, 1, 1, 0, 0, 1, 1)
                                .replace(g.node("Pad", 0), reading(g.node("Pad", 0), 1, "channels")),
                        "(Pad): expected pads for rows and columns alone"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void refusesAndNamesTheNode(Change change) throws IOException {
        GraphEdit graph = GraphEdit.golden(change.model);
        change.editor.edit(graph);
        String message = graph.refusal();
        assertTrue(message.startsWith("test.onnx: "), message);
        for (String part : change.expected) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void graphWithoutBlocksIsRefused() {
        GraphEdit graph = GraphEdit.empty(17, "x", List.of(-1L, 3L, -1L, -1L), "y")
                .add("w", Tensor.full(Shape.of(4, 3, 3, 3), 0))
                .add(of("Conv", "c", "x", "w"))
                .add(of("GlobalAveragePool", "y", "c"));
        assertTrue(graph.refusal().contains("(GlobalAveragePool): expected a residual block before the last pooling"));
        GraphEdit nothing = GraphEdit.empty(17, "x", List.of(), "x");
        assertTrue(
                nothing.refusal().contains("expected the convolution of a stem, found nothing that reads the input"));
    }

    @Test
    void weightsThatGrowWithEveryStepAreRefusedInNoTime() {
        // Each addition doubles the work that a naive evaluation would do: 2^60 in the end.
        GraphEdit doubling = stem(60, i -> of("Add", "w" + (i + 1), "w" + i, "w" + i));
        assertRefused(doubling, "passes over the file");
        assertRefused(
                stem(17, i -> of("Add", "w" + (i + 1), "w" + i, "w" + i)),
                "computing one of its weights takes more than 16 passes over the file");
        GraphEdit deep = stem(10_000, i -> of("Neg", "w" + (i + 1), "w" + i));
        assertRefused(deep, "expected weights of at most 64 operations");
        GraphEdit wide = stem(1, i -> of("Add", "w1", "row", "column"))
                .add("row", Tensor.full(Shape.of(1, 1 << 20), 0))
                .add("column", Tensor.full(Shape.of(1 << 20, 1), 0));
        assertRefused(wide, "1048576");
        GraphEdit copies = stem(0, i -> of("Neg", "w1", "w0")).add("many", new long[1000]);
        String[] same = Stream.generate(() -> "many").limit(100_000).toArray(String[]::new);
        copies.add(with(new Node("", "Concat", "", List.of(same), List.of("all"), Map.of()), "axis", 0));
        assertRefused(copies, "expected a few integers");
    }

    private static void assertRefused(GraphEdit graph, String expected) {
        String message = assertTimeoutPreemptively(Duration.ofSeconds(10), graph::refusal);
        assertTrue(message.contains(expected), message);
    }

    private interface Step {
        Node node(int index);
    }

    /** A small network whose first weights come out of a chain of operations; the chain stands last where it is empty. */
    private static GraphEdit stem(int length, Step step) {
        GraphEdit graph = GraphEdit.empty(17, "x", List.of(-1L, 3L, -1L, -1L), "y")
                .add("w0", Tensor.full(Shape.of(4, 3, 3, 3), 1))
                .add("v", Tensor.full(Shape.of(4, 4, 3, 3), 1))
                .add("n", Tensor.full(Shape.of(4), 1));
        for (int i = 0; i < length; i++) {
            graph.add(step.node(i));
        }
        return graph.add(with(of("Conv", "c", "x", "w" + length), "pads", 1, 1, 1, 1))
                .add(of("BatchNormalization", "b", "c", "n", "n", "n", "n"))
                .add(of("Relu", "r", "b"))
                .add(with(of("Conv", "d", "r", "v"), "pads", 1, 1, 1, 1))
                .add(of("Relu", "s", "d"))
                .add(with(of("Conv", "e", "s", "v"), "pads", 1, 1, 1, 1))
                .add(of("Add", "f", "e", "c"))
                .add(of("GlobalAveragePool", "y", "f"));
    }
}
