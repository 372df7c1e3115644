package io.github.resnetv2.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The JPEG decoder of {@code java.desktop}, asked for the coded components and for nothing else. */
final class PlatformJpeg {
    private PlatformJpeg() {}

    /**
     * The components of a picture, interleaved, at full size.
     *
     * @throws ImageFormatException if the decoder does not accept the stream
     * @throws IOException if there is no decoder
     */
    static byte[] components(JpegStream stream, EncodedImage in) throws IOException {
        try {
            return Decoder.decode(stream, in);
        } catch (LinkageError e) {
            throw new IOException(
                    "the platform's JPEG decoder is missing; it comes with java.desktop (--add-modules java.desktop)",
                    e);
        }
    }

    /** Apart, so that {@link PlatformJpeg} loads without {@code java.desktop}. */
    private static final class Decoder {
        /** The one that comes with the platform: one that a class path adds might decode other pixels. */
        private static final ImageReaderSpi PROVIDER = find();

        private static ImageReaderSpi find() {
            Iterator<ImageReaderSpi> jpeg = IIORegistry.getDefaultInstance()
                    .getServiceProviders(
                            ImageReaderSpi.class,
                            provider -> provider.getClass().getModule() == ImageIO.class.getModule()
                                    && provider instanceof ImageReaderSpi reader
                                    && List.of(reader.getFormatNames()).contains("jpeg"),
                            true);
            return jpeg.next();
        }

        static byte[] decode(JpegStream stream, EncodedImage in) throws IOException {
            ImageReader reader = PROVIDER.createReaderInstance();
            try (ImageInputStream bytes = new MemoryCacheImageInputStream(new ByteArrayInputStream(stream.bytes()))) {
                reader.setInput(bytes, true, true);
                return samples(reader.readRaster(0, null), stream, in);
            } catch (ImageFormatException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw in.damaged("the platform's decoder refuses it: " + e.getMessage(), e);
            } finally {
                reader.dispose();
            }
        }

        private static byte[] samples(Raster raster, JpegStream stream, EncodedImage in) throws ImageFormatException {
            int components = stream.components().length;
            if (raster.getWidth() != stream.width()
                    || raster.getHeight() != stream.height()
                    || raster.getNumBands() != components) {
                throw in.damaged("expected " + components + " components of " + stream.width() + " x " + stream.height()
                        + ", the platform's decoder found " + raster);
            }
            int length = components * stream.width() * stream.height();
            if (raster.getDataBuffer() instanceof DataBufferByte buffer && buffer.getSize() == length) {
                return buffer.getData();
            }
            return (byte[]) raster.getDataElements(0, 0, stream.width(), stream.height(), null);
        }
    }
}
