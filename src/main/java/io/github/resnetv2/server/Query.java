package io.github.resnetv2.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of a request's address behind the question mark: {@code top=3&heatmap=1}. */
final class Query {
    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Reads it.
     *
     * @param text as it was sent; null if there is none
     * @param known all names that may occur
     * @throws Refusal if another name occurs, or one twice
     */
    Query(@Nullable String text, List<String> known) throws Refusal {
        if (text == null || text.isEmpty()) {
            return;
        }
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!known.contains(name)) {
                throw new Refusal(400, "query: expected " + String.join(" or ", known) + ", found '" + name + "'");
            }
            if (values.put(name, equals < 0 ? "" : pair.substring(equals + 1)) != null) {
                throw new Refusal(400, "query: expected " + name + " once, found it twice");
            }
        }
    }

    /** A whole number from 1 on. */
    int count(String name, int otherwise) throws Refusal {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, as of a number out of range.
        }
        throw new Refusal(400, name + ": expected a whole number of at least 1, found '" + text + "'");
    }

    /** 0 or 1. */
    boolean flag(String name) throws Refusal {
        String text = values.getOrDefault(name, "0");
        if (!text.equals("0") && !text.equals("1")) {
            throw new Refusal(400, name + ": expected 0 or 1, found '" + text + "'");
        }
        return text.equals("1");
    }
}
