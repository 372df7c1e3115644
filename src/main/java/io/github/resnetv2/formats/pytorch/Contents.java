package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.formats.pytorch.Value.Dict;
import io.github.resnetv2.formats.pytorch.Value.Text;
import io.github.resnetv2.formats.pytorch.Value.View;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The state dict inside whatever a training script saved, and what the script noted beside it.
 *
 * @param views the tensors by name
 * @param metadata numbers and short texts from around the state dict, as {@code pytorch.epoch}; and
 *     {@code pytorch.wrapper}, the path to the state dict, if it was wrapped
 */
record Contents(Map<String, View> views, Map<String, String> metadata) {
    private static final String PREFIX = "pytorch.";
    /** Under which keys scripts put the state dict, the likeliest first; averaged weights come last. */
    private static final List<String> WRAPPERS =
            List.of("state_dict", "model", "model_state", "model_state_dict", "net", "state_dict_ema", "model_ema");

    /** Wrappers in wrappers; a circle of them would have no end. */
    private static final int DEEPEST = 4;

    private static final int LONGEST_TEXT = 1024;
    private static final int MOST_NOTES = 256;

    /**
     * Finds the state dict in the value of a pickle.
     *
     * @throws ModelFormatException if there is none, naming what there is
     */
    static Contents of(Value root, String source) throws ModelFormatException {
        Map<String, String> metadata = new LinkedHashMap<>();
        List<String> path = new ArrayList<>();
        Value current = root;
        while (current instanceof Dict dict && path.size() <= DEEPEST) {
            Optional<String> wrapper = wrapper(dict);
            if (wrapper.isEmpty()) {
                break;
            }
            note(dict, metadata);
            path.add(wrapper.get());
            current = dict.find(wrapper.get());
        }
        Map<String, View> views = current instanceof Dict dict ? views(dict) : Map.of();
        if (views.isEmpty()) {
            throw new ModelFormatException(source + ": expected a state dict, found " + describe(current)
                    + (path.isEmpty() ? "" : " in " + String.join(".", path)));
        }
        if (!path.isEmpty()) {
            metadata.put(PREFIX + "wrapper", String.join(".", path));
        }
        return new Contents(views, metadata);
    }

    /** Where in this dictionary the state dict is; empty if it is the dictionary itself, or nowhere. */
    private static Optional<String> wrapper(Dict dict) {
        return WRAPPERS.stream()
                .filter(key -> dict.find(key) instanceof Dict inner && leadsToTensors(inner, DEEPEST))
                .findFirst();
    }

    private static boolean leadsToTensors(Dict dict, int depth) {
        return dict.hasTensors()
                || (depth > 0
                        && WRAPPERS.stream()
                                .anyMatch(key ->
                                        dict.find(key) instanceof Dict inner && leadsToTensors(inner, depth - 1)));
    }

    private static String describe(@Nullable Value value) {
        if (!(value instanceof Dict dict)) {
            return value == null ? "nothing" : value.getClass().getSimpleName();
        }
        return dict.keys().limit(8).map(Value::describe).collect(Collectors.joining(", ", "a dictionary of [", "]"));
    }

    /** The tensors of a dictionary; extra states of modules and the like are left out. */
    private static Map<String, View> views(Dict dict) {
        Map<String, View> views = new LinkedHashMap<>();
        dict.texts().forEach((name, value) -> {
            if (value instanceof View view) {
                views.put(name, view);
            }
        });
        return views;
    }

    private static void note(Dict dict, Map<String, String> metadata) {
        dict.texts().forEach((name, value) -> {
            String text = scalarText(value);
            if (!text.isEmpty() && text.length() <= LONGEST_TEXT && metadata.size() < MOST_NOTES) {
                metadata.putIfAbsent(PREFIX + name, text);
            }
        });
    }

    private static String scalarText(Value value) {
        if (value instanceof Text text) {
            return text.text();
        }
        boolean number = value instanceof Value.Whole || value instanceof Value.Real || value instanceof Value.Truth;
        return number ? value.describe() : "";
    }
}
