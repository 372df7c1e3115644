package io.github.resnetv2.family.named;

import io.github.resnetv2.family.match.Weight;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tensors of a checkpoint under this library's names, each of which may stand for one tensor alone. */
final class RenamedWeights {
    private final String source;
    private final Map<String, Weight> weights = new LinkedHashMap<>();

    RenamedWeights(Checkpoint checkpoint) {
        this.source = checkpoint.source();
    }

    /**
     * Adds a tensor.
     *
     * @throws ModelFormatException if another one has the name: which of the two is meant, nobody knows
     */
    void put(String name, Weight weight) throws ModelFormatException {
        Weight other = weights.put(name, weight);
        if (other != null) {
            throw new ModelFormatException(source + ": expected one tensor for " + name + ", found two: "
                    + other.origin() + " and " + weight.origin());
        }
    }

    Map<String, Weight> byName() {
        return Collections.unmodifiableMap(weights);
    }
}
