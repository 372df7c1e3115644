package io.github.resnetv2.evaluate;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds the class that a folder's name or a word in a table stands for. */
final class ClassNames {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern GAP = Pattern.compile("[\\s_-]+");

    private final int classes;
    private final Map<String, List<Integer>> exact = new HashMap<>();
    private final Map<String, List<Integer>> folded = new HashMap<>();

    ClassNames(List<String> labels) {
        classes = labels.size();
        for (int i = 0; i < classes; i++) {
            exact.computeIfAbsent(labels.get(i), label -> new ArrayList<>()).add(i);
            folded.computeIfAbsent(fold(labels.get(i)), label -> new ArrayList<>())
                    .add(i);
        }
    }

    /**
     * The class of this label; else of this label but for case and for what separates its words; else of this number.
     *
     * @throws IllegalArgumentException if there is no such class, or there are several
     */
    int find(String word) {
        List<Integer> found = exact.getOrDefault(word, folded.getOrDefault(fold(word), List.of()));
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    "'" + word + "' is the label of the classes " + found + ": write the number of one");
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        if (NUMBER.matcher(word).matches() && Integer.parseInt(word) < classes) {
            return Integer.parseInt(word);
        }
        throw new IllegalArgumentException(
                "'" + word + "' is no class: expected a label or a number from 0 to " + (classes - 1));
    }

    /** Some file systems store an accent apart from its letter. */
    private static String fold(String word) {
        String composed = Normalizer.normalize(word, Normalizer.Form.NFC);
        return GAP.matcher(composed).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }
}
