package io.github.resnetv2.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.testing.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PNG files written here, read by others. */
class PngEncoderTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "40, 36", "1, 3000", "3000, 1", "301, 299"})
    void otherDecodersReadTheSamePixels(int width, int height) throws IOException {
        byte[] noise = new byte[3 * width * height];
        new SplittableRandom(1).nextBytes(noise);
        requireReadable(RgbImage.ofRgb(width, height, noise));
    }

    @Test
    void aPhotoIsSmallerThanItsPixelsAndTheSame() throws IOException {
        RgbImage photo = ImageDecoder.DEFAULT.decode(Golden.path("images/cat.png"));
        // Pillow's file of the same pixels: its compressor is the same, its filters are chosen alike.
        assertTrue(photo.toPng().length < 1.1 * Golden.bytes("images/cat.png").length);
        requireReadable(photo);
    }

    private static void requireReadable(RgbImage image) throws IOException {
        byte[] png = image.toPng();
        assertEquals(image, ImageDecoder.DEFAULT.decode(png));
        assertEquals(image, RgbImage.of(ImageIO.read(new ByteArrayInputStream(png))));
    }
}
