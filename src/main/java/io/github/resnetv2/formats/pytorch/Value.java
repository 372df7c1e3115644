package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.weights.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle of a state dict can build: data, and nothing that does anything.
 *
 * <p>Lists and dictionaries may contain each other in circles, as in Python; whoever walks them bounds the walk.
 */
sealed interface Value {
    /** Longer texts of the file are cut in messages; a name has a tenth of it, usually. */
    int LONGEST_SHOWN = 120;

    /** What this is, for a message: a number or the beginning of a text itself, of everything else the kind. */
    default String describe() {
        if (this instanceof Text text) {
            return shown(text.text());
        }
        if (this instanceof Whole whole) {
            return Long.toString(whole.value());
        }
        if (this instanceof Real real) {
            return Double.toString(real.value());
        }
        return this instanceof Truth truth
                ? Boolean.toString(truth.value())
                : getClass().getSimpleName();
    }

    /** A text of the file as it may stand in a message. */
    static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }

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

    record Text(String text) implements Value {}

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

    /**
     * A dictionary; its keys are {@link Text}, {@link Whole} or {@link Truth}. Texts are kept apart from the others: a map
     * stays fast when its keys collide as long as it can compare them, and it compares only those of one class.
     */
    final class Dict implements Value {
        // Made late: every tensor carries an empty dictionary of hooks.
        private Map<String, Value> texts = Map.of();
        private Map<Value, Value> others = Map.of();
        private boolean tensors;

        /** Adds an entry; false if the key is taken. */
        boolean put(Value key, Value value) {
            tensors |= value instanceof View;
            if (key instanceof Text text) {
                texts = texts.isEmpty() ? new LinkedHashMap<>() : texts;
                return texts.putIfAbsent(text.text(), value) == null;
            }
            others = others.isEmpty() ? new LinkedHashMap<>() : others;
            return others.putIfAbsent(key, value) == null;
        }

        /** Whether any of the values is a tensor. */
        boolean hasTensors() {
            return tensors;
        }

        @Nullable
        Value find(String key) {
            return texts.get(key);
        }

        /** The entries under texts, in order of insertion. */
        Map<String, Value> texts() {
            return Collections.unmodifiableMap(texts);
        }

        /** All keys: the texts in order of insertion, then the others. */
        Stream<Value> keys() {
            return Stream.concat(texts.keySet().stream().map(Text::new), others.keySet().stream());
        }
    }

    /**
     * A run of stored elements that tensors look into.
     *
     * @param key the name it is stored under
     * @param dtype of its elements; null for an untyped one, where the tensor says it
     * @param bytes its size
     */
    record Storage(String key, @Nullable DType dtype, long bytes) implements Value {
        @Override
        public String describe() {
            return bytes + " bytes of " + (dtype == null ? "any type" : dtype.toString());
        }
    }

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
