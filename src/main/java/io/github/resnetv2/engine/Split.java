package io.github.resnetv2.engine;

/**
 * A range cut into pieces of nearly equal length.
 *
 * @param size the length of the range
 * @param pieces how many pieces, at least 1
 * @param unit pieces begin at multiples of this
 */
record Split(int size, int pieces, int unit) {
    /** As many pieces as needed for each to have at most so many elements; at least 1. */
    static Split into(int size, int longest, int unit) {
        int units = (size + unit - 1) / unit;
        int perPiece = Math.max(1, longest / unit);
        return new Split(size, Math.max(1, (units + perPiece - 1) / perPiece), unit);
    }

    /** Where a piece begins. */
    int from(int piece) {
        long units = ((long) size + unit - 1) / unit;
        return (int) Math.min(size, units * piece / pieces * unit);
    }

    /** The length of a piece. */
    int count(int piece) {
        return from(piece + 1) - from(piece);
    }

    /** The length of the longest piece. */
    int longest() {
        int longest = 0;
        for (int i = 0; i < pieces; i++) {
            longest = Math.max(longest, count(i));
        }
        return longest;
    }
}
