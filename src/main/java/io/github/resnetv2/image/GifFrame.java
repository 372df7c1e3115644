package io.github.resnetv2.image;

/** The pixels of a GIF frame on their screen, in the order in which they are coded. */
final class GifFrame {
    /** First row and step of the four passes of an interlaced frame; the rows of other frames follow each other. */
    private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

    private final Palette palette;
    private final byte[] screen;
    private final int screenWidth;
    private final Region place;
    private final boolean interlaced;
    private int pass;
    private int row;
    private int column;

    GifFrame(Palette palette, byte[] screen, int screenWidth, Region place, boolean interlaced) {
        this.palette = palette;
        this.screen = screen;
        this.screenWidth = screenWidth;
        this.place = place;
        this.interlaced = interlaced;
    }

    boolean isComplete() {
        return row >= place.height();
    }

    /** Sets the next pixel; what comes after the last is left out. */
    void add(int colour) {
        if (isComplete()) {
            return;
        }
        palette.copy(colour, screen, 3 * ((place.top() + row) * screenWidth + place.left() + column));
        if (++column == place.width()) {
            column = 0;
            row += interlaced ? PASSES[pass][1] : 1;
            while (interlaced && isComplete() && pass < PASSES.length - 1) {
                row = PASSES[++pass][0];
            }
        }
    }
}
