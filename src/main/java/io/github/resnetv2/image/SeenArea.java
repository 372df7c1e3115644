package io.github.resnetv2.image;

/**
 * The part of a photo that a network sees, in fractions of the photo's width and height, so that it holds for the photo at
 * any size.
 *
 * @param left where it begins; below 0 if the network sees a padding beside the photo
 * @param top where it begins
 * @param width how much of the photo's width it covers; above 1 with padding
 * @param height how much of the photo's height it covers
 */
public record SeenArea(double left, double top, double width, double height) {
    /** All of a photo. */
    public static final SeenArea ALL = new SeenArea(0, 0, 1, 1);

    /**
     * Checks the ranges.
     *
     * @param left where it begins
     * @param top where it begins
     * @param width how much of the photo's width it covers
     * @param height how much of the photo's height it covers
     * @throws IllegalArgumentException if it covers nothing of the photo, or a number is not finite
     */
    public SeenArea {
        if (!covers(left, width) || !covers(top, height)) {
            throw new IllegalArgumentException("seen area: expected a part of the photo, found from " + left + ", "
                    + top + " on " + width + " x " + height);
        }
    }

    private static boolean covers(double from, double length) {
        return length > 0 && from < 1 && from + length > 0 && Double.isFinite(from) && Double.isFinite(length);
    }

    /** The pixels of a photo of that size, and beside it: at least one column and one row lie on the photo. */
    Region on(int photoWidth, int photoHeight) {
        int x = begin(left, photoWidth);
        int y = begin(top, photoHeight);
        return new Region(x, y, length(x, left + width, photoWidth), length(y, top + height, photoHeight));
    }

    private static int begin(double from, int side) {
        return (int) Math.min(Math.rint(from * side), side - 1);
    }

    private static int length(int begin, double to, int side) {
        return (int) (Math.max(Math.max(begin, 0) + 1, Math.rint(to * side)) - begin);
    }
}
