package io.github.resnetv2.image;

/**
 * Which way a picture is resized first. Each pass rounds to whole bytes, so the order shows in the last bit of a pixel,
 * and Pillow has changed it.
 */
public enum PassOrder {
    /**
     * Pillow 13.0: columns first (the vertical pass) if the picture loses more than twice as many rows as columns, else
     * rows first. Among usual photos this concerns tall ones: 600 x 1000 to 256 x 426 goes rows first, 300 x 600 to
     * 256 x 512 goes columns first.
     */
    PILLOW_13,

    /**
     * Pillow 2.7 to 12.1: always rows first (the horizontal pass). Pillow 12.2 does the same, except for pictures more
     * than a hundred times as high as wide.
     */
    PILLOW_12;

    boolean columnsFirst(int width, int height, int newWidth, int newHeight) {
        return this == PILLOW_13 && height > newHeight && (long) height - newHeight > 2 * ((long) width - newWidth);
    }
}
