package io.github.resnetv2.formats.onnx;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.Graph;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads ONNX models: a {@code ModelProto} in one file.
 *
 * <p>The tensors are the graph's initializers, under their names; their values stay in the file. The metadata are those of
 * the model, and {@code onnx.ir_version}, {@code onnx.opset} and {@code onnx.producer}.
 *
 * <p>Refused, by name: values in other files, sparse initializers, functions of the model's own, training graphs.
 *
 * <p>Written after {@code onnx/onnx.proto} of ONNX 1.23.
 */
public final class OnnxReader {
    private static final int IR_VERSION_TAG = 0x08;
    private static final int HIGHEST_IR_VERSION = 63;

    private final ProtobufBytes bytes;
    private final Limits limits;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private long irVersion;
    private long opset = 1;
    private String producer = "";

    private OnnxReader(ByteSource source, Limits limits) {
        this.bytes = new ProtobufBytes(source, limits.headerBytes());
        this.limits = limits;
    }

    /**
     * Whether a file begins as every ONNX writer begins it: with the version of the format, a small number. There is no
     * other mark.
     *
     * @param start the first bytes of the file, 2 or more; left as it is
     * @return false also if there are fewer
     */
    public static boolean isModel(ByteBuffer start) {
        int at = start.position();
        return start.remaining() >= 2
                && start.get(at) == IR_VERSION_TAG
                && start.get(at + 1) > 0
                && start.get(at + 1) <= HIGHEST_IR_VERSION;
    }

    /**
     * Opens a model; values are read when asked for.
     *
     * @param source the file; belongs to the checkpoint from now on, but not if this method throws
     * @param limits bound the memory that the graph without its tensors takes ({@code headerBytes}), the number of tensors
     *     and their elements
     * @return the checkpoint, with its graph
     * @throws ModelFormatException if the file is damaged or needs what is refused; the offset, the tensor or the node is
     *     named
     * @throws IOException if it cannot be read
     */
    public static Checkpoint read(ByteSource source, Limits limits) throws IOException {
        return new OnnxReader(source, limits).model();
    }

    /** The default set of operators has two names. */
    static String domain(String name) {
        return name.equals("ai.onnx") ? "" : name;
    }

    private Checkpoint model() throws IOException {
        GraphReader graph = new GraphReader(bytes, limits);
        boolean found = false;
        Message model = Message.of(bytes);
        while (model.next()) {
            switch (model.field()) {
                case 1 -> irVersion = model.integer();
                case 2 -> producer = model.text();
                case 7 -> {
                    if (found) {
                        throw model.error("a second graph");
                    }
                    found = true;
                    graph.read(model.message());
                }
                case 8 -> addOperatorSet(model.message());
                case 14 -> addMetadata(model.message());
                case 20 -> throw model.error("a model with training graphs is not read");
                case 25 ->
                    throw model.error("a model with functions of its own is not read; export it with them inlined");
                default -> {}
            }
        }
        if (!found) {
            throw new ModelFormatException(bytes.source().name() + ": expected an ONNX model, found no graph");
        }
        metadata.put("onnx.ir_version", Long.toString(irVersion));
        metadata.put("onnx.opset", Long.toString(opset));
        metadata.put("onnx.producer", producer);
        return new Checkpoint(
                Format.ONNX,
                bytes.source().name(),
                StateDict.of(graph.initializers().values()),
                metadata,
                Optional.of(new Graph(opset, producer, graph.inputs(), graph.outputs(), graph.nodes())),
                bytes.source());
    }

    private void addOperatorSet(Message set) throws IOException {
        String domain = "";
        long version = 0;
        while (set.next()) {
            switch (set.field()) {
                case 1 -> domain = domain(set.text());
                case 2 -> version = set.integer();
                default -> {}
            }
        }
        if (domain.isEmpty()) {
            opset = version;
        }
    }

    private void addMetadata(Message pair) throws IOException {
        String key = "";
        String value = "";
        while (pair.next()) {
            switch (pair.field()) {
                case 1 -> key = pair.text();
                case 2 -> value = pair.text();
                default -> {}
            }
        }
        metadata.put(key, value);
    }
}
