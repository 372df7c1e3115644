package io.github.resnetv2.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrientationTest {
    private static final int SHORT = 3;

    @Test
    void everyTagTurnsThePicture() {
        // 1 2 3
        // 4 5 6
        assertTurned(1, "123/456");
        assertTurned(2, "321/654");
        assertTurned(3, "654/321");
        assertTurned(4, "456/123");
        assertTurned(5, "14/25/36");
        assertTurned(6, "41/52/63");
        assertTurned(7, "63/52/41");
        assertTurned(8, "36/25/14");
    }

    @Test
    void otherValuesMeanUpright() {
        for (int tag : new int[] {0, 9, 255, 65535}) {
            assertSame(Orientation.UPRIGHT, read(tiff(ByteOrder.BIG_ENDIAN, SHORT, tag)), "tag " + tag);
        }
    }

    @Test
    void bothByteOrdersAndAllWidthsAreRead() {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            for (int type : new int[] {1, SHORT, 4}) {
                assertSame(Orientation.ROTATED_90_CLOCKWISE, read(tiff(order, type, 6)), order + ", type " + type);
            }
        }
    }

    @Test
    void anyDamageMeansSomeOrientation() {
        byte[] good = tiff(ByteOrder.LITTLE_ENDIAN, SHORT, 8);
        Random random = new Random(4);
        for (int length = 0; length <= good.length; length++) {
            Orientation found = read(Arrays.copyOf(good, length));
            // The last two bytes fill up the place of the value.
            assertSame(
                    length < good.length - 2 ? Orientation.UPRIGHT : Orientation.ROTATED_90_COUNTERCLOCKWISE,
                    found,
                    length + " bytes");
        }
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = good.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            damaged[random.nextInt(damaged.length)] = -1;
            assertNotNull(read(damaged));
        }
    }

    private static void assertTurned(int tag, String expected) {
        int[] digits = {1, 2, 3, 4, 5, 6};
        Orientation orientation = read(tiff(ByteOrder.BIG_ENDIAN, SHORT, tag));
        RgbImage turned = orientation.apply(RgbImage.ofArgb(3, 2, digits));
        StringBuilder text = new StringBuilder();
        for (int y = 0; y < turned.height(); y++) {
            text.append(y == 0 ? "" : "/");
            for (int x = 0; x < turned.width(); x++) {
                text.append(turned.rgb(x, y));
            }
        }
        assertEquals(expected, text.toString());
    }

    private static Orientation read(byte[] tiff) {
        return Orientation.ofTiff(tiff, 0, tiff.length);
    }

    /** A directory of two entries, the second of which is the orientation. */
    private static byte[] tiff(ByteOrder order, int type, int value) {
        ByteBuffer tiff = ByteBuffer.allocate(34).order(order);
        tiff.put((byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I'))
                .put(tiff.get(0))
                .putShort((short) 42);
        tiff.putInt(8).putShort((short) 2);
        tiff.putShort((short) 0x0100).putShort((short) SHORT).putInt(1).putInt(0);
        tiff.putShort((short) 0x0112).putShort((short) type).putInt(1);
        switch (type) {
            case 1 -> tiff.put((byte) value);
            case 4 -> tiff.putInt(value);
            default -> tiff.putShort((short) value);
        }
        return tiff.array();
    }
}
