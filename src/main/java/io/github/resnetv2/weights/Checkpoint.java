package io.github.resnetv2.weights;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An opened checkpoint: everything a file says, before anybody asks which network it is.
 *
 * <p>Holds the file open, if it came from one, until closed; the entries of {@link #tensors} read from it.
 *
 * @param format the format it was recognised as
 * @param source what to call it in messages: its file name, or {@code <bytes>}
 * @param tensors its named tensors, under the names of the file
 * @param metadata text that came with it: the metadata of safetensors and ONNX, attributes of a Keras file
 * @param graph the computation, for ONNX
 * @param file what to close
 */
public record Checkpoint(
        Format format,
        String source,
        StateDict tensors,
        Map<String, String> metadata,
        Optional<Graph> graph,
        Closeable file)
        implements Closeable {
    /** The name under which the text of a {@code config.json} that lies beside the weights is in the metadata. */
    public static final String HUB_CONFIG = "config.json";

    /**
     * Copies the map.
     *
     * @param format as in the record
     * @param source as in the record
     * @param tensors as in the record
     * @param metadata as in the record
     * @param graph as in the record
     * @param file as in the record
     */
    public Checkpoint {
        metadata = Map.copyOf(metadata);
    }

    /**
     * This checkpoint with more metadata.
     *
     * @param more added, in place of what has the same name
     * @return a checkpoint of the same file
     */
    public Checkpoint withMetadata(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(metadata);
        all.putAll(more);
        return new Checkpoint(format, source, tensors, all, graph, file);
    }

    /**
     * This checkpoint with other tensors.
     *
     * @param changed in place of its own
     * @return a checkpoint of the same file
     */
    public Checkpoint withTensors(StateDict changed) {
        return new Checkpoint(format, source, changed, metadata, graph, file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
