package io.github.resnetv2.image;

import io.github.resnetv2.testing.Golden;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded resize, as {@code PIL.Image.resize} of Pillow 13.0 makes it. */
class ResizedImagesTest {
    private static final Map<String, String> SOURCES =
            Map.of("cat", "cat-420.jpg", "wide", "wide.png", "dot", "one-pixel.png");

    static List<String> recorded() throws IOException {
        return List.copyOf(Golden.read("images/resized.safetensors").tensors().keySet());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void equalsPillowToTheBit(String name) throws IOException {
        String[] parts = name.split("[/x]");
        RgbImage source = GoldenImages.decode(SOURCES.get(parts[0]));
        ResizeFilter filter = ResizeFilter.valueOf(name.split("/")[1].toUpperCase(Locale.ROOT));
        String[] size = name.split("/")[2].split("x");
        RgbImage found = source.resize(Integer.parseInt(size[0]), Integer.parseInt(size[1]), filter);
        GoldenImages.assertPixels(Golden.read("images/resized.safetensors").tensor(name), found);
    }
}
