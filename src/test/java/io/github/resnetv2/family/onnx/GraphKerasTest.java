package io.github.resnetv2.family.onnx;

import static io.github.resnetv2.family.onnx.GraphEdit.of;
import static io.github.resnetv2.family.onnx.GraphEdit.with;
import static io.github.resnetv2.family.onnx.GraphEdit.withNumber;
import static io.github.resnetv2.family.onnx.GraphEdit.withText;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.family.match.Recognized;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Biases;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.tensor.Elementwise;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.GoldenNetwork;
import io.github.resnetv2.testing.GoldenValues;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Keras' small network in the form that tf2onnx gives to such: the picture with its channels last and transposed first,
 * paddings as nodes, strides in the last blocks, a matrix product, a softmax. Its answer is Keras' own.
 */
class GraphKerasTest {
    private final GraphEdit graph = GraphEdit.empty(15, "input_1", List.of(-1L, 40L, 48L, 3L), "predictions");

    private String convolution(String x, String name, int inputs, int outputs, int kernel, int stride, boolean bias) {
        Tensor hwio = GoldenValues.parameter(name + "/kernel", Shape.of(kernel, kernel, inputs, outputs));
        graph.add(name + "/w", hwio.permute(3, 2, 0, 1).contiguous());
        if (bias) {
            graph.add(name + "/b", GoldenValues.parameter(name + "/bias", Shape.of(outputs)));
        }
        graph.add(withText(
                with(
                        bias ? of("Conv", name, x, name + "/w", name + "/b") : of("Conv", name, x, name + "/w"),
                        "strides",
                        stride,
                        stride),
                "auto_pad",
                "VALID"));
        return name;
    }

    private String norm(String x, String name, int channels) {
        for (String part : List.of("gamma", "beta", "moving_mean", "moving_variance")) {
            graph.add(name + "/" + part, GoldenValues.parameter(name + "/" + part, Shape.of(channels)));
        }
        graph.add(withNumber(
                of(
                        "BatchNormalization",
                        name,
                        x,
                        name + "/gamma",
                        name + "/beta",
                        name + "/moving_mean",
                        name + "/moving_variance"),
                "epsilon",
                1.001e-5f));
        graph.add(of("Relu", name + "/relu", name));
        return name + "/relu";
    }

    private String pad(String x, String name, int size) {
        graph.add(name + "/pads", 0, 0, size, size, 0, 0, size, size);
        graph.add(of("Pad", name, x, name + "/pads"));
        return name;
    }

    private String block(String x, String name, int inputs, int width, boolean first, int stride) {
        String preactivation = norm(x, name + "_preact_bn", inputs);
        String shortcut = x;
        if (first) {
            shortcut = convolution(preactivation, name + "_0_conv", inputs, 4 * width, 1, 1, true);
        } else if (stride > 1) {
            shortcut = name + "_pool";
            graph.add(with(with(of("MaxPool", shortcut, x), "kernel_shape", 1, 1), "strides", stride, stride));
        }
        String y =
                norm(convolution(preactivation, name + "_1_conv", inputs, width, 1, 1, false), name + "_1_bn", width);
        y = pad(y, name + "_2_pad", 1);
        y = norm(convolution(y, name + "_2_conv", width, width, 3, stride, false), name + "_2_bn", width);
        y = convolution(y, name + "_3_conv", width, 4 * width, 1, 1, true);
        graph.add(of("Add", name + "_out", shortcut, y));
        return name + "_out";
    }

    @Test
    void givesTheProbabilitiesOfKeras() throws IOException {
        graph.add(with(of("Transpose", "transposed", "input_1"), "perm", 0, 3, 1, 2));
        String x = convolution(pad("transposed", "conv1_pad", 3), "conv1_conv", 3, 64, 7, 2, true);
        graph.add(with(with(of("MaxPool", "pool1", pad(x, "pool1_pad", 1)), "kernel_shape", 3, 3), "strides", 2, 2));
        x = "pool1";
        int channels = 64;
        int[] widths = {4, 8, 12, 16};
        int[] blocks = {2, 2, 3, 2};
        for (int s = 0; s < widths.length; s++) {
            for (int b = 1; b <= blocks[s]; b++) {
                int stride = b == blocks[s] && s < 3 ? 2 : 1;
                x = block(x, "conv" + (s + 2) + "_block" + b, channels, widths[s], b == 1, stride);
                channels = 4 * widths[s];
            }
        }
        graph.add("axes", 2, 3)
                .add("predictions/kernel", GoldenValues.parameter("predictions/kernel", Shape.of(channels, 10)))
                .add("predictions/bias", GoldenValues.parameter("predictions/bias", Shape.of(10)))
                .add(of("GlobalAveragePool", "pooled", norm(x, "post_bn", channels)))
                .add(of("Squeeze", "vectors", "pooled", "axes"))
                .add(of("MatMul", "product", "vectors", "predictions/kernel"))
                .add(of("Add", "logits", "product", "predictions/bias"))
                .add(of("Softmax", "predictions", "logits"));

        Recognized recognized = graph.recognise();
        Architecture architecture = recognized.architecture();
        assertEquals("Keras Applications", recognized.family());
        assertTrue(recognized.softmax());
        assertTrue(architecture.strideInLastBlock());
        assertEquals(StemPool.MAX_ZERO_BORDER, architecture.stem().pool());
        assertEquals(new Biases(true, false, true, true), architecture.biases());
        assertEquals(1.001e-5, architecture.norm().epsilon());

        Tensor logits = GraphEdit.forward(recognized, GoldenValues.input(2, 3, 40, 48));
        double[] expected = Golden.read("files/keras-small50-expected.safetensors")
                .tensor("probabilities.f32")
                .doubles();
        double error =
                Accuracy.worst(expected, 0.25, Elementwise.softmax(logits).toArray());
        assertTrue(error <= GoldenNetwork.BATCH_NORM, () -> "error " + error);
    }
}
