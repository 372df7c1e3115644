package io.github.resnetv2.image;

import io.github.resnetv2.limits.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Reads JPEG, PNG, GIF (the first frame) and BMP, whatever the file is called, as
 * {@code PIL.Image.open(f).convert('RGB')} of Pillow 13.0 does: alpha is dropped and not composited, ICC profiles and
 * gamma are ignored. {@code docs/preprocessing.md} lists where that is not equal to the bit.
 *
 * <p>The input is not trusted. The size in the header and the number of encoded bytes are checked against the limits
 * before memory is taken; a damaged, hostile or unknown file ends in an {@link ImageFormatException}. Nothing is written
 * to disk. Immutable, for any number of threads.
 *
 * @param limits of which {@code pixels} and {@code imageBytes} count here
 * @param exifOrientation whether the orientation that a camera wrote into the file is applied, as
 *     {@code PIL.ImageOps.exif_transpose} does; the Python loaders of all families do not
 */
public record ImageDecoder(Limits limits, boolean exifOrientation) {
    /** Default limits, orientation as stored: what the Python loaders do. */
    public static final ImageDecoder DEFAULT = new ImageDecoder(Limits.DEFAULT, false);

    /**
     * This decoder with other limits.
     *
     * @param changed the limits
     * @return a changed copy
     */
    public ImageDecoder withLimits(Limits changed) {
        return new ImageDecoder(changed, exifOrientation);
    }

    /**
     * This decoder with EXIF orientation on or off.
     *
     * @param applied whether the picture is turned as its EXIF data says
     * @return a changed copy
     */
    public ImageDecoder withExifOrientation(boolean applied) {
        return new ImageDecoder(limits, applied);
    }

    /**
     * Reads a picture from a file of any file system.
     *
     * @param file the picture
     * @return its pixels
     * @throws ImageFormatException if it is not a picture that can be accepted
     * @throws IOException if the file cannot be read
     */
    public RgbImage decode(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new ImageFormatException(file + ": expected a picture, found a folder");
        }
        requireLength(file.toString(), Files.size(file));
        try (InputStream in = Files.newInputStream(file)) {
            return decode(file.toString(), in);
        }
    }

    /**
     * Reads a picture from a stream, to its end; the caller closes it.
     *
     * @param in the encoded picture
     * @return its pixels
     * @throws ImageFormatException if it is not a picture that can be accepted
     * @throws IOException if the stream cannot be read
     */
    public RgbImage decode(InputStream in) throws IOException {
        return decode("stream", in);
    }

    /**
     * Reads a picture from memory.
     *
     * @param encoded the encoded picture; not kept
     * @return its pixels
     * @throws ImageFormatException if it is not a picture that can be accepted
     * @throws IOException if the run-time lacks the module {@code java.desktop} and the picture is a JPEG
     */
    public RgbImage decode(byte[] encoded) throws IOException {
        return decode("bytes", encoded);
    }

    private RgbImage decode(String name, InputStream in) throws IOException {
        // One byte more than allowed shows that there is more, however much that may be.
        return decode(name, in.readNBytes((int) Math.min(EncodedImage.MAX_ARRAY - 1, limits.imageBytes()) + 1));
    }

    private RgbImage decode(String name, byte[] encoded) throws IOException {
        requireLength(name, encoded.length);
        EncodedImage image = EncodedImage.of(name, encoded, limits);
        if (image.startsWith(0, "\u00ff\u00d8\u00ff")) {
            return oriented(JpegDecoder.decode(image.as("JPEG")));
        }
        if (image.startsWith(0, PngDecoder.SIGNATURE)) {
            return oriented(PngDecoder.decode(image.as("PNG")));
        }
        if (image.startsWith(0, "GIF87a") || image.startsWith(0, "GIF89a")) {
            return GifDecoder.decode(image.as("GIF"));
        }
        if (image.startsWith(0, "BM")) {
            return BmpDecoder.decode(image.as("BMP"));
        }
        throw image.damaged("expected a JPEG, PNG, GIF or BMP picture, found "
                + (encoded.length == 0
                        ? "no bytes"
                        : "the bytes "
                                + HexFormat.ofDelimiter(" ").formatHex(encoded, 0, Math.min(8, encoded.length))));
    }

    private RgbImage oriented(Decoded decoded) {
        return exifOrientation ? decoded.orientation().apply(decoded.image()) : decoded.image();
    }

    private void requireLength(String name, long length) throws ImageFormatException {
        if (length > limits.imageBytes()) {
            throw new ImageFormatException(
                    name + ": expected at most " + limits.imageBytes() + " bytes (the limit 'imageBytes'), found "
                            + (length == limits.imageBytes() + 1 ? "more" : length));
        }
    }

    /** Pixels as they are stored, and how the camera was held. */
    record Decoded(RgbImage image, Orientation orientation) {}
}
