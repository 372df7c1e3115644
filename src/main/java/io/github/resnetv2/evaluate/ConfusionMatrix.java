package io.github.resnetv2.evaluate;

import io.github.resnetv2.image.RgbImage;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often photos of one class were taken for which class. Its size in memory follows from what occurred, not from the
 * number of classes. Immutable.
 */
public final class ConfusionMatrix {
    /** The most rows a picture can have. */
    public static final int MAX_PICTURE_CLASSES = 4096;

    private final List<String> labels;
    private final Map<Cell, Integer> counts;
    private final List<Integer> truths;
    private final Map<Integer, Integer> rowSums = new HashMap<>();
    private final Map<Integer, Integer> columnSums = new HashMap<>();
    private final Map<Integer, Integer> others = new HashMap<>();

    /** A place in the matrix. */
    record Cell(int truth, int predicted) {}

    /**
     * A cell of the matrix.
     *
     * @param truth the index of the true class
     * @param predicted the index of the class that photos of it were taken for
     * @param photos how many, at least 1
     */
    public record Count(int truth, int predicted, int photos) {}

    ConfusionMatrix(List<String> labels, Map<Cell, Integer> counts) {
        this.labels = labels;
        this.counts = Map.copyOf(counts);
        counts.forEach((cell, count) -> {
            rowSums.merge(cell.truth(), count, Integer::sum);
            columnSums.merge(cell.predicted(), count, Integer::sum);
        });
        counts.forEach((cell, count) -> {
            if (!rowSums.containsKey(cell.predicted())) {
                others.merge(cell.truth(), count, Integer::sum);
            }
        });
        this.truths = rowSums.keySet().stream().sorted().toList();
    }

    /**
     * The classes that have photos: the rows of the matrix.
     *
     * @return their indices, ascending
     */
    public List<Integer> truths() {
        return truths;
    }

    /**
     * How many photos of a class were taken for a class.
     *
     * @param truth the index of the true class
     * @param predicted the index of the predicted class
     * @return 0 or more
     */
    public int count(int truth, int predicted) {
        return counts.getOrDefault(new Cell(truth, predicted), 0);
    }

    /**
     * How many photos show a class.
     *
     * @param truth the index of the true class
     * @return 0 or more
     */
    public int photos(int truth) {
        return rowSums.getOrDefault(truth, 0);
    }

    /**
     * How many photos were taken for a class, whatever they show.
     *
     * @param predicted the index of the predicted class
     * @return 0 or more
     */
    public int predictions(int predicted) {
        return columnSums.getOrDefault(predicted, 0);
    }

    /**
     * How many photos of a class were taken for classes without photos.
     *
     * @param truth the index of the true class
     * @return 0 or more
     */
    public int others(int truth) {
        return others.getOrDefault(truth, 0);
    }

    /**
     * All cells that are not zero.
     *
     * @return row by row, from the left
     */
    public List<Count> counts() {
        return counts.entrySet().stream()
                .map(entry -> new Count(entry.getKey().truth(), entry.getKey().predicted(), entry.getValue()))
                .sorted(Comparator.comparing(Count::truth).thenComparing(Count::predicted))
                .toList();
    }

    /**
     * What was taken for what it is not.
     *
     * @return the most frequent mistake first, of equally frequent ones the smaller indices
     */
    public List<Count> mistakes() {
        return counts().stream()
                .filter(count -> count.truth() != count.predicted())
                .sorted(Comparator.comparing(Count::photos).reversed())
                .toList();
    }

    /**
     * Draws the matrix: a row for each class that has photos, the same classes as columns, and one more column if some were
     * taken for a class without photos. The darker a cell, the larger its share of the row: blue where the answer was right,
     * red where it was wrong. Labels and counts are written where there is room for them.
     *
     * @return the picture
     * @throws IllegalArgumentException if more than {@link #MAX_PICTURE_CLASSES} classes have photos, or none
     */
    public RgbImage picture() {
        return ConfusionPicture.of(this, labels);
    }
}
