package io.github.resnetv2.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers one after the other, named by their number from 0, {@code torch.nn.Sequential}.
 *
 * @param layers in order
 */
public record Sequential(List<? extends Layer> layers) implements Composite {
    /**
     * Copies the list.
     *
     * @param layers as in the record
     */
    public Sequential {
        layers = List.copyOf(layers);
    }

    /**
     * These layers one after the other.
     *
     * @param layers in order
     * @return the composite
     */
    public static Sequential of(Layer... layers) {
        return new Sequential(List.of(layers));
    }

    @Override
    public <V> V wire(Wiring<V> w, V x) {
        V y = x;
        for (int i = 0; i < layers.size(); i++) {
            y = w.apply(Integer.toString(i), layers.get(i), y);
        }
        return y;
    }

    @Override
    public Map<String, Layer> children() {
        Map<String, Layer> children = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            children.put(Integer.toString(i), layers.get(i));
        }
        return Collections.unmodifiableMap(children);
    }
}
