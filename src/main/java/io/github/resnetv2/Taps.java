package io.github.resnetv2;

import io.github.resnetv2.model.Network;
import io.github.resnetv2.nn.PlainWiring;
import io.github.resnetv2.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A plain forward pass that keeps the outputs asked for. */
final class Taps extends PlainWiring {
    private final Map<String, Tensor> kept = new HashMap<>();
    private final List<String> names;

    private Taps(List<String> names) {
        this.names = names;
    }

    static Map<String, Tensor> collect(Network network, Tensor x, List<String> names) {
        for (String name : names) {
            if (!network.outputNames().contains(name)) {
                throw new IllegalArgumentException(
                        "output: expected one of " + network.outputNames() + ", found " + name);
            }
        }
        Taps taps = new Taps(names);
        network.wire(taps, x);
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        names.forEach(name -> ordered.put(name, Objects.requireNonNull(taps.kept.get(name))));
        return ordered;
    }

    @Override
    public Tensor output(String name, Tensor x) {
        if (names.contains(name)) {
            kept.put(name, x);
        }
        return x;
    }
}
