package io.github.resnetv2.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.testing.Golden;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwtImagesTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR
            })
    void everyTypeKeepsItsColoursAndLosesItsAlpha(int type) {
        BufferedImage awt = new BufferedImage(3, 2, type);
        awt.setRGB(2, 1, 0x00102030);
        awt.setRGB(0, 0, 0x80ff8001);
        RgbImage image = RgbImage.of(awt);
        assertEquals(0x102030, image.rgb(2, 1));
        assertEquals(0xff8001, image.rgb(0, 0));
        assertEquals(0, image.rgb(1, 0));
    }

    /** {@code getRGB} would take 100 for linear light and give 167. */
    @Test
    void greyKeepsItsValues() {
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(1, 0, 0, 100);
        assertEquals(0x646464, RgbImage.of(grey).rgb(1, 0));
        BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(1, 0, 0, 0xabcd);
        assertEquals(0xababab, RgbImage.of(deep).rgb(1, 0));
    }

    @Test
    void aPaletteIsLookedUp() {
        byte[] ramp = {0, 10, 20, 30};
        IndexColorModel palette = new IndexColorModel(2, 4, ramp, new byte[4], ramp);
        BufferedImage indexed = new BufferedImage(5, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
        indexed.getRaster().setSample(3, 0, 0, 2);
        assertEquals(0x140014, RgbImage.of(indexed).rgb(3, 0));
    }

    @Test
    void equalsTheDecodedFileWhereThePlatformDecodesAlike() throws IOException {
        for (String file :
                new String[] {"cat.png", "cat-grey.png", "cat-grey.jpg", "cat-palette.png", "cat-1bit.png"}) {
            BufferedImage awt = ImageIO.read(Golden.path("images/" + file).toFile());
            assertEquals(GoldenImages.decode(file), RgbImage.of(awt), file);
        }
    }

    @Test
    void comesBackFromAwtUnchanged() throws IOException {
        RgbImage image = GoldenImages.decode("exif-1.jpg");
        assertEquals(image, RgbImage.of(image.toBufferedImage()));
    }
}
