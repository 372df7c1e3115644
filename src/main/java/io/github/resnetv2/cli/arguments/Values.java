package io.github.resnetv2.cli.arguments;

import io.github.resnetv2.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Readers of the values of parameters; each says in an IllegalArgumentException what it expected and found. */
public final class Values {
    private static final Pattern SHAPE = Pattern.compile("[0-9]{1,9}(x[0-9]{1,9}){0,7}");

    private Values() {}

    /**
     * Any text.
     *
     * @param text what was written
     * @return the same
     */
    public static String text(String text) {
        return text;
    }

    /**
     * A file or folder, there or not.
     *
     * @param text what was written
     * @return its path
     */
    public static Path file(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("expected the name of a file, found nothing");
        }
        return Path.of(text);
    }

    /**
     * A file to be written: its folder is there, and its name says which format is wanted.
     *
     * @param endings what the name may end with, each with its dot
     * @return a reader
     */
    public static Function<String, Path> output(String... endings) {
        return text -> {
            Path file = file(text);
            Path folder = file.toAbsolutePath().getParent();
            if (Stream.of(endings).noneMatch(text.toLowerCase(Locale.ROOT)::endsWith)) {
                throw new IllegalArgumentException(
                        "expected a name that ends with " + String.join(" or ", endings) + ", found '" + text + "'");
            }
            if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
                throw new IllegalArgumentException("expected a file in a folder that exists, found '" + text + "'");
            }
            return file;
        };
    }

    /**
     * Whole numbers of a range.
     *
     * @param from the smallest
     * @param to the largest
     * @return a reader
     */
    public static Function<String, Integer> integer(int from, int to) {
        return text -> {
            try {
                int value = Integer.parseInt(text);
                if (value >= from && value <= to) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Said below, as of a number out of range.
            }
            String range = to == Integer.MAX_VALUE ? "of at least " + from : "from " + from + " to " + to;
            throw new IllegalArgumentException("expected a whole number " + range + ", found '" + text + "'");
        };
    }

    /**
     * Numbers of a range, whole or not.
     *
     * @param from the smallest
     * @param to the largest
     * @return a reader
     */
    public static Function<String, Double> number(double from, double to) {
        return text -> {
            try {
                double value = Double.parseDouble(text);
                if (value >= from && value <= to) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Said below, as of a number out of range.
            }
            throw new IllegalArgumentException(
                    "expected a number from " + from + " to " + to + ", found '" + text + "'");
        };
    }

    /**
     * A shape as people write it.
     *
     * @param text such as {@code 1x3x224x224}
     * @return its extents in this order
     */
    public static Shape shape(String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException("expected a shape such as 1x3x224x224, found '" + text + "'");
        }
        return Shape.of(
                Stream.of(text.split("x", -1)).mapToInt(Integer::parseInt).toArray());
    }

    /**
     * One of a few names.
     *
     * @param <T> what the names stand for
     * @param named by name, in the order to list them
     * @return a reader
     */
    public static <T> Function<String, T> oneOf(Map<String, T> named) {
        return text -> {
            T value = named.get(text);
            if (value == null) {
                throw new IllegalArgumentException("expected one of " + String.join(", ", named.keySet()) + ", found '"
                        + text + "'" + NearestName.hint(text, named.keySet()));
            }
            return value;
        };
    }
}
