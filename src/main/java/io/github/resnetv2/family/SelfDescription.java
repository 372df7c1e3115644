package io.github.resnetv2.family;

import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Architecture;
import java.nio.charset.StandardCharsets;
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
     * @throws JsonException if a part is malformed
     * @throws IllegalArgumentException if a value is out of range
     */
    static Optional<SelfDescription> read(Map<String, String> metadata, Limits limits) throws JsonException {
        String architecture = metadata.get(ARCHITECTURE);
        if (architecture == null) {
            return Optional.empty();
        }
        Optional<Preprocessing> preprocessing = Optional.empty();
        if (metadata.containsKey(PREPROCESSING)) {
            Map<String, String> values = new LinkedHashMap<>();
            for (Map.Entry<String, Json> member : parse(metadata.get(PREPROCESSING), limits)
                    .object()
                    .members()
                    .entrySet()) {
                values.put(member.getKey(), member.getValue().text());
            }
            preprocessing = Optional.of(Preprocessing.fromMap(values));
        }
        List<String> labels = new ArrayList<>();
        if (metadata.containsKey(LABELS)) {
            for (Json label : parse(metadata.get(LABELS), limits).array()) {
                labels.add(label.text());
            }
        }
        return Optional.of(
                new SelfDescription(ArchitectureJson.read(parse(architecture, limits)), preprocessing, labels));
    }

    private static Json parse(@Nullable String text, Limits limits) throws JsonException {
        byte[] utf8 = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        return Json.parse(utf8, limits.nesting(), limits.headerBytes());
    }
}
