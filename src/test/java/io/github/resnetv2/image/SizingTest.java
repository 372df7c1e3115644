package io.github.resnetv2.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.image.Sizing.CropOffset;
import io.github.resnetv2.image.Sizing.Fit;
import io.github.resnetv2.image.Sizing.LongSide;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizingTest {
    /** torchvision: {@code int(round((side - crop) / 2.0))}, where Python rounds half to even; the zoo: half of each. */
    @ParameterizedTest
    @CsvSource({
        "235, 224, 6, 5",
        "255, 224, 16, 15",
        "341, 224, 58, 58",
        "256, 224, 16, 16",
        "227, 224, 2, 1",
        "225, 224, 0, 0",
        "224, 223, 0, 1",
        "226, 223, 2, 2",
        "228, 223, 2, 3",
        "9, 9, 0, 0"
    })
    void theCutStartsWherePythonRoundsIt(int side, int size, int halfToEven, int floored) {
        Sizing sizing = Sizing.exact(size, ResizeFilter.BOX).withFit(Fit.CROP);
        assertEquals(halfToEven, start(sizing, side));
        assertEquals(floored, start(sizing.withRounding(LongSide.TRUNCATE, CropOffset.FLOOR), side));
    }

    /** The number of the first column, of which each has its own colour, and the same for rows. */
    private static int start(Sizing sizing, int side) {
        int[] argb = new int[side * side];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = i / side << 12 | i % side;
        }
        int first = sizing.apply(RgbImage.ofArgb(side, side, argb)).rgb(0, 0);
        assertEquals(first >> 12, first & 0xfff, "rows and columns");
        return first >> 12;
    }

    /** 451 x 300 to 256: 384.85 columns; the cut of 256 shows which whole number they became. */
    @Test
    void theLongSideIsTruncatedOrRounded() throws IOException {
        RgbImage cat = GoldenImages.decode("cat-420.jpg");
        Sizing truncated = Sizing.shorterSide(256, 1, ResizeFilter.BILINEAR);
        Sizing rounded = truncated.withRounding(LongSide.ROUND, CropOffset.ROUND_HALF_EVEN);
        assertEquals(cat.resize(384, 256, ResizeFilter.BILINEAR).crop(64, 0, 256, 256), truncated.apply(cat));
        assertEquals(cat.resize(385, 256, ResizeFilter.BILINEAR).crop(64, 0, 256, 256), rounded.apply(cat));
    }

    @Test
    void theMiddleOfTheResizedPictureIsCutOut() throws IOException {
        RgbImage cat = GoldenImages.decode("cat-420.jpg");
        Sizing sizing = Sizing.shorterSide(224, 0.95, ResizeFilter.BICUBIC);
        assertEquals(235, sizing.resizedSide());
        RgbImage whole = cat.resize(235 * 451 / 300, 235, ResizeFilter.BICUBIC);
        assertEquals(whole.crop(64, 6, 224, 224), sizing.apply(cat));
    }

    @Test
    void bothSidesCanBeResizedWhateverTheProportion() throws IOException {
        RgbImage cat = GoldenImages.decode("cat-420.jpg");
        assertEquals(
                cat.resize(97, 97, ResizeFilter.NEAREST),
                Sizing.exact(97, ResizeFilter.NEAREST).apply(cat));
        Sizing cut = Sizing.shorterSide(90, 0.9, ResizeFilter.BOX).withFit(Fit.EXACT);
        assertEquals(cat.resize(100, 100, ResizeFilter.BOX).crop(5, 5, 90, 90), cut.apply(cat));
    }

    /** torchvision's {@code CenterCrop} pads (crop - side) // 2 to the left, the rest to the right. */
    @Test
    void aPictureSmallerThanTheCutIsPaddedWithBlack() throws IOException {
        RgbImage odd = GoldenImages.decode("cat-odd.jpg");
        assertEquals("RgbImage 37 x 211", odd.toString());
        Sizing crop = Sizing.exact(64, ResizeFilter.BOX).withFit(Fit.CROP);
        assertEquals(odd.crop(-13, 74, 64, 64), crop.apply(odd));
        // 50 pixels of 40: resized whole, then five black ones all around.
        Sizing larger = Sizing.shorterSide(50, 1.25, ResizeFilter.BOX).withFit(Fit.EXACT);
        assertEquals(odd.resize(40, 40, ResizeFilter.BOX).crop(-5, -5, 50, 50), larger.apply(odd));
    }

    @Test
    void withoutFitThePictureStaysAsItIs() throws IOException {
        RgbImage odd = GoldenImages.decode("cat-odd.jpg");
        assertSame(odd, Sizing.exact(224, ResizeFilter.BOX).withFit(Fit.NONE).apply(odd));
    }

    @Test
    void theOrderOfPassesIsThatOfTheChosenPillow() throws IOException {
        RgbImage odd = GoldenImages.decode("cat-odd.jpg");
        Sizing sizing = Sizing.shorterSide(20, 1, ResizeFilter.BICUBIC);
        RgbImage whole = new Resampling(ResizeFilter.BICUBIC, PassOrder.PILLOW_12)
                .apply(odd, 20, 114, new Region(0, 0, 20, 114));
        assertEquals(
                whole.crop(0, 47, 20, 20),
                sizing.withPassOrder(PassOrder.PILLOW_12).apply(odd));
        assertEquals(
                odd.resize(20, 114, ResizeFilter.BICUBIC).crop(0, 47, 20, 20),
                sizing.withPassOrder(PassOrder.PILLOW_13).apply(odd));
    }

    @Test
    void aPictureOfImpossibleProportionIsRefused() {
        RgbImage thread = RgbImage.ofRgb(1, 600_000, new byte[1_800_000]);
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> Sizing.shorterSide(4096, 1, ResizeFilter.BOX).apply(thread));
        assertTrue(error.getMessage().contains("1 and 600000 pixels"), error.getMessage());
    }

    @Test
    void aPictureThatGetsTooLargeBetweenTheTwoPassesIsRefused() {
        RgbImage thread = RgbImage.ofRgb(1, 600_000, new byte[1_800_000]);
        // Rows first: all of them as wide as the result.
        Sizing sizing = Sizing.exact(4000, ResizeFilter.BOX).withPassOrder(PassOrder.PILLOW_12);
        IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> sizing.apply(thread));
        assertTrue(error.getMessage().endsWith("found 4000 x 600000"), error.getMessage());
    }

    @Test
    void rangesAreChecked() {
        assertRefused("size: expected 1 to 4096, found 0", 0, 1);
        assertRefused("size: expected 1 to 4096, found 4097", 4097, 1);
        assertRefused("found 0.0", 224, 0);
        assertRefused("found -1.0", 224, -1);
        assertRefused("found NaN", 224, Double.NaN);
        assertRefused("found 0.001", 224, 0.001);
        assertRefused("found 300.0", 224, 300);
    }

    private static void assertRefused(String part, int size, double cropFraction) {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Sizing.shorterSide(size, cropFraction, ResizeFilter.BOX))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void everySwitchShowsInTheText() {
        Sizing usual = Sizing.shorterSide(224, 0.875, ResizeFilter.BILINEAR);
        assertEquals("shorter side to 256 bilinear, centre 224 x 224", usual.toString());
        assertEquals(
                "both sides to 256 lanczos, centre 224 x 224",
                usual.withFit(Fit.EXACT).withFilter(ResizeFilter.LANCZOS).toString());
        assertEquals("centre 299 x 299", usual.withFit(Fit.CROP).withSize(299).toString());
        assertEquals("any size", usual.withFit(Fit.NONE).toString());
        assertEquals(
                "shorter side to 256 bilinear, centre 224 x 224, as pillow-12, longer side rounded, crop offset"
                        + " floored",
                usual.withPassOrder(PassOrder.PILLOW_12)
                        .withRounding(LongSide.ROUND, CropOffset.FLOOR)
                        .toString());
    }
}
