package io.github.resnetv2.evaluate;

import io.github.resnetv2.image.RgbImage;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * A white picture to draw rectangles and text on. It has letters of its own, because a server often has no fonts, and needs
 * no {@code java.desktop}.
 */
final class Canvas {
    /** Columns from one letter to the next, at scale 1. */
    private static final int LETTER_WIDTH = 6;

    /** Rows from one line to the next, at scale 1. */
    static final int LETTER_HEIGHT = 8;

    private static final int WHITE = 0xff;
    private static final int COLUMNS = 5;

    /** ASCII from the blank on: five columns from the left, each a byte in hexadecimal whose lowest bit is the top row. */
    private static final String GLYPHS = ""
            + "000000000000005f00000003000300143e143e14242a7f2a126313086463324d5522500000030000"
            + "00003e410000413e000014083e081408083e080800a0600000000808080000606000006010080403"
            + "3e5149453e00427f4000426151494622414949361814127f1027454545393c4a4949300101710d03"
            + "3649494936064949291e003636000000563600000814224100141414141400412214080201510906"
            + "3e415d554e7e0909097e7f494949363e414141227f4141413e7f494949417f090909013e4149497a"
            + "7f0808087f00417f41002040413f017f081422417f404040407f020c027f7f0608307f3e4141413e"
            + "7f090909063e4151215e7f09192946464949493101017f01013f4040403f0f3040300f7f2018207f"
            + "631408146303047804036151494543007f41410003040810600041417f0004020102044040404040"
            + "000102000020545454787f444444383844444444384444447f3854545458047e05050018a4a4a47c"
            + "7f0404047800447d40000080847d007f1028440000417f40007c047c04787c040404783844444438"
            + "fc2424241818242424fc7c080404084854545424043f4444003c4040407c0c3040300c3c4038403c"
            + "44281028441ca0a0a07c4464544c44000836410000007f000000413608000804040804";

    private final int width;
    private final int height;
    private final byte[] rgb;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) WHITE);
    }

    RgbImage toImage() {
        return RgbImage.ofRgb(width, height, rgb);
    }

    void fill(int left, int top, int columns, int rows, int colour) {
        for (int y = top; y < top + rows; y++) {
            for (int x = left; x < left + columns; x++) {
                int at = 3 * (y * width + x);
                rgb[at] = (byte) (colour >> 16);
                rgb[at + 1] = (byte) (colour >> 8);
                rgb[at + 2] = (byte) colour;
            }
        }
    }

    /** Writes from the left to the right, from the top left corner of the first letter on. */
    void text(int left, int top, int scale, int colour, String text) {
        String letters = ascii(text);
        for (int i = 0; i < letters.length(); i++) {
            for (int column = 0; column < COLUMNS; column++) {
                int bits = column(letters.charAt(i), column);
                int x = left + (LETTER_WIDTH * i + column) * scale;
                for (int row = 0; row < LETTER_HEIGHT; row++) {
                    if ((bits >> row & 1) != 0) {
                        fill(x, top + row * scale, scale, scale, colour);
                    }
                }
            }
        }
    }

    /** Writes upwards, to be read with the head on the left shoulder, from the bottom left corner of the text on. */
    void textUpwards(int left, int bottom, int scale, int colour, String text) {
        String letters = ascii(text);
        for (int i = 0; i < letters.length(); i++) {
            for (int column = 0; column < COLUMNS; column++) {
                int bits = column(letters.charAt(i), column);
                int y = bottom - (LETTER_WIDTH * i + column + 1) * scale;
                for (int row = 0; row < LETTER_HEIGHT; row++) {
                    if ((bits >> row & 1) != 0) {
                        fill(left + row * scale, y, scale, scale, colour);
                    }
                }
            }
        }
    }

    static int width(String text, int scale) {
        return LETTER_WIDTH * scale * ascii(text).length();
    }

    private static int column(char letter, int column) {
        int at = 2 * (COLUMNS * (letter - ' ') + column);
        return Integer.parseInt(GLYPHS, at, at + 2, 16);
    }

    /** Letters without their accents; what is not ASCII then becomes a question mark. */
    private static String ascii(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^ -~]", "?");
    }
}
