package io.github.resnetv2.family;

import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Parameter;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Strict loading: the tensors that are there must be the tensors that are needed, in name and shape. */
final class StrictCheck {
    private StrictCheck() {}

    /**
     * Compares what an architecture needs with what there is.
     *
     * @throws ModelFormatException if anything is missing, unexpected or of the wrong shape; its message lists all of it
     */
    static void check(String source, Architecture architecture, Map<String, Weight> weights)
            throws ModelFormatException {
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Parameter parameter : architecture.parameters()) {
            known.add(parameter.name());
            Weight weight = weights.get(parameter.name());
            if (weight == null) {
                missing.add(parameter.name() + " " + parameter.shape());
            } else if (!weight.shape().equals(parameter.shape())) {
                misshapen.add(parameter.name() + from(parameter.name(), weight) + ": expected " + parameter.shape()
                        + ", found " + weight.shape());
            }
        }
        List<String> unexpected = weights.entrySet().stream()
                .filter(entry -> !known.contains(entry.getKey()))
                .map(entry -> entry.getKey() + from(entry.getKey(), entry.getValue()) + " "
                        + entry.getValue().shape())
                .toList();
        if (!missing.isEmpty() || !unexpected.isEmpty() || !misshapen.isEmpty()) {
            throw new ModelFormatException(source + ": the tensors do not fit the network" + part("missing", missing)
                    + part("unexpected", unexpected) + part("wrong shape", misshapen));
        }
    }

    private static String from(String name, Weight weight) {
        return weight.origin().equals(name) ? "" : " (" + weight.origin() + ")";
    }

    private static String part(String what, List<String> lines) {
        return lines.isEmpty() ? "" : "\n  " + what + " (" + lines.size() + "): " + String.join(", ", lines);
    }
}
