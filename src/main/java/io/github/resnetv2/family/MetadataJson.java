package io.github.resnetv2.family;

import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.ModelFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The documents among the metadata of a checkpoint: read within the limits, and called by their key where they are wrong. */
final class MetadataJson {
    /** So much memory a value may take, whatever its text is. */
    private static final int BYTES_PER_VALUE = 100;

    private static final int FREE_VALUES = 10_000;

    private MetadataJson() {}

    /** Makes of a document what it stands for. */
    @FunctionalInterface
    interface Form<T> {
        T read(Json json) throws JsonException;
    }

    /**
     * Reads the document under a key; empty if there is none.
     *
     * @throws ModelFormatException if it is not JSON, exceeds a limit or does not have the form; names file and key
     */
    static <T> Optional<T> read(Checkpoint checkpoint, String key, Limits limits, Form<T> form)
            throws ModelFormatException {
        String text = checkpoint.metadata().get(key);
        if (text == null) {
            return Optional.empty();
        }
        int mostValues = Math.max(FREE_VALUES, limits.headerBytes() / BYTES_PER_VALUE);
        try {
            return Optional.of(
                    form.read(Json.parse(text.getBytes(StandardCharsets.UTF_8), limits.nesting(), mostValues)));
        } catch (JsonException | IllegalArgumentException e) {
            throw new ModelFormatException(checkpoint.source() + ": " + key + ": " + e.getMessage(), e);
        }
    }
}
