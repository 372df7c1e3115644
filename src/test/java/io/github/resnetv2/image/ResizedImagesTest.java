package io.github.resnetv2.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.resnetv2.testing.Golden;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded resize, as {@code PIL.Image.resize} makes it. */
class ResizedImagesTest {
    private static final Map<String, String> SOURCES =
            Map.of("cat", "cat-420.jpg", "wide", "wide.png", "dot", "one-pixel.png");

    static List<String> recorded() throws IOException {
        return List.copyOf(Golden.read("images/resized.safetensors").tensors().keySet());
    }

    static List<String> tall() throws IOException {
        return List.copyOf(
                Golden.read("images/resized-pillow13.safetensors").tensors().keySet());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void equalsPillowToTheBit(String name) throws IOException {
        String[] parts = name.split("/");
        RgbImage source = GoldenImages.decode(SOURCES.get(parts[0]));
        RgbImage found = source.resize(width(parts[2]), height(parts[2]), filter(parts[1]));
        GoldenImages.assertPixels(Golden.read("images/resized.safetensors").tensor(name), found);
    }

    /** Of a tall picture Pillow 13 weighs the columns first, Pillow 12 the rows. */
    @ParameterizedTest
    @MethodSource("tall")
    void equalsBothOrdersOfPassesToTheBit(String name) throws IOException {
        String[] parts = name.split("/");
        RgbImage source = GoldenImages.decode("cat-odd.jpg");
        for (PassOrder order : PassOrder.values()) {
            Golden golden = Golden.read(
                    order == PassOrder.PILLOW_13
                            ? "images/resized-pillow13.safetensors"
                            : "images/resized-pillow12.safetensors");
            RgbImage found = whole(source, width(parts[1]), height(parts[1]), filter(parts[0]), order);
            GoldenImages.assertPixels(golden.tensor(name), found);
        }
    }

    @Test
    void theOrderOfPassesShows() throws IOException {
        RgbImage source = GoldenImages.decode("cat-odd.jpg");
        assertNotEquals(
                whole(source, 20, 40, ResizeFilter.BICUBIC, PassOrder.PILLOW_12),
                whole(source, 20, 40, ResizeFilter.BICUBIC, PassOrder.PILLOW_13));
    }

    /** What lies outside the region is not computed; what lies inside must not notice. */
    @ParameterizedTest
    @EnumSource
    void aRegionEqualsThatPartOfTheWhole(ResizeFilter filter) throws IOException {
        RgbImage source = GoldenImages.decode("cat-odd.jpg");
        for (PassOrder order : PassOrder.values()) {
            for (int[] size : new int[][] {{20, 40}, {37, 300}, {90, 211}, {74, 422}, {300, 60}}) {
                RgbImage whole = whole(source, size[0], size[1], filter, order);
                for (int[] part : new int[][] {{0, 0, 1, 1}, {5, 9, 11, 20}, {size[0] - 3, size[1] - 7, 3, 7}}) {
                    Region region = new Region(part[0], part[1], part[2], part[3]);
                    assertEquals(
                            whole.crop(part[0], part[1], part[2], part[3]),
                            new Resampling(filter, order).apply(source, size[0], size[1], region));
                }
            }
        }
    }

    @Test
    void theSameSizeIsThePictureItself() throws IOException {
        RgbImage source = GoldenImages.decode("cat-odd.jpg");
        assertSame(source, source.resize(source.width(), source.height(), ResizeFilter.LANCZOS));
    }

    private static RgbImage whole(RgbImage source, int width, int height, ResizeFilter filter, PassOrder order) {
        return new Resampling(filter, order).apply(source, width, height, new Region(0, 0, width, height));
    }

    private static ResizeFilter filter(String name) {
        return ResizeFilter.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static int width(String size) {
        return Integer.parseInt(size.substring(0, size.indexOf('x')));
    }

    private static int height(String size) {
        return Integer.parseInt(size.substring(size.indexOf('x') + 1));
    }
}
