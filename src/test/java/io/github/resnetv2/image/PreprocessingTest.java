package io.github.resnetv2.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.image.PixelScale.ChannelOrder;
import io.github.resnetv2.image.PixelScale.Division;
import io.github.resnetv2.image.PixelScale.PerChannel;
import io.github.resnetv2.image.Sizing.CropOffset;
import io.github.resnetv2.image.Sizing.Fit;
import io.github.resnetv2.image.Sizing.LongSide;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {
    private static final PerChannel MEAN = new PerChannel(0.485f, 0.456f, 0.406f);
    private static final PerChannel STD = new PerChannel(0.229f, 0.224f, 0.225f);
    private static final Preprocessing IMAGENET =
            new Preprocessing(Sizing.shorterSide(224, 0.875, ResizeFilter.BILINEAR), PixelScale.of(MEAN, STD));

    /** One red, one green and one blue pixel of the values 7, 130, 255. */
    private static final RgbImage PIXELS = RgbImage.ofArgb(3, 1, new int[] {0x070000, 0x008200, 0x0000ff});

    @Test
    void channelsFollowEachOtherScaledInSinglePrecision() {
        float[] found = unsized(PixelScale.of(MEAN, STD));
        float[] expected = {
            (7 / 255f - 0.485f) / 0.229f, (0 - 0.485f) / 0.229f, (0 - 0.485f) / 0.229f,
            (0 - 0.456f) / 0.224f, (130 / 255f - 0.456f) / 0.224f, (0 - 0.456f) / 0.224f,
            (0 - 0.406f) / 0.225f, (0 - 0.406f) / 0.225f, (1 - 0.406f) / 0.225f
        };
        assertArrayEquals(expected, found);
    }

    @Test
    void meansAndStdsStayWithTheirColourWhenTheOrderIsReversed() {
        PixelScale rgb = PixelScale.of(MEAN, STD);
        float[] forwards = unsized(rgb);
        float[] backwards = unsized(new PixelScale(ChannelOrder.BGR, 255, Division.EXACT, MEAN, STD));
        for (int i = 0; i < 9; i++) {
            assertEquals(forwards[i], backwards[(2 - i / 3) * 3 + i % 3]);
        }
    }

    /** Keras: {@code x /= 127.5; x -= 1}. */
    @Test
    void minusOneToOneIsWhatKerasComputes() {
        PixelScale keras =
                new PixelScale(ChannelOrder.RGB, 127.5f, Division.EXACT, PerChannel.all(1), PerChannel.all(1));
        float[] found = unsized(keras);
        assertEquals(7 / 127.5f - 1, found[0]);
        assertEquals(130 / 127.5f - 1, found[4]);
        assertEquals(1f, found[8]);
    }

    @Test
    void theTwoDivisionsDifferInTheLastBit() {
        float[] exact = unsized(PixelScale.of(PerChannel.all(0), PerChannel.all(1)));
        float[] product =
                unsized(PixelScale.of(PerChannel.all(0), PerChannel.all(1)).withDivision(Division.BY_RECIPROCAL));
        assertEquals(7 / 255f, exact[0]);
        assertEquals(7 * (1 / 255f), product[0]);
        assertEquals(Math.ulp(exact[0]), Math.abs(exact[0] - product[0]));
    }

    private static float[] unsized(PixelScale scale) {
        return new Preprocessing(Sizing.exact(1, ResizeFilter.BOX).withFit(Fit.NONE), scale)
                .apply(PIXELS)
                .toArray();
    }

    @Test
    void aBatchHoldsWhatEachPictureGivesAlone() throws IOException {
        List<RgbImage> images = List.of(
                GoldenImages.decode("cat-420.jpg"),
                GoldenImages.decode("wide.png"),
                GoldenImages.decode("cat-odd.jpg"));
        Tensor batch = IMAGENET.withSize(64).applyBatch(images);
        assertEquals(Shape.of(3, 3, 64, 64), batch.shape());
        for (int i = 0; i < images.size(); i++) {
            Tensor alone = IMAGENET.withSize(64).apply(images.get(i));
            assertArrayEquals(alone.toArray(), batch.slice(0, i, i + 1).toArray());
        }
    }

    @Test
    void anotherScaleLeavesTheSizeAsItIs() {
        PixelScale scale = PixelScale.of(PerChannel.all(0), PerChannel.all(1));
        Preprocessing changed = IMAGENET.withScale(scale);
        assertEquals(new Preprocessing(IMAGENET.sizing(), scale), changed);
        assertEquals(
                130 / 255f,
                changed.apply(RgbImage.ofRgb(1, 1, new byte[] {0, (byte) 130, 0}))
                        .toArray()[224 * 224]);
    }

    @Test
    void aBatchNeedsPicturesOfOneSize() {
        assertMessage("expected at least one picture", () -> IMAGENET.applyBatch(List.of()));
        Preprocessing unsized = IMAGENET.withSizing(IMAGENET.sizing().withFit(Fit.NONE));
        assertEquals(
                Shape.of(2, 3, 1, 3),
                unsized.applyBatch(List.of(PIXELS, PIXELS)).shape());
        assertMessage(
                "picture 1 of a batch without resizing: expected 3 x 1 as the first, found 1 x 1",
                () -> unsized.applyBatch(List.of(PIXELS, PIXELS.crop(0, 0, 1, 1))));
    }

    @Test
    void everySwitchSurvivesAsText() {
        Preprocessing odd = new Preprocessing(
                new Sizing(
                        Fit.EXACT,
                        333,
                        8.0 / 9,
                        ResizeFilter.LANCZOS,
                        PassOrder.PILLOW_12,
                        LongSide.ROUND,
                        CropOffset.FLOOR),
                new PixelScale(
                        ChannelOrder.BGR,
                        1e-3f,
                        Division.BY_RECIPROCAL,
                        new PerChannel(-1.5f, 1 / 3f, 1e20f),
                        new PerChannel(Float.MIN_VALUE, 1, -2)));
        assertEquals(odd, Preprocessing.fromMap(odd.toMap()));
        assertEquals(
                "{fit=shorter-side, size=224, crop_fraction=0.875, filter=bilinear, pass_order=pillow-13,"
                        + " long_side=truncate, crop_offset=round-half-even, channel_order=rgb, divisor=255.0,"
                        + " division=exact, mean=0.485,0.456,0.406, std=0.229,0.224,0.225}",
                IMAGENET.toMap().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fit | stretch | setting 'fit': expected one of shorter-side, exact, crop, none, found 'stretch'",
                "size | 224.5 | setting 'size': expected a whole number, found '224.5'",
                "size | 1E30 | setting 'size': expected a whole number, found '1E30'",
                "size | -3 | size: expected 1 to 4096, found -3",
                "crop_fraction | NaN | setting 'crop_fraction': expected a number, found 'NaN'",
                "crop_fraction | 1e | setting 'crop_fraction': expected a number, found '1e'",
                "filter | BILINEAR | setting 'filter': expected one of nearest, box, bilinear, bicubic, lanczos",
                "divisor | 0 | expected a divisor above 0",
                "mean | 1,2 | setting 'mean': expected three numbers with commas between them, found '1,2'",
                "mean | 1,2,x | setting 'mean': expected a number, found 'x'",
                "std | 1,0,1 | finite stds other than 0",
                "std | 1E300,1,1 | finite stds other than 0",
                "colour | red | unknown setting [colour]"
            })
    void textThatIsNoSettingIsNamed(String name, String value, String expected) {
        Map<String, String> text = new LinkedHashMap<>(IMAGENET.toMap());
        text.put(name, value);
        assertMessage(expected, () -> Preprocessing.fromMap(text));
    }

    @Test
    void aMissingSettingIsNamed() {
        for (String name : IMAGENET.toMap().keySet()) {
            Map<String, String> text = new LinkedHashMap<>(IMAGENET.toMap());
            text.remove(name);
            assertMessage("missing setting '" + name + "'", () -> Preprocessing.fromMap(text));
        }
    }

    @Test
    void saysWhatItDoesInOneLine() {
        assertEquals(
                "shorter side to 256 bilinear, centre 224 x 224, RGB,"
                        + " (x / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]",
                IMAGENET.toString());
    }

    private static void assertMessage(String part, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }
}
