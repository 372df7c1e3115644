package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.weights.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle of a state dict can build: data, and nothing that does anything.
 *
 * <p>Lists and dictionaries may contain each other in circles, as in Python; whoever walks them bounds the walk.
 */
sealed interface Value {
    /** Python's None. */
    enum Nothing implements Value {
        NONE
    }

    record Truth(boolean value) implements Value {}

    /** An integer. Comparable, so that a dictionary stays fast when its keys are chosen to collide. */
    record Whole(long value) implements Value, Comparable<Whole> {
        @Override
        public int compareTo(Whole other) {
            return Long.compare(value, other.value);
        }
    }

    record Real(double value) implements Value {}

    /** Text. Comparable for the reason that {@link Whole} is. */
    record Text(String text) implements Value, Comparable<Text> {
        @Override
        public int compareTo(Text other) {
            return text.compareTo(other.text);
        }
    }

    /** One of the known names, pushed but not called. */
    record Name(Global global) implements Value {}

    /** A tuple; or a list, which alone can {@link #add}. */
    final class Sequence implements Value {
        static final Sequence EMPTY = new Sequence(List.of());

        private final List<Value> items;

        private Sequence(List<Value> items) {
            this.items = items;
        }

        static Sequence tuple(List<Value> items) {
            return items.isEmpty() ? EMPTY : new Sequence(List.copyOf(items));
        }

        static Sequence list() {
            return new Sequence(new ArrayList<>());
        }

        boolean isList() {
            return items instanceof ArrayList;
        }

        void add(List<Value> more) {
            items.addAll(more);
        }

        List<Value> items() {
            return Collections.unmodifiableList(items);
        }
    }

    /** A dictionary in order of insertion; its keys are {@link Text}, {@link Whole} or {@link Truth}. */
    final class Dict implements Value {
        private @Nullable Map<Value, Value> entries;
        private boolean tensors;

        /** Adds an entry; false if the key is taken. */
        boolean put(Value key, Value value) {
            if (entries == null) {
                // Made late: every tensor carries an empty dictionary of hooks.
                entries = new LinkedHashMap<>();
            }
            tensors |= value instanceof View;
            return entries.putIfAbsent(key, value) == null;
        }

        /** Whether any of the values is a tensor. */
        boolean hasTensors() {
            return tensors;
        }

        @Nullable
        Value find(String key) {
            return entries().get(new Text(key));
        }

        Map<Value, Value> entries() {
            return entries == null ? Map.of() : Collections.unmodifiableMap(entries);
        }
    }

    /**
     * A run of stored elements that tensors look into.
     *
     * @param key the name it is stored under
     * @param dtype of its elements; null for an untyped one, where the tensor says it
     * @param bytes its size
     */
    record Storage(String key, @Nullable DType dtype, long bytes) implements Value {}

    /** A tensor: a strided view of a storage, not yet checked to lie inside it. */
    final class View implements Value {
        private final Storage storage;
        private final DType dtype;
        private final long offset;
        private final long[] sizes;
        private final long[] strides;

        View(Storage storage, DType dtype, long offset, long[] sizes, long[] strides) {
            this.storage = storage;
            this.dtype = dtype;
            this.offset = offset;
            this.sizes = sizes;
            this.strides = strides;
        }

        Storage storage() {
            return storage;
        }

        DType dtype() {
            return dtype;
        }

        /** Of the first element, in elements. */
        long offset() {
            return offset;
        }

        /** The extents. */
        long[] sizes() {
            return sizes;
        }

        /** One an extent, in elements. */
        long[] strides() {
            return strides;
        }
    }
}
