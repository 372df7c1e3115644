package io.github.resnetv2.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RgbImageTest {
    /** Two columns, three rows, all bytes different. */
    private static final byte[] PIXELS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, (byte) 200, (byte) 201, -1};

    @Test
    void theSamePixelsMakeTheSamePicture() {
        RgbImage image = RgbImage.ofRgb(2, 3, PIXELS);
        ByteBuffer direct = ByteBuffer.allocateDirect(20);
        direct.position(1).put(1, PIXELS).limit(19);
        int[] argb = {0xff000102, 0x00030405, 0x7f060708, 0x80090a0b, 0xff0c0d0e, 0x01c8c9ff};
        assertEquals(image, RgbImage.ofRgb(2, 3, direct));
        assertEquals(0, direct.remaining());
        assertEquals(image, RgbImage.ofArgb(2, 3, argb));
        assertEquals(image.hashCode(), RgbImage.ofArgb(2, 3, argb).hashCode());
        assertNotEquals(image, RgbImage.ofRgb(3, 2, PIXELS));
        assertNotEquals(image, image.resize(2, 2, ResizeFilter.BOX));
        assertEquals("RgbImage 2 x 3", image.toString());
    }

    @Test
    void pixelsCanBeReadButNotWritten() {
        byte[] given = PIXELS.clone();
        RgbImage image = RgbImage.ofRgb(2, 3, given);
        given[0] = 99;
        image.toBytes()[0] = 99;
        assertArrayEquals(PIXELS, image.toBytes());
        assertEquals(0x030405, image.rgb(1, 0));
        assertEquals(0xc8c9ff, image.rgb(1, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> image.rgb(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> image.rgb(0, -1));
    }

    @Test
    void aWrongNumberOfPixelsIsNamed() {
        assertMessage("RGB picture of 2 x 2: expected 12 bytes, found 18", () -> RgbImage.ofRgb(2, 2, PIXELS));
        assertMessage("ARGB picture of 2 x 2: expected 4 pixels, found 3", () -> RgbImage.ofArgb(2, 2, new int[3]));
        assertMessage("at least 1 x 1", () -> RgbImage.ofRgb(0, 3, new byte[0]));
        assertMessage("at most 715827879 pixels", () -> RgbImage.ofRgb(50_000, 50_000, new byte[0]));
        assertMessage("50000 x 50000", () -> RgbImage.ofArgb(50_000, 50_000, new int[0]));
        RgbImage image = RgbImage.ofRgb(2, 3, PIXELS);
        assertMessage("found 0 x 5", () -> image.resize(0, 5, ResizeFilter.BOX));
        assertMessage("found 5 x -1", () -> image.crop(0, 0, 5, -1));
    }

    @Test
    void whatIsCutOutBesideThePictureIsBlack() {
        RgbImage image = RgbImage.ofRgb(2, 3, PIXELS);
        assertArrayEquals(new byte[] {9, 10, 11}, image.crop(1, 1, 1, 1).toBytes());
        RgbImage around = image.crop(-1, -2, 4, 6);
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 4; x++) {
                boolean inside = x >= 1 && x < 3 && y >= 2 && y < 5;
                assertEquals(inside ? image.rgb(x - 1, y - 2) : 0, around.rgb(x, y), x + ", " + y);
            }
        }
        assertArrayEquals(new byte[12], image.crop(5, 5, 2, 2).toBytes());
        assertArrayEquals(
                new byte[12],
                image.crop(Integer.MIN_VALUE, Integer.MAX_VALUE, 2, 2).toBytes());
    }

    private static void assertMessage(String part, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }
}
