package io.github.resnetv2.weights;

import io.github.resnetv2.tensor.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Named tensors in the order of their file: what PyTorch calls a state dict.
 *
 * <p>Immutable. The entries are raw: they keep the number type and the values of the file.
 */
public final class StateDict {
    private final Map<String, Entry> entries;

    private StateDict(Map<String, Entry> entries) {
        this.entries = Collections.unmodifiableMap(entries);
    }

    /**
     * A dictionary of these entries.
     *
     * @param entries in order; their names must differ
     * @return the dictionary
     * @throws IllegalArgumentException if two entries share a name
     */
    public static StateDict of(Collection<Entry> entries) {
        Map<String, Entry> map = new LinkedHashMap<>(Math.max(16, entries.size() * 2));
        for (Entry entry : entries) {
            if (map.put(entry.name(), entry) != null) {
                throw new IllegalArgumentException("two entries are named " + entry.name());
            }
        }
        return new StateDict(map);
    }

    /**
     * A dictionary of tensors in memory.
     *
     * @param tensors by name, in iteration order
     * @return the dictionary
     */
    public static StateDict of(Map<String, Tensor> tensors) {
        Map<String, Entry> map = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> map.put(name, Entry.of(name, tensor)));
        return new StateDict(map);
    }

    /**
     * All entries, in order.
     *
     * @return unmodifiable
     */
    public Collection<Entry> entries() {
        return entries.values();
    }

    /**
     * All names, in order.
     *
     * @return unmodifiable
     */
    public Collection<String> names() {
        return entries.keySet();
    }

    /**
     * The entry of a name, if there is one.
     *
     * @param name exactly as in the file
     * @return empty if there is none
     */
    public Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /**
     * The entry of a name that must be there.
     *
     * @param name exactly as in the file
     * @return the entry
     * @throws IllegalArgumentException if there is none
     */
    public Entry get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no entry is named " + name + " among the " + entries.size() + " of this state dict"));
    }
}
