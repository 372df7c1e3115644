package io.github.resnetv2.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** The way between {@link RgbImage} and AWT; the only class besides the JPEG decoder that needs {@code java.desktop}. */
final class AwtImages {
    private AwtImages() {}

    static RgbImage toRgb(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] data = new byte[RgbImage.requireLength(width, height)];
        boolean grey = isGrey(image.getColorModel());
        int[] row = new int[width];
        for (int y = 0, to = 0; y < height; y++) {
            if (grey) {
                greyRow(image.getRaster(), image.getColorModel().getComponentSize(0), y, row);
            } else {
                image.getRGB(0, y, width, 1, row, 0, width);
            }
            for (int x = 0; x < width; x++, to += 3) {
                RgbImage.put(data, to, row[x]);
            }
        }
        return RgbImage.wrap(width, height, data);
    }

    static BufferedImage of(RgbImage image) {
        BufferedImage awt = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[image.width()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < row.length; x++) {
                row[x] = image.rgb(x, y);
            }
            awt.getRaster().setDataElements(0, y, row.length, 1, row);
        }
        return awt;
    }

    /** One grey sample a pixel, with or without alpha, unsigned, of 8 or 16 bits. */
    private static boolean isGrey(ColorModel model) {
        return model instanceof ComponentColorModel
                && model.getNumColorComponents() == 1
                && (model.getTransferType() == DataBuffer.TYPE_BYTE
                        || model.getTransferType() == DataBuffer.TYPE_USHORT);
    }

    private static void greyRow(Raster raster, int bits, int y, int[] row) {
        raster.getSamples(0, y, row.length, 1, 0, row);
        for (int x = 0; x < row.length; x++) {
            row[x] = (row[x] >> bits - 8) * 0x010101;
        }
    }
}
