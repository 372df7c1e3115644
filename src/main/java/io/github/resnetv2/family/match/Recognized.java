package io.github.resnetv2.family.match;

import io.github.resnetv2.model.Architecture;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A checkpoint that was understood: what to build, and every tensor under this library's own name.
 *
 * @param family which family it belongs to
 * @param architecture what to build
 * @param weights by the names of {@link Architecture#parameters}, in order of the file
 * @param softmax whether the file's own output is probabilities; the network built here gives the logits before them
 */
public record Recognized(String family, Architecture architecture, Map<String, Weight> weights, boolean softmax) {
    /** Copies the map. */
    public Recognized {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }
}
