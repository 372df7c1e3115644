package io.github.resnetv2.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value. Immutable, compared by content; {@code toString} is the compact text.
 *
 * <p>Match on the records where several kinds are allowed; where one is, ask for it ({@link #object}, {@link #text},
 * ...) and get a {@link JsonException} that names what was there instead.
 */
public sealed interface Json {
    /**
     * An object.
     *
     * @param members in the order of the document, which writing keeps
     */
    record Obj(Map<String, Json> members) implements Json {
        /** Copies the map. */
        public Obj {
            members = members.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /**
         * A member that may be missing.
         *
         * @param name its name
         * @return its value, empty if there is none
         */
        public Optional<Json> find(String name) {
            return Optional.ofNullable(members.get(name));
        }

        /**
         * A member that must be there.
         *
         * @param name its name
         * @return its value
         * @throws JsonException if there is none
         */
        public Json get(String name) throws JsonException {
            Json value = members.get(name);
            if (value == null) {
                throw new JsonException("expected a member \"" + name + "\", found none of that name");
            }
            return value;
        }

        @Override
        public String toString() {
            return compact();
        }
    }

    /**
     * An array.
     *
     * @param items in order
     */
    record Arr(List<Json> items) implements Json {
        /** Copies the list. */
        public Arr {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            return compact();
        }
    }

    /**
     * A string.
     *
     * @param value without quotes and escapes
     */
    record Text(String value) implements Json {
        @Override
        public String toString() {
            return compact();
        }
    }

    /**
     * A number written without fraction and exponent that fits a {@code long}.
     *
     * @param value exact
     */
    record Int(long value) implements Json {
        @Override
        public String toString() {
            return compact();
        }
    }

    /**
     * Any other number, rounded to the nearest {@code double}.
     *
     * @param value finite
     */
    record Real(double value) implements Json {
        /**
         * Checks that JSON can express the number.
         *
         * @throws IllegalArgumentException if it is infinite or not a number
         */
        public Real {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("JSON number: expected a finite one, found " + value);
            }
        }

        @Override
        public String toString() {
            return compact();
        }
    }

    /**
     * A truth value.
     *
     * @param value true or false
     */
    record Bool(boolean value) implements Json {
        @Override
        public String toString() {
            return compact();
        }
    }

    /** The value {@code null}. */
    record Null() implements Json {
        @Override
        public String toString() {
            return compact();
        }
    }

    /** Collects the members of an object, in order. */
    final class Members {
        private final Map<String, Json> members = new LinkedHashMap<>();

        private Members() {}

        /**
         * Adds a member.
         *
         * @param name not used yet
         * @param value any value
         * @return this
         * @throws IllegalArgumentException if the name is taken
         */
        public Members put(String name, Json value) {
            if (members.putIfAbsent(name, value) != null) {
                throw new IllegalArgumentException("two members are named \"" + name + "\"");
            }
            return this;
        }

        /**
         * Adds a string.
         *
         * @param name not used yet
         * @param value any text
         * @return this
         */
        public Members put(String name, String value) {
            return put(name, new Text(value));
        }

        /**
         * Adds an integer.
         *
         * @param name not used yet
         * @param value any number
         * @return this
         */
        public Members put(String name, long value) {
            return put(name, new Int(value));
        }

        /**
         * Adds a single-precision number, with the fewest digits that tell it from its neighbours.
         *
         * @param name not used yet
         * @param value a finite number
         * @return this
         */
        public Members put(String name, float value) {
            return put(name, Double.parseDouble(Float.toString(value)));
        }

        /**
         * Adds a number.
         *
         * @param name not used yet
         * @param value a finite number
         * @return this
         */
        public Members put(String name, double value) {
            return put(name, new Real(value));
        }

        /**
         * Adds a truth value.
         *
         * @param name not used yet
         * @param value true or false
         * @return this
         */
        public Members put(String name, boolean value) {
            return put(name, new Bool(value));
        }

        /**
         * The object of these members.
         *
         * @return a copy
         */
        public Obj build() {
            return new Obj(members);
        }
    }

    /**
     * Begins an object: {@code Json.members().put("label", "cat").put("probability", 0.9).build()}.
     *
     * @return no members yet
     */
    static Members members() {
        return new Members();
    }

    /**
     * A single-precision number, with the fewest digits that tell it from its neighbours.
     *
     * @param value any number
     * @return null if JSON cannot express it
     */
    static Json real(float value) {
        return Float.isFinite(value) ? new Real(Double.parseDouble(Float.toString(value))) : new Null();
    }

    /**
     * An array of strings.
     *
     * @param items in order
     * @return the array
     */
    static Arr texts(List<String> items) {
        List<Json> values = new ArrayList<>(items.size());
        items.forEach(item -> values.add(new Text(item)));
        return new Arr(values);
    }

    /**
     * An array of integers.
     *
     * @param items in order
     * @return the array
     */
    static Arr integers(long... items) {
        List<Json> values = new ArrayList<>(items.length);
        for (long item : items) {
            values.add(new Int(item));
        }
        return new Arr(values);
    }

    /**
     * Reads a document: one value, with nothing but white space around it.
     *
     * <p>Stricter than RFC 8259 demands: no name twice in one object, no unpaired surrogate, no number beyond a
     * {@code double} or longer than 1,024 characters, no byte order mark.
     *
     * @param utf8 the document
     * @param maxDepth how deep objects and arrays may nest, at least 1; more than 512 is read as 512, which any
     *     thread's stack can bear
     * @param maxValues how many values the document may hold in all, at least 1; each takes up to about 100 bytes of
     *     memory besides its text
     * @return the value
     * @throws JsonException if the document is not JSON or exceeds a bound, with the byte offset
     */
    static Json parse(byte[] utf8, int maxDepth, int maxValues) throws JsonException {
        return new JsonReader(utf8, Math.min(maxDepth, 512), maxValues).read();
    }

    /**
     * This value, which must be an object.
     *
     * @return the object
     * @throws JsonException if it is something else
     */
    default Obj object() throws JsonException {
        if (this instanceof Obj object) {
            return object;
        }
        throw unexpected("an object");
    }

    /**
     * The items of this value, which must be an array.
     *
     * @return unmodifiable
     * @throws JsonException if it is something else
     */
    default List<Json> array() throws JsonException {
        if (this instanceof Arr array) {
            return array.items();
        }
        throw unexpected("an array");
    }

    /**
     * The text of this value, which must be a string.
     *
     * @return without quotes and escapes
     * @throws JsonException if it is something else
     */
    default String text() throws JsonException {
        if (this instanceof Text text) {
            return text.value();
        }
        throw unexpected("a string");
    }

    /**
     * This value, which must be a number written without fraction and exponent.
     *
     * @return the exact value
     * @throws JsonException if it is something else or does not fit a {@code long}
     */
    default long integer() throws JsonException {
        if (this instanceof Int integer) {
            return integer.value();
        }
        throw unexpected("an integer of at most 63 bits");
    }

    /**
     * This value, which must be a number.
     *
     * @return the nearest {@code double}
     * @throws JsonException if it is something else
     */
    default double number() throws JsonException {
        if (this instanceof Int integer) {
            return integer.value();
        }
        if (this instanceof Real real) {
            return real.value();
        }
        throw unexpected("a number");
    }

    /**
     * This value, which must be true or false.
     *
     * @return the truth value
     * @throws JsonException if it is something else
     */
    default boolean bool() throws JsonException {
        if (this instanceof Bool bool) {
            return bool.value();
        }
        throw unexpected("true or false");
    }

    /**
     * The text without any white space.
     *
     * @return one line
     */
    default String compact() {
        return JsonWriter.write(this, false);
    }

    /**
     * The text for people: two blanks of indentation a level, arrays of plain values on one line.
     *
     * @return several lines, the last one without a line end
     */
    default String pretty() {
        return JsonWriter.write(this, true);
    }

    /**
     * What this value is, in a few words, for an error message.
     *
     * @return at most about 40 characters, however large the value is
     */
    default String describe() {
        if (this instanceof Obj) {
            return "an object";
        }
        if (this instanceof Arr array) {
            return "an array of " + array.items().size();
        }
        if (this instanceof Text text && text.value().length() > 40) {
            return "a string of " + text.value().length() + " characters";
        }
        return compact();
    }

    private JsonException unexpected(String expected) {
        return new JsonException("expected " + expected + ", found " + describe());
    }
}
