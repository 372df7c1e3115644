package io.github.resnetv2.bench.export;

import io.github.resnetv2.model.Network;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a network as TorchScript, what {@code torch.jit.trace} makes of the same layers in evaluation mode: a zip archive of
 * code, of a pickle with the attributes, and of the attributes' values.
 */
final class TorchScriptFile extends ExportWiring {
    private static final String NAME = "network/";

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final StringBuilder code = new StringBuilder();
    private int values;

    private TorchScriptFile() {}

    /**
     * Writes a file.
     *
     * @param network of the standard form
     * @param file is replaced
     */
    static void write(Network network, Path file) throws IOException {
        TorchScriptFile script = new TorchScriptFile();
        String last = network.wire(script, "x");
        script.code.append("    return ").append(last).append('\n');
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            Map<String, Shape> shapes = new LinkedHashMap<>();
            script.tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
            store(zip, "data.pkl", TorchPickle.module("__torch__ Network", shapes));
            store(zip, "code/__torch__.py", ascii(script.module()));
            store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            store(zip, "version", ascii("3\n"));
            store(zip, "byteorder", ascii("little"));
            int storage = 0;
            for (Tensor tensor : script.tensors.values()) {
                store(zip, "data/" + storage++, Protobuf.littleEndian(tensor));
            }
        }
    }

    private String module() {
        List<String> lines = new ArrayList<>();
        lines.add("class Network(Module):");
        lines.add("  __parameters__ = []");
        lines.add("  __buffers__ = []");
        lines.add("  training : bool");
        tensors.keySet().forEach(name -> lines.add("  " + name + " : Tensor"));
        lines.add("  def forward(self: __torch__.Network,");
        lines.add("    x: Tensor) -> Tensor:");
        return String.join("\n", lines) + "\n" + code;
    }

    /** Readers of this format want entries that are not compressed. */
    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(NAME + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    String convolution(Conv2d layer, String x) {
        Window window = layer.window();
        String bias = layer.bias() == null ? "None" : attribute("bias", layer.bias());
        String pair =
                strides(window) + ", " + padding(window) + ", " + pair(window.dilationHeight(), window.dilationWidth());
        return line(
                "conv2d",
                x + ", " + attribute("weight", layer.weight()) + ", " + bias + ", " + pair + ", " + layer.groups());
    }

    @Override
    String norm(BatchNorm2d layer, String x) {
        String tensorsOfNorm = String.join(
                ", ",
                attribute("weight", layer.weight()),
                attribute("bias", layer.bias()),
                attribute("running_mean", layer.runningMean()),
                attribute("running_var", layer.runningVar()));
        return line("batch_norm", x + ", " + tensorsOfNorm + ", False, 0.1, " + layer.epsilon() + ", True");
    }

    @Override
    String relu(String x) {
        return line("relu", x);
    }

    @Override
    String maxPool(MaxPool2d layer, String x) {
        Window window = layer.window();
        String kernel = pair(window.kernelHeight(), window.kernelWidth());
        return line(
                "max_pool2d", x + ", " + kernel + ", " + strides(window) + ", " + padding(window) + ", [1, 1], False");
    }

    @Override
    String globalPool(String x) {
        return line("adaptive_avg_pool2d", x + ", [1, 1]");
    }

    @Override
    String linear(Linear layer, String x) {
        return line("linear", x + ", " + attribute("weight", layer.weight()) + ", " + attribute("bias", layer.bias()));
    }

    @Override
    public String add(String a, String b) {
        return line("add", a + ", " + b);
    }

    @Override
    public String flatten(String x) {
        return line("flatten", x + ", 1");
    }

    private String line(String function, String arguments) {
        String value = "_" + values++;
        code.append(
                "    %s = torch.%s(%s)%n".formatted(value, function, arguments).replace("\r", ""));
        return value;
    }

    private String attribute(String name, Tensor tensor) {
        String attribute = (path() + "." + name).replace('.', '_');
        tensors.put(attribute, tensor);
        return "self." + attribute;
    }

    private String strides(Window window) {
        return pair(window.strideHeight(), window.strideWidth());
    }

    private String padding(Window window) {
        Window.Padding padding = window.padding();
        if (padding.top() != padding.bottom() || padding.left() != padding.right()) {
            throw new IllegalArgumentException(path() + ": expected the same padding on both sides, found " + padding);
        }
        return pair(padding.top(), padding.left());
    }

    private static String pair(int height, int width) {
        return "[" + height + ", " + width + "]";
    }
}
