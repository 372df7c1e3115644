package io.github.resnetv2.image;

import io.github.resnetv2.testing.Golden;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded picture, decoded as {@code PIL.Image.open(f).convert('RGB')} of Pillow 13.0 decodes it. */
class DecodedImagesTest {
    static List<String> recorded() throws IOException {
        return List.copyOf(Golden.read("images/decoded.safetensors").tensors().keySet());
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void equalsPillowToTheBit(String name) throws IOException {
        String file = name.substring(0, name.indexOf('/'));
        ImageDecoder decoder = ImageDecoder.DEFAULT.withExifOrientation(name.endsWith(".exif"));
        RgbImage found = decoder.decode(Golden.path("images/" + file));
        GoldenImages.assertPixels(Golden.read("images/decoded.safetensors").tensor(name), found);
    }
}
