package io.github.resnetv2.image;

import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.Golden.Recorded;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Encodings that photos rarely have: every sampling of JPEG, Adobe's colours, every colour type and depth of PNG, placed
 * and interlaced GIF frames, every header of BMP.
 */
class EncodingsTest {
    private static final String RECORDED = "images/encodings.safetensors";

    static List<String> names() throws IOException {
        return Golden.read(RECORDED).tensors().keySet().stream()
                .filter(name -> name.endsWith("/file"))
                .map(name -> name.substring(0, name.indexOf('/')))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void equalsPillowToTheBit(String name) throws IOException {
        Golden golden = Golden.read(RECORDED);
        byte[] file = GoldenImages.bytes(golden.tensor(name + "/file"));
        Recorded rgb = golden.tensor(name + "/rgb");
        GoldenImages.assertPixels(rgb, ImageDecoder.DEFAULT.decode(file));

        Recorded turned = golden.tensors().getOrDefault(name + "/rgb.exif", rgb);
        ImageDecoder turning = ImageDecoder.DEFAULT.withExifOrientation(true);
        GoldenImages.assertPixels(turned, turning.decode(file));
    }
}
