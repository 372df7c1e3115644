package io.github.resnetv2.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A heat map and its colours over a photo. */
class HeatMapTest {
    private static final int[] COLOURS = HeatColours.table();

    private static RgbImage plain(int width, int height, int rgb) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, rgb);
        return RgbImage.ofArgb(width, height, pixels);
    }

    /** Relative luminance (WCAG 2.2) of a colour. */
    private static double luminance(int rgb) {
        double sum = 0;
        double[] weights = {0.2126, 0.7152, 0.0722};
        for (int i = 0; i < 3; i++) {
            double value = (rgb >> 16 - 8 * i & 0xff) / 255.0;
            sum += weights[i] * (value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    @Test
    void hotterIsLighter() {
        assertEquals(256, COLOURS.length);
        for (int i = 8; i < COLOURS.length; i++) {
            assertTrue(luminance(COLOURS[i]) > luminance(COLOURS[i - 8]), "colour " + i);
        }
        assertTrue(luminance(COLOURS[255]) > 15 * luminance(COLOURS[0]));
    }

    @Test
    void theSmallestValueIsTheColdestAndTheLargestTheHottest() {
        HeatMap map = HeatMap.of(3, 2, new float[] {-1, 5, 0, 2, 4, 7}, SeenArea.ALL);
        RgbImage overlay = map.overlay(plain(3, 2, 0x808080));
        assertEquals(HeatColours.mix(0x808080, COLOURS[0], 0.65), overlay.rgb(0, 0));
        assertEquals(HeatColours.mix(0x808080, COLOURS[255], 0.65), overlay.rgb(2, 1));
        assertEquals(HeatColours.mix(0x808080, COLOURS[191], 0.65), overlay.rgb(1, 0));
    }

    @Test
    void onlyWhatTheNetworkSawIsColoured() {
        HeatMap map = HeatMap.of(1, 1, new float[] {3}, new SeenArea(0.25, 0, 0.5, 1));
        RgbImage overlay = map.overlay(plain(8, 2, 0xff0000));
        int grey = 0x4c4c4c; // 0.299 x 255
        int heat = HeatColours.mix(grey, COLOURS[0], 0.65);
        for (int x = 0; x < 8; x++) {
            assertEquals(x < 2 || x >= 6 ? grey : heat, overlay.rgb(x, 1), "column " + x);
        }
    }

    @Test
    void aSliverOfThePhotoIsItsFirstColumnAndRow() {
        int grey = 0x808080;
        int heat = HeatColours.mix(grey, COLOURS[0], 0.65);
        RgbImage column =
                HeatMap.of(1, 1, new float[] {3}, new SeenArea(-0.999, 0, 1, 1)).overlay(plain(100, 2, grey));
        RgbImage row =
                HeatMap.of(1, 1, new float[] {3}, new SeenArea(0, -0.999, 1, 1)).overlay(plain(2, 100, grey));
        for (int i = 0; i < 100; i++) {
            assertEquals(i == 0 ? heat : grey, column.rgb(i, 1), "column " + i);
            assertEquals(i == 0 ? heat : grey, row.rgb(1, i), "row " + i);
        }
    }

    @Test
    void aPhotoThatWasPaddedIsColouredWhole() {
        HeatMap map = HeatMap.of(
                4,
                4,
                new float[] {
                    0, 0, 0, 0, //
                    0, 1, 1, 0, //
                    0, 1, 1, 0, //
                    0, 0, 0, 0
                },
                new SeenArea(-0.5, -0.5, 2, 2));
        RgbImage overlay = map.overlay(plain(2, 2, 0));
        int hottest = HeatColours.mix(0, COLOURS[255], 0.65);
        for (int i = 0; i < 4; i++) {
            assertEquals(hottest, overlay.rgb(i % 2, i / 2));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3", "1, 500", "500, 1", "31, 17"})
    void photosOfAnySizeDo(int width, int height) {
        HeatMap map = HeatMap.of(7, 5, new float[35], new SeenArea(0.1, 0.2, 0.3, 0.4));
        RgbImage overlay = map.overlay(plain(width, height, 0xffffff));
        assertEquals(width, overlay.width());
        assertEquals(height, overlay.height());
    }

    @Test
    void valuesWithoutAPlaceCountAsTheSmallest() {
        float[] values = {Float.NaN, Float.NEGATIVE_INFINITY, 0, 1, Float.POSITIVE_INFINITY};
        RgbImage overlay = HeatMap.of(5, 1, values, SeenArea.ALL).overlay(plain(5, 1, 0));
        int coldest = HeatColours.mix(0, COLOURS[0], 0.65);
        int hottest = HeatColours.mix(0, COLOURS[255], 0.65);
        int[] expected = {coldest, coldest, coldest, hottest, hottest};
        for (int x = 0; x < 5; x++) {
            assertEquals(expected[x], overlay.rgb(x, 0), "column " + x);
        }
        RgbImage nothing =
                HeatMap.of(1, 1, new float[] {Float.NaN}, SeenArea.ALL).overlay(plain(1, 1, 0));
        assertEquals(coldest, nothing.rgb(0, 0));
    }

    @Test
    void valuesAreCopiedInAndOut() {
        float[] values = {1, 2};
        HeatMap map = HeatMap.of(2, 1, values, SeenArea.ALL);
        values[0] = 9;
        map.toArray()[0] = 9;
        assertArrayEquals(new float[] {1, 2}, map.toArray());
        assertEquals(2, map.get(1, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> map.get(0, 1));
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        assertEquals(
                "heat map: expected at least 1 x 1 cells and a value for each, found 2 x 2 and 3 values",
                assertThrows(IllegalArgumentException.class, () -> HeatMap.of(2, 2, new float[3], SeenArea.ALL))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> HeatMap.of(0, 2, new float[0], SeenArea.ALL));
        assertThrows(IllegalArgumentException.class, () -> new SeenArea(1, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new SeenArea(0, -1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new SeenArea(0, 0, Double.NaN, 1));
    }
}
