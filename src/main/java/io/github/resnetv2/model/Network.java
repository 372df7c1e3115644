package io.github.resnetv2.model;

import io.github.resnetv2.nn.Composite;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.nn.Wiring;
import io.github.resnetv2.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pre-activation residual network: stem, stages, last norm, pool and head, one after the other.
 *
 * <p>Immutable and free of state. The values that can be asked for by name on the way are {@code stem}, {@code layer1} to
 * {@code layerN} (the raw sum that leaves a stage), {@code map} (the last map, after its norm and ReLU), {@code features}
 * (the pooled vector) and, with a head, {@code logits}.
 */
public final class Network implements Composite {
    private final Architecture architecture;
    private final List<Step> stem;
    private final List<Step> stages;
    private final List<Step> tail;
    private final Layer pool;
    private final @Nullable Linear head;

    Network(
            Architecture architecture,
            List<Step> stem,
            List<Step> stages,
            List<Step> tail,
            Layer pool,
            @Nullable Linear head) {
        this.architecture = architecture;
        this.stem = List.copyOf(stem);
        this.stages = List.copyOf(stages);
        this.tail = List.copyOf(tail);
        this.pool = pool;
        this.head = head;
    }

    /**
     * A child and its name.
     *
     * @param name the child's name
     * @param layer the child
     */
    record Step(String name, Layer layer) {}

    /**
     * Assembles a network.
     *
     * @param architecture what to build
     * @param source gives every tensor
     * @return the network
     * @throws IllegalArgumentException if the source gives a tensor of the wrong shape
     */
    public static Network assemble(Architecture architecture, ParameterSource source) {
        return Assembly.build(architecture, source);
    }

    /**
     * What this network was assembled from.
     *
     * @return its description
     */
    public Architecture architecture() {
        return architecture;
    }

    /**
     * This network with another classifier.
     *
     * @param linear takes the feature vector
     * @return a network that shares everything else
     * @throws IllegalArgumentException if its input is not the feature vector
     */
    public Network withHead(Linear linear) {
        int found = linear.weight().shape().size(1);
        if (found != architecture.featureWidth()) {
            throw new IllegalArgumentException(
                    "head: expected " + architecture.featureWidth() + " inputs, found " + found);
        }
        int classes = linear.weight().shape().size(0);
        return new Network(architecture.withClasses(classes), stem, stages, tail, pool, linear);
    }

    /**
     * The names of the values that can be asked for, in the order in which they come into being.
     *
     * @return {@code stem}, {@code layer1} to {@code layerN}, {@code map}, {@code features} and perhaps {@code logits}
     */
    public List<String> outputNames() {
        List<String> names = new ArrayList<>();
        names.add("stem");
        stages.forEach(stage -> names.add(stage.name));
        names.add("map");
        names.add("features");
        if (head != null) {
            names.add("logits");
        }
        return List.copyOf(names);
    }

    @Override
    public <V> V wire(Wiring<V> w, V x) {
        V y = w.output("stem", chain(w, stem, x));
        for (Step stage : stages) {
            y = w.output(stage.name, w.apply(stage.name, stage.layer, y));
        }
        y = w.output("map", chain(w, tail, y));
        y = w.output("features", w.flatten(w.apply("avgpool", pool, y)));
        return head == null ? y : w.output("logits", w.apply("fc", head, y));
    }

    private static <V> V chain(Wiring<V> w, List<Step> steps, V x) {
        V y = x;
        for (Step step : steps) {
            y = w.apply(step.name, step.layer, y);
        }
        return y;
    }

    @Override
    public Map<String, Layer> children() {
        Map<String, Layer> children = new LinkedHashMap<>();
        for (List<Step> part : List.of(stem, stages, tail)) {
            part.forEach(step -> children.put(step.name, step.layer));
        }
        children.put("avgpool", pool);
        if (head != null) {
            children.put("fc", head);
        }
        return Collections.unmodifiableMap(children);
    }

    /**
     * All tensors under their full names, in PyTorch's order: each layer's parameters, then its buffers.
     *
     * @return unmodifiable, in order
     */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        collect("", this, tensors);
        return Collections.unmodifiableMap(tensors);
    }

    private static void collect(String path, Layer layer, Map<String, Tensor> tensors) {
        layer.parameters().forEach((name, tensor) -> tensors.put(path + name, tensor));
        layer.buffers().forEach((name, tensor) -> tensors.put(path + name, tensor));
        layer.children().forEach((name, child) -> collect(path + name + ".", child, tensors));
    }
}
