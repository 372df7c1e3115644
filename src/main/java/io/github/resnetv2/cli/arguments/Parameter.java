package io.github.resnetv2.cli.arguments;

import java.util.Optional;
import java.util.function.Function;

/**
 * One thing a command can be given.
 *
 * @param <T> what it is read as
 * @param kind how it is written
 * @param name {@code --top} of an option or a flag, {@code PHOTO} of an operand
 * @param placeholder what stands for an option's value in the help text
 * @param help one sentence without a full stop
 * @param required whether it must be given
 * @param repeated whether it may be given several times, an option also as {@code a,b}
 * @param fallback the text to read where it was not given
 * @param reader from the text; throws IllegalArgumentException with what it expected and found
 */
public record Parameter<T>(
        Kind kind,
        String name,
        String placeholder,
        String help,
        boolean required,
        boolean repeated,
        Optional<String> fallback,
        Function<String, T> reader) {
    /** How a parameter is written. */
    public enum Kind {
        /** {@code --json}. */
        FLAG,
        /** {@code --top 5} or {@code --top=5}. */
        OPTION,
        /** By its place among the others. */
        OPERAND
    }

    /**
     * Something that is on or off.
     *
     * @param name with dashes
     * @param help one sentence
     * @return off where it was not given
     */
    public static Parameter<Boolean> flag(String name, String help) {
        return new Parameter<>(Kind.FLAG, name, "", help, false, false, Optional.empty(), text -> true);
    }

    /**
     * A named value that may be left out.
     *
     * @param <T> what it is read as
     * @param name with dashes
     * @param placeholder what stands for the value in the help text
     * @param help one sentence
     * @param reader from the text
     * @return without a default
     */
    public static <T> Parameter<T> option(String name, String placeholder, String help, Function<String, T> reader) {
        return new Parameter<>(Kind.OPTION, name, placeholder, help, false, false, Optional.empty(), reader);
    }

    /**
     * A value known by its place; it must be given.
     *
     * @param <T> what it is read as
     * @param name in capitals
     * @param help one sentence
     * @param reader from the text
     * @return a single one
     */
    public static <T> Parameter<T> operand(String name, String help, Function<String, T> reader) {
        return new Parameter<>(Kind.OPERAND, name, name, help, true, false, Optional.empty(), reader);
    }

    /**
     * This parameter, but it must be given.
     *
     * @return a changed copy
     */
    public Parameter<T> asRequired() {
        return new Parameter<>(kind, name, placeholder, help, true, repeated, fallback, reader);
    }

    /**
     * This parameter, but it may be left out.
     *
     * @return a changed copy
     */
    public Parameter<T> asOptional() {
        return new Parameter<>(kind, name, placeholder, help, false, repeated, fallback, reader);
    }

    /**
     * This parameter, but it may be given several times.
     *
     * @return a changed copy
     */
    public Parameter<T> asRepeated() {
        return new Parameter<>(kind, name, placeholder, help, required, true, fallback, reader);
    }

    /**
     * This parameter, but it may be left out and then has a value all the same.
     *
     * @param text what is read then; the help text shows it
     * @return a changed copy
     */
    public Parameter<T> orElse(String text) {
        return new Parameter<>(kind, name, placeholder, help, false, repeated, Optional.of(text), reader);
    }

    T read(String text) throws UsageException {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(name + ": " + e.getMessage());
        }
    }
}
