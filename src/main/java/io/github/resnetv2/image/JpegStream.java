package io.github.resnetv2.image;

import java.util.Arrays;

/**
 * A JPEG file, checked and reduced to what its pixels need: quantisation and Huffman tables, frame and scans.
 *
 * <p>All application segments and comments are dropped (profiles, thumbnails, camera data: what other decoders stumble
 * over), and an Adobe segment is put in their place which says that the components are no YCbCr. So whoever decodes the
 * stream hands out the components as they were coded, and the conversion to RGB is done here, by libjpeg's rules.
 *
 * @param width columns
 * @param height rows
 * @param components one, three or four
 * @param colour what the components are, as libjpeg decides it
 * @param orientation from the Exif segment
 * @param bytes the reduced stream
 */
record JpegStream(int width, int height, Component[] components, Colour colour, Orientation orientation, byte[] bytes) {
    /** What the components of a picture are. */
    enum Colour {
        GREY,
        RGB,
        YCC,
        CMYK,
        YCCK
    }

    /**
     * One component of the frame.
     *
     * @param id its number, or letter, in the file
     * @param horizontal sampling factor, 1..4; the component with the largest has full width
     * @param vertical sampling factor, 1..4
     */
    record Component(int id, int horizontal, int vertical) {}

    /** The sampling factor of full width. */
    static int maxHorizontal(Component[] components) {
        return Arrays.stream(components).mapToInt(Component::horizontal).max().orElse(1);
    }

    /** The sampling factor of full height. */
    static int maxVertical(Component[] components) {
        return Arrays.stream(components).mapToInt(Component::vertical).max().orElse(1);
    }

    /** Whether a component has all the columns and half the rows, as both chroma components of 4:4:0 have. */
    boolean hasHalfTheRows(Component component) {
        return component.horizontal() == maxHorizontal(components)
                && 2 * component.vertical() == maxVertical(components);
    }
}
