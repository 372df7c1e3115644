package io.github.resnetv2.family;

import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this library writes into the metadata of a safetensors file, so that the file needs no guess.
 *
 * @param architecture what to build
 * @param preprocessing how photos are prepared, if it is known
 * @param labels names of the classes, empty if they are not known
 */
record SelfDescription(Architecture architecture, Optional<Preprocessing> preprocessing, List<String> labels) {
    private static final String ARCHITECTURE = "resnetv2.architecture";
    private static final String PREPROCESSING = "resnetv2.preprocessing";
    private static final String LABELS = "resnetv2.labels";

    static Map<String, String> write(
            Architecture architecture, @Nullable Preprocessing preprocessing, List<String> labels) {
        Map<String, String> metadata = new LinkedHashMap<>();
        // PyTorch's own loaders ask for this one.
        metadata.put("format", "pt");
        metadata.put(ARCHITECTURE, ArchitectureJson.write(architecture).compact());
        if (preprocessing != null) {
            Json.Members members = Json.members();
            preprocessing.toMap().forEach(members::put);
            metadata.put(PREPROCESSING, members.build().compact());
        }
        if (!labels.isEmpty()) {
            metadata.put(LABELS, Json.texts(labels).compact());
        }
        return metadata;
    }

    /**
     * Reads what {@link #write} wrote; empty if the metadata is not this library's.
     *
     * @throws ModelFormatException if a part is malformed or out of range, naming the part
     */
    static Optional<SelfDescription> read(Checkpoint checkpoint, Limits limits) throws ModelFormatException {
        Optional<Architecture> architecture =
                MetadataJson.read(checkpoint, ARCHITECTURE, limits, ArchitectureJson::read);
        if (architecture.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SelfDescription(
                architecture.get(),
                MetadataJson.read(checkpoint, PREPROCESSING, limits, SelfDescription::preprocessing),
                MetadataJson.read(checkpoint, LABELS, limits, SelfDescription::labels)
                        .orElse(List.of())));
    }

    private static Preprocessing preprocessing(Json json) throws JsonException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, Json> member : json.object().members().entrySet()) {
            values.put(member.getKey(), member.getValue().text());
        }
        return Preprocessing.fromMap(values);
    }

    private static List<String> labels(Json json) throws JsonException {
        List<String> labels = new ArrayList<>();
        for (Json label : json.array()) {
            labels.add(label.text());
        }
        return labels;
    }
}
