package io.github.resnetv2.cli.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command was given, by parameter. Every value has been checked. */
public final class Arguments {
    private final Map<String, List<String>> given;

    Arguments(Map<String, List<String>> given) {
        this.given = given;
    }

    /**
     * Whether a parameter was given.
     *
     * @param parameter of the command's syntax
     * @return false if it was left out, even if it has a default
     */
    public boolean has(Parameter<?> parameter) {
        return given.containsKey(parameter.name());
    }

    /**
     * The value of a parameter, or its default.
     *
     * @param <T> what it is read as
     * @param parameter of the command's syntax
     * @return empty if it was left out and has no default
     * @throws UsageException never after a successful parse
     */
    public <T> Optional<T> find(Parameter<T> parameter) throws UsageException {
        return all(parameter).stream().findFirst();
    }

    /**
     * The value of a parameter that is required or has a default.
     *
     * @param <T> what it is read as
     * @param parameter of the command's syntax
     * @return its value
     * @throws UsageException if it was left out, has no default and is not required
     */
    public <T> T get(Parameter<T> parameter) throws UsageException {
        return find(parameter).orElseThrow(() -> new UsageException("expected " + parameter.name() + ", found none"));
    }

    /**
     * All values of a parameter that may be repeated, or its default.
     *
     * @param <T> what it is read as
     * @param parameter of the command's syntax
     * @return in the order given, empty if it was left out and has no default
     * @throws UsageException never after a successful parse
     */
    public <T> List<T> all(Parameter<T> parameter) throws UsageException {
        List<String> texts = given.getOrDefault(
                parameter.name(), parameter.fallback().stream().toList());
        List<T> values = new ArrayList<>(texts.size());
        for (String text : texts) {
            values.add(parameter.read(text));
        }
        return values;
    }
}
