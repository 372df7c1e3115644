package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngFileTest {
    @Test
    void otherDecodersReadTheSamePixels(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("picture.png");
        PngFile.write(file, SampleFiles.picture());
        assertEquals(SampleFiles.picture(), ImageDecoder.DEFAULT.decode(file));
        assertEquals(SampleFiles.picture(), RgbImage.of(ImageIO.read(file.toFile())));
    }
}
