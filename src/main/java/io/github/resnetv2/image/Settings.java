package io.github.resnetv2.image;

import io.github.resnetv2.image.PixelScale.PerChannel;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Named values as text, written and strictly read: each is taken once, and all have to be taken. */
final class Settings {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,9}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,20}(\\.\\d{1,20})?(E-?\\d{1,3})?");

    private final Map<String, String> values;

    Settings() {
        this.values = new LinkedHashMap<>();
    }

    Settings(Map<String, String> values) {
        this.values = new LinkedHashMap<>(values);
    }

    Settings put(String name, String value) {
        values.put(name, value);
        return this;
    }

    Map<String, String> toMap() {
        return Collections.unmodifiableMap(values);
    }

    /** {@code SHORTER_SIDE} is written {@code shorter-side}. */
    static String text(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String text(PerChannel numbers) {
        return numbers.red() + "," + numbers.green() + "," + numbers.blue();
    }

    <E extends Enum<E>> E choice(String name, E[] choices) {
        String value = take(name);
        for (E choice : choices) {
            if (text(choice).equals(value)) {
                return choice;
            }
        }
        String expected = Arrays.stream(choices).map(Settings::text).collect(Collectors.joining(", "));
        throw unexpected(name, "one of " + expected, value);
    }

    int integer(String name) {
        String value = take(name);
        if (!WHOLE_NUMBER.matcher(value).matches()) {
            throw unexpected(name, "a whole number", value);
        }
        return Integer.parseInt(value);
    }

    double number(String name) {
        return Double.parseDouble(numeral(name, take(name)));
    }

    float single(String name) {
        return Float.parseFloat(numeral(name, take(name)));
    }

    PerChannel perChannel(String name) {
        String value = take(name);
        String[] parts = value.split(",", -1);
        if (parts.length != 3) {
            throw unexpected(name, "three numbers with commas between them", value);
        }
        return new PerChannel(
                Float.parseFloat(numeral(name, parts[0])),
                Float.parseFloat(numeral(name, parts[1])),
                Float.parseFloat(numeral(name, parts[2])));
    }

    void requireNoMore() {
        if (!values.isEmpty()) {
            throw new IllegalArgumentException("preprocessing: unknown setting " + values.keySet());
        }
    }

    private String take(String name) {
        String value = values.remove(name);
        if (value == null) {
            throw new IllegalArgumentException("preprocessing: missing setting '" + name + "'");
        }
        return value;
    }

    private static String numeral(String name, String value) {
        if (!NUMBER.matcher(value).matches()) {
            throw unexpected(name, "a number", value);
        }
        return value;
    }

    private static IllegalArgumentException unexpected(String name, String expected, String found) {
        return new IllegalArgumentException(
                "preprocessing: setting '" + name + "': expected " + expected + ", found '" + found + "'");
    }
}
