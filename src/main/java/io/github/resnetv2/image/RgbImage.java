package io.github.resnetv2.image;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A picture: rows of pixels from the top, each pixel red, green and blue as one byte (0..255), tightly packed ("HWC").
 *
 * <p>Immutable; equal if size and all pixels are. It takes three bytes a pixel, and at most 715 million pixels.
 */
public final class RgbImage {
    private final int width;
    private final int height;
    private final byte[] data;

    private RgbImage(int width, int height, byte[] data) {
        this.width = width;
        this.height = height;
        this.data = data;
    }

    /** Wraps an array that nobody else will write to. */
    static RgbImage wrap(int width, int height, byte[] data) {
        return new RgbImage(width, height, data);
    }

    /**
     * A picture of these pixels.
     *
     * @param width columns, at least 1
     * @param height rows, at least 1
     * @param rgb red, green, blue, red, ..., row by row from the top; {@code 3 * width * height} bytes, copied
     * @return the picture
     * @throws IllegalArgumentException if the number of bytes does not fit the size
     */
    public static RgbImage ofRgb(int width, int height, byte[] rgb) {
        return ofRgb(width, height, ByteBuffer.wrap(rgb));
    }

    /**
     * A picture of the remaining bytes of a buffer, whose position moves to its limit.
     *
     * @param width columns, at least 1
     * @param height rows, at least 1
     * @param rgb red, green, blue, red, ..., row by row from the top; {@code 3 * width * height} bytes remaining, copied
     * @return the picture
     * @throws IllegalArgumentException if the number of bytes does not fit the size
     */
    public static RgbImage ofRgb(int width, int height, ByteBuffer rgb) {
        int length = requireLength(width, height);
        if (rgb.remaining() != length) {
            throw new IllegalArgumentException("RGB picture of " + width + " x " + height + ": expected " + length
                    + " bytes, found " + rgb.remaining());
        }
        byte[] data = new byte[length];
        rgb.get(data);
        return wrap(width, height, data);
    }

    /**
     * A picture of these pixels, without their alpha.
     *
     * @param width columns, at least 1
     * @param height rows, at least 1
     * @param argb one pixel each, {@code 0xAARRGGBB}, row by row from the top; {@code width * height} of them, copied
     * @return the picture
     * @throws IllegalArgumentException if the number of pixels does not fit the size
     */
    public static RgbImage ofArgb(int width, int height, int[] argb) {
        byte[] data = new byte[requireLength(width, height)];
        if (argb.length != data.length / 3) {
            throw new IllegalArgumentException("ARGB picture of " + width + " x " + height + ": expected "
                    + data.length / 3 + " pixels, found " + argb.length);
        }
        for (int i = 0, to = 0; i < argb.length; i++, to += 3) {
            put(data, to, argb[i]);
        }
        return wrap(width, height, data);
    }

    /**
     * The pixels of an AWT image, without their alpha. A grey image keeps its stored values, as every Python library has
     * them; its own {@code getRGB} would brighten them, because Java takes grey to be linear. Everything else goes through
     * {@code getRGB}, that is, to sRGB.
     *
     * @param image the image; copied
     * @return the picture
     */
    public static RgbImage of(BufferedImage image) {
        return AwtImages.toRgb(image);
    }

    /**
     * The number of columns.
     *
     * @return at least 1
     */
    public int width() {
        return width;
    }

    /**
     * The number of rows.
     *
     * @return at least 1
     */
    public int height() {
        return height;
    }

    /**
     * One pixel.
     *
     * @param x the column, counted from the left from 0
     * @param y the row, counted from the top from 0
     * @return {@code 0xRRGGBB}
     * @throws IndexOutOfBoundsException if there is no such pixel
     */
    public int rgb(int x, int y) {
        int at = 3 * (Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width));
        return (data[at] & 0xff) << 16 | (data[at + 1] & 0xff) << 8 | data[at + 2] & 0xff;
    }

    /**
     * All pixels.
     *
     * @return red, green, blue, red, ..., row by row from the top; a fresh array
     */
    public byte[] toBytes() {
        return data.clone();
    }

    /**
     * This picture as an AWT image, for writing or showing it.
     *
     * @return of type {@link BufferedImage#TYPE_INT_RGB}
     */
    public BufferedImage toBufferedImage() {
        return AwtImages.of(this);
    }

    /**
     * This picture as a PNG file. Needs no module {@code java.desktop}.
     *
     * @return the bytes of the file: 8 bits a channel, without alpha
     */
    public byte[] toPng() {
        return PngEncoder.encode(this);
    }

    /**
     * This picture at another size, as {@code PIL.Image.resize} of Pillow 13.0 makes it, to the bit.
     *
     * @param newWidth columns, at least 1
     * @param newHeight rows, at least 1
     * @param filter how the pixels between the pixels are found
     * @return the resized picture, this one itself if it has that size already
     * @throws IllegalArgumentException if a side is less than 1, or the picture too large for an array
     */
    public RgbImage resize(int newWidth, int newHeight, ResizeFilter filter) {
        requireLength(newWidth, newHeight);
        if (newWidth == width && newHeight == height) {
            return this;
        }
        Region all = new Region(0, 0, newWidth, newHeight);
        return new Resampling(filter, PassOrder.PILLOW_13).apply(this, newWidth, newHeight, all);
    }

    /**
     * A part of this picture. What lies outside it is black (0), as torchvision pads.
     *
     * @param left first column; may be negative
     * @param top first row; may be negative
     * @param newWidth columns, at least 1
     * @param newHeight rows, at least 1
     * @return the part
     * @throws IllegalArgumentException if a side is less than 1, or the picture too large for an array
     */
    public RgbImage crop(int left, int top, int newWidth, int newHeight) {
        byte[] cut = new byte[requireLength(newWidth, newHeight)];
        Region inside = new Region(left, top, newWidth, newHeight).within(width, height);
        for (int y = 0; y < inside.height(); y++) {
            int from = 3 * ((inside.top() + y) * width + inside.left());
            int to = 3 * ((inside.top() + y - top) * newWidth + inside.left() - left);
            System.arraycopy(data, from, cut, to, 3 * inside.width());
        }
        return wrap(newWidth, newHeight, cut);
    }

    /** The pixels themselves; whoever asks must not write to them. */
    byte[] data() {
        return data;
    }

    /** Writes one pixel, given as {@code 0xRRGGBB}. */
    static void put(byte[] data, int at, int rgb) {
        data[at] = (byte) (rgb >> 16);
        data[at + 1] = (byte) (rgb >> 8);
        data[at + 2] = (byte) rgb;
    }

    /** The number of bytes of a picture of that size. */
    static int requireLength(int width, int height) {
        if (width < 1 || height < 1 || 3L * width * height > EncodedImage.MAX_ARRAY) {
            throw new IllegalArgumentException("expected a picture of at least 1 x 1 and at most "
                    + EncodedImage.MAX_ARRAY / 3 + " pixels, found " + width + " x " + height);
        }
        return 3 * width * height;
    }

    /** Equal if size and pixels are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage image && width == image.width && Arrays.equals(data, image.data);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(data);
    }

    /** The size: {@code RgbImage 640 x 480}. */
    @Override
    public String toString() {
        return "RgbImage " + width + " x " + height;
    }
}
