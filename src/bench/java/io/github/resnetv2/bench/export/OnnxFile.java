package io.github.resnetv2.bench.export;

import io.github.resnetv2.model.Network;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a network as an ONNX model of opset 17, node by node as PyTorch's exporter does: norms stand for themselves, it is
 * up to the engine to fold them. The field numbers are those of onnx.proto3.
 */
final class OnnxFile extends ExportWiring {
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    private static final int FLOAT = 1;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final Protobuf graph = new Protobuf();
    private int values;

    private OnnxFile() {}

    /**
     * Writes a file with the input {@code input}, any batch and size, and the output {@code output}.
     *
     * @param network of the standard form
     * @param file is replaced
     */
    static void write(Network network, Path file) throws IOException {
        OnnxFile onnx = new OnnxFile();
        String last = network.wire(onnx, "input");
        onnx.node("Identity", "output", List.of(last));
        int channels = network.architecture().inputChannels();
        onnx.graph
                .text(2, "resnetv2")
                .message(11, value("input", "N", Integer.toString(channels), "H", "W"))
                .message(
                        12,
                        value(
                                "output",
                                "N",
                                Integer.toString(network.architecture().classes())));
        Protobuf model = new Protobuf()
                .number(1, IR_VERSION)
                .text(2, "resnetv2-bench")
                .message(7, onnx.graph)
                .message(8, new Protobuf().text(1, "").number(2, OPSET));
        Files.write(file, model.toByteArray());
    }

    @Override
    String convolution(Conv2d layer, String x) {
        Window window = layer.window();
        String w = tensor("weight", layer.weight());
        List<String> inputs = layer.bias() == null ? List.of(x, w) : List.of(x, w, tensor("bias", layer.bias()));
        return node(
                "Conv",
                inputs,
                integers("kernel_shape", window.kernelHeight(), window.kernelWidth()),
                integers("strides", window.strideHeight(), window.strideWidth()),
                pads(window),
                integers("dilations", window.dilationHeight(), window.dilationWidth()),
                integer("group", layer.groups()));
    }

    @Override
    String norm(BatchNorm2d layer, String x) {
        List<String> inputs = List.of(
                x,
                tensor("weight", layer.weight()),
                tensor("bias", layer.bias()),
                tensor("running_mean", layer.runningMean()),
                tensor("running_var", layer.runningVar()));
        Protobuf epsilon = attribute("epsilon", ATTRIBUTE_FLOAT).real(2, (float) layer.epsilon());
        return node("BatchNormalization", inputs, epsilon);
    }

    @Override
    String relu(String x) {
        return node("Relu", List.of(x));
    }

    @Override
    String maxPool(MaxPool2d layer, String x) {
        Window window = layer.window();
        return node(
                "MaxPool",
                List.of(x),
                integers("kernel_shape", window.kernelHeight(), window.kernelWidth()),
                integers("strides", window.strideHeight(), window.strideWidth()),
                pads(window));
    }

    @Override
    String globalPool(String x) {
        return node("GlobalAveragePool", List.of(x));
    }

    @Override
    String linear(Linear layer, String x) {
        List<String> inputs = List.of(x, tensor("weight", layer.weight()), tensor("bias", layer.bias()));
        return node("Gemm", inputs, integer("transB", 1));
    }

    @Override
    public String add(String a, String b) {
        return node("Add", List.of(a, b));
    }

    @Override
    public String flatten(String x) {
        return node("Flatten", List.of(x), integer("axis", 1));
    }

    private String node(String operator, List<String> inputs, Protobuf... attributes) {
        return node(operator, "v" + values++, inputs, attributes);
    }

    private String node(String operator, String output, List<String> inputs, Protobuf... attributes) {
        Protobuf node = new Protobuf();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output).text(3, output + "/" + operator).text(4, operator);
        for (Protobuf attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
        return output;
    }

    private String tensor(String name, Tensor tensor) {
        String full = path() + "." + name;
        Protobuf message = new Protobuf();
        for (int i = 0; i < tensor.shape().rank(); i++) {
            message.number(1, tensor.shape().size(i));
        }
        graph.message(5, message.number(2, FLOAT).text(8, full).bytes(9, Protobuf.littleEndian(tensor)));
        return full;
    }

    private static Protobuf pads(Window window) {
        Window.Padding padding = window.padding();
        return integers("pads", padding.top(), padding.left(), padding.bottom(), padding.right());
    }

    private static Protobuf integer(String name, long value) {
        return attribute(name, ATTRIBUTE_INT).number(3, value);
    }

    private static Protobuf integers(String name, long... values) {
        Protobuf attribute = attribute(name, ATTRIBUTE_INTS);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute;
    }

    private static Protobuf attribute(String name, int type) {
        return new Protobuf().text(1, name).number(20, type);
    }

    /** A float tensor whose sizes are numbers or names. */
    private static Protobuf value(String name, String... sizes) {
        Protobuf shape = new Protobuf();
        for (String size : sizes) {
            boolean number = Character.isDigit(size.charAt(0));
            Protobuf dimension = new Protobuf();
            shape.message(1, number ? dimension.number(1, Long.parseLong(size)) : dimension.text(2, size));
        }
        Protobuf type = new Protobuf().number(1, FLOAT).message(2, shape);
        return new Protobuf().text(1, name).message(2, new Protobuf().message(1, type));
    }
}
