package io.github.resnetv2.family.onnx;

import static io.github.resnetv2.testing.GoldenNetwork.BATCH_NORM;
import static io.github.resnetv2.testing.GoldenNetwork.GROUP_NORM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.family.match.Recognized;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Biases;
import io.github.resnetv2.model.Architecture.Norm;
import io.github.resnetv2.model.Architecture.Norms;
import io.github.resnetv2.nn.Shortcut.Source;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.weights.Graph.Input;
import io.github.resnetv2.weights.Graph.Node;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs of the real exporters, and of other forms that users have: each gives the numbers of its own library. */
class OnnxGraphTest {
    static Stream<String> models() {
        Stream<String> exported = Stream.of(
                        "reference-small18",
                        "reference-small50",
                        "timm-small18",
                        "timm-small50",
                        "timm-small50d",
                        "timm-small50gn",
                        "timm-smallbit",
                        "cifar-small18",
                        "cifar-small50")
                .flatMap(label -> Stream.of("opset12", "unfolded", "dynamo").map(form -> label + "-" + form))
                // Left out of the repository for its size; the other two say the same.
                .filter(model -> !model.equals("timm-small50gn-unfolded"));
        return Stream.concat(exported, Stream.of("mxnet-small18", "mxnet-small50", "zoo7-small18", "zoo7-small50"));
    }

    private static Tensor input(String model) {
        if (model.startsWith("mxnet") || model.startsWith("zoo7")) {
            return GoldenValues.input(2, 3, 64, 64);
        }
        return model.startsWith("cifar") ? GoldenValues.input(2, 3, 32, 32) : GoldenValues.input(2, 3, 40, 48);
    }

    private static void assertGolden(String model, Tensor logits) throws IOException {
        String label = model.replace("zoo7", "mxnet").replaceFirst("-(opset12|unfolded|dynamo)$", "");
        double[] expected = Golden.read("files/" + label + "-expected.safetensors")
                .tensor("logits.f64")
                .doubles();
        double error = Accuracy.worst(expected, 0.25, logits.toArray());
        double bound = label.endsWith("gn") || label.endsWith("bit") ? GROUP_NORM : BATCH_NORM;
        assertTrue(error <= bound, () -> model + ": error " + error + " of the largest logit");
    }

    @ParameterizedTest
    @MethodSource("models")
    void givesTheNumbersOfItsOwnLibrary(String model) throws IOException {
        assertGolden(model, GraphEdit.golden(model).forward(input(model)));
    }

    @Test
    void foldedNormsAreAbsentAndLeaveBiases() throws IOException {
        Architecture folded =
                GraphEdit.golden("reference-small18-opset12").recognise().architecture();
        assertEquals(new Norms(false, false, false, false, true), folded.norms());
        assertEquals(new Biases(true, true, false, true), folded.biases());
        Architecture whole =
                GraphEdit.golden("reference-small18-unfolded").recognise().architecture();
        assertEquals(new Norms(false, true, true, true, true), whole.norms());
        assertEquals(Biases.NONE, whole.biases());
        assertEquals(folded.stages(), whole.stages());
        assertEquals(new Norm(0, 1e-5), whole.norm());
    }

    @Test
    void switchesOfTheFamiliesAreSeenInTheStructure() throws IOException {
        Recognized zoo = GraphEdit.golden("zoo7-small50").recognise();
        assertEquals("GluonCV", zoo.family());
        assertTrue(zoo.architecture().norms().input());
        Recognized deep = GraphEdit.golden("timm-small50d-unfolded").recognise();
        assertEquals("timm", deep.family());
        assertEquals(List.of(8, 8, 16), deep.architecture().stem().widths());
        assertTrue(deep.architecture().projection().averagePool());
        assertEquals(Source.PREACTIVATION, deep.architecture().projection().source());
        Recognized bit = GraphEdit.golden("timm-smallbit-unfolded").recognise();
        assertEquals("Google BiT", bit.family());
        assertEquals(new Norm(32, 1e-5), bit.architecture().norm());
        assertTrue(bit.architecture().weightStandardization().isEmpty());
        assertEquals(
                "pytorch-cifar",
                GraphEdit.golden("cifar-small18-dynamo").recognise().family());
    }

    @Test
    void everyTensorOfTheNetworkIsGivenInItsShape() throws IOException {
        Recognized recognized = GraphEdit.golden("timm-smallbit-opset12").recognise();
        recognized
                .architecture()
                .parameters()
                .forEach(parameter -> assertEquals(
                        parameter.shape(),
                        recognized.weights().get(parameter.name()).shape(),
                        parameter.name()));
        assertEquals(
                recognized.architecture().parameters().size(),
                recognized.weights().size());
    }

    @Test
    void normFoldedIntoTheStemOfAnotherwiseWholeNetworkChangesNothing() throws IOException {
        // The first block's norm is gone, those of the other blocks are not: it is filled in without effect.
        Recognized recognized = GraphEdit.golden("cifar-small50-opset12").recognise();
        assertTrue(recognized.architecture().biases().stem());
        assertEquals(
                "absent in the graph",
                recognized.weights().get("layer1.0.bn1.running_var").origin());
    }

    @Test
    void softmaxIsNotedAndLeftOut() throws IOException {
        GraphEdit edit = GraphEdit.golden("timm-small18-opset12");
        Node node = GraphEdit.of(
                "Softmax", "probabilities", edit.last("Flatten").outputs().get(0));
        edit.add(GraphEdit.with(node, "axis", 1)).outputs("probabilities");
        Recognized recognized = edit.recognise();
        assertTrue(recognized.softmax());
        assertGolden("timm-small18-opset12", GraphEdit.forward(recognized, input("timm")));
        assertFalse(GraphEdit.golden("timm-small18-opset12").recognise().softmax());
    }

    @Test
    void networkWithoutAHeadGivesFeatures() throws IOException {
        GraphEdit edit = GraphEdit.golden("reference-small18-opset12");
        edit.outputs(edit.last("Flatten").outputs().get(0))
                .removeIf(node -> node.operator().equals("Gemm"));
        Recognized recognized = edit.recognise();
        assertEquals(0, recognized.architecture().classes());
        assertFalse(recognized.weights().containsKey("fc.weight"));
    }

    /** {@code x.view(x.size(0), -1)}, as old code and old exporters write it. */
    @Test
    void vectorsMayBeMadeFromTheShapeOfTheInput() throws IOException {
        GraphEdit edit = GraphEdit.golden("reference-small18-opset12");
        Node flatten = edit.last("Flatten");
        String pooled = flatten.inputs().get(0);
        edit.add("axis", 0).add("rest", -1);
        edit.replace(
                flatten,
                GraphEdit.of("Shape", "shape", pooled),
                GraphEdit.of("Gather", "one", "shape", "axis"),
                GraphEdit.of("Concat", "target", "one", "rest"),
                GraphEdit.of("Reshape", flatten.outputs().get(0), pooled, "target"));
        edit.change("Concat", node -> GraphEdit.with(node, "axis", 0));
        assertGolden("reference-small18", edit.forward(input("reference")));
    }

    @Test
    void headMayBeAMeanAndAMatrixProductWithBias() throws IOException {
        GraphEdit edit = GraphEdit.golden("reference-small18-opset12");
        Node pool = edit.last("GlobalAveragePool");
        Node gemm = edit.last("Gemm");
        edit.replace(
                pool, GraphEdit.with(GraphEdit.with(GraphEdit.as(pool, "ReduceMean"), "axes", -1, -2), "keepdims", 1));
        edit.add("axes", 2, 3);
        edit.change("Flatten", node -> GraphEdit.reading(GraphEdit.as(node, "Squeeze"), 1, "axes"));
        edit.replace(
                gemm,
                GraphEdit.of("Transpose", "transposed", "fc.weight"),
                GraphEdit.of("MatMul", "product", gemm.inputs().get(0), "transposed"),
                GraphEdit.of("Add", gemm.outputs().get(0), "fc.bias", "product"));
        assertGolden("reference-small18", edit.forward(input("reference")));
    }

    @Test
    void gemmScalesItsProductAndItsBias() throws IOException {
        GraphEdit edit = GraphEdit.golden("reference-small18-opset12");
        Tensor whole = edit.forward(input("reference"));
        edit.change("Gemm", node -> GraphEdit.withNumber(GraphEdit.withNumber(node, "alpha", 0.5f), "beta", 0.5f));
        float[] halved = edit.forward(input("reference")).toArray();
        float[] expected = whole.toArray();
        for (int i = 0; i < expected.length; i++) {
            // A power of two changes no bit of a product but its exponent.
            assertEquals(expected[i] / 2, halved[i]);
        }
    }

    /** What torch's exporter makes of the average pooling of a {@code d} network before opset 10. */
    @Test
    void averagePoolingPaddedAtTheFarSidesIsOneThatHangsOver() throws IOException {
        GraphEdit edit = GraphEdit.golden("timm-small50d-opset12").opset(9);
        edit.change(
                "AveragePool",
                node -> GraphEdit.with(
                        GraphEdit.without(GraphEdit.without(node, "ceil_mode"), "count_include_pad"),
                        "pads",
                        0,
                        0,
                        1,
                        1));
        assertGolden("timm-small50d", edit.forward(input("timm")));
    }

    /** From opset 21 on, torch's exporter has a group normalisation as one node. */
    @Test
    void groupNormalizationMayBeOneOperator() throws IOException {
        GraphEdit edit = GraphEdit.golden("timm-small50gn-opset12").opset(21);
        int count = 0;
        for (Node shift : edit.nodes()) {
            Node scale = giver(edit, shift, 0);
            Node back = giver(edit, scale, 0);
            Node norm = giver(edit, back, 0);
            if (shift.operator().equals("Add") && norm.operator().equals("InstanceNormalization")) {
                Node groups = giver(edit, norm, 0);
                for (Node affine : List.of(scale, shift)) {
                    String name = affine.inputs().get(1);
                    Tensor values = edit.checkpoint().tensors().get(name).toTensor();
                    edit.add(name, values.reshape(-1));
                }
                Node one = GraphEdit.of(
                        "GroupNormalization",
                        shift.outputs().get(0),
                        groups.inputs().get(0),
                        scale.inputs().get(1),
                        shift.inputs().get(1));
                edit.replace(shift, GraphEdit.withNumber(GraphEdit.with(one, "num_groups", 32), "epsilon", 1e-5f));
                List<Node> parts = List.of(scale, back, norm, groups);
                edit.removeIf(parts::contains);
                count++;
            }
        }
        assertEquals(15, count);
        assertGolden("timm-small50gn", edit.forward(input("timm")));
    }

    private static Node giver(GraphEdit edit, Node node, int input) {
        return edit.nodes().stream()
                .filter(each -> input < node.inputs().size()
                        && each.outputs().contains(node.inputs().get(input)))
                .findFirst()
                .orElse(GraphEdit.of("none", "none"));
    }

    @Test
    void nodesWithoutEffectArePassedThrough() throws IOException {
        GraphEdit edit = GraphEdit.golden("timm-small50-opset12");
        edit.insertAfter(edit.node("Conv", 2), "Identity");
        edit.insertAfter(edit.node("Relu", 3), "Dropout");
        edit.insertAfter(edit.last("GlobalAveragePool"), "Dropout");
        edit.insertAfter(edit.node("Add", 1), "Cast");
        edit.change("Cast", node -> GraphEdit.with(node, "to", 1));
        assertGolden("timm-small50", edit.forward(input("timm")));
    }

    @Test
    void sizeOfThePictureNeedNotBeDeclared() throws IOException {
        GraphEdit edit = GraphEdit.golden("timm-small50d-dynamo");
        edit.inputs(new Input("x", List.of()));
        assertGolden("timm-small50d", edit.forward(input("timm")));
    }

    @Test
    void poolingOfAWholeMapOfDeclaredSizeIsGlobal() throws IOException {
        GraphEdit edit = GraphEdit.golden("reference-small18-unfolded");
        edit.change(
                "GlobalAveragePool", node -> GraphEdit.with(GraphEdit.as(node, "AveragePool"), "kernel_shape", 2, 2));
        assertGolden("reference-small18", edit.forward(input("reference")));
    }
}
