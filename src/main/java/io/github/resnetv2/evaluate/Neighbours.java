package io.github.resnetv2.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Of many photos, those most similar to one by the cosine between their embeddings. Remembers no more than it is asked for,
 * however many there are. Not safe for use by several threads.
 */
public final class Neighbours {
    private final float[] query;
    private final int count;
    private final PriorityQueue<Ranked> best;
    private long offered;

    /**
     * A photo and how similar it is.
     *
     * @param photo its file
     * @param similarity the cosine, from -1 to 1, or NaN if the embedding holds one
     */
    public record Neighbour(Path photo, double similarity) {}

    private record Ranked(Neighbour neighbour, long turn) {
        /** The worst first: NaN, then the smallest cosine; of equal ones the latest. */
        static final Comparator<Ranked> WORST_FIRST = Comparator.comparing(Ranked::key)
                .thenComparing(Comparator.comparing(Ranked::turn).reversed());

        double key() {
            double similarity = neighbour.similarity();
            return Double.isNaN(similarity) ? Double.NEGATIVE_INFINITY : similarity;
        }
    }

    /**
     * Nobody yet.
     *
     * @param query the embedding to compare with; must not change
     * @param count how many neighbours to keep, at least 1
     */
    public Neighbours(float[] query, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count: expected 1 or more, found " + count);
        }
        this.query = query;
        this.count = count;
        this.best = new PriorityQueue<>(Ranked.WORST_FIRST);
    }

    /**
     * Considers a photo.
     *
     * @param photo its file
     * @param embedding as long as the query
     * @throws IllegalArgumentException if it is of another length
     */
    public void offer(Path photo, float[] embedding) {
        best.add(new Ranked(new Neighbour(photo, cosine(query, embedding)), offered++));
        if (best.size() > count) {
            best.remove();
        }
    }

    /**
     * The photos most similar so far.
     *
     * @return the most similar first; of equally similar ones those offered first
     */
    public List<Neighbour> best() {
        List<Ranked> ranked = new ArrayList<>(best);
        ranked.sort(Ranked.WORST_FIRST.reversed());
        return ranked.stream().map(Ranked::neighbour).toList();
    }

    /**
     * The cosine of the angle between two vectors, computed in double precision.
     *
     * @param a any numbers
     * @param b as many
     * @return from -1 to 1; 0 if one of them is all zero; NaN if one holds NaN
     * @throws IllegalArgumentException if they differ in length
     */
    static double cosine(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("embedding: expected " + a.length + " numbers, found " + b.length);
        }
        double product = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squaresOfA += (double) a[i] * a[i];
            squaresOfB += (double) b[i] * b[i];
        }
        if (squaresOfA == 0 || squaresOfB == 0) {
            return 0;
        }
        // No square of a float is too large or too small for this, and a vector is exactly similar to itself.
        double cosine = product / Math.sqrt(squaresOfA * squaresOfB);
        return Math.max(-1, Math.min(1, cosine));
    }
}
