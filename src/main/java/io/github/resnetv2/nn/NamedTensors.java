package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small ordered maps of a layer's own tensors. */
final class NamedTensors {
    private NamedTensors() {}

    /** Both tensors in this order; the second is left out if it is null. */
    static Map<String, Tensor> of(String firstName, Tensor first, String secondName, @Nullable Tensor second) {
        Map<String, Tensor> map = new LinkedHashMap<>();
        map.put(firstName, first);
        if (second != null) {
            map.put(secondName, second);
        }
        return Collections.unmodifiableMap(map);
    }
}
