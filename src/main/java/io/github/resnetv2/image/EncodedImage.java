package io.github.resnetv2.image;

import io.github.resnetv2.limits.Limits;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a picture file in memory, not to be trusted: every read is checked, and every complaint names the file.
 *
 * <p>Offsets are {@code long} so that sums of numbers from the file cannot wrap around before they are checked.
 */
final class EncodedImage {
    /** The longest array that every virtual machine can make. */
    static final long MAX_ARRAY = Integer.MAX_VALUE - 8L;

    private final String name;
    private final String format;
    private final byte[] bytes;
    private final long maxPixels;

    private EncodedImage(String name, String format, byte[] bytes, long maxPixels) {
        this.name = name;
        this.format = format;
        this.bytes = bytes;
        this.maxPixels = maxPixels;
    }

    static EncodedImage of(String name, byte[] bytes, Limits limits) {
        return new EncodedImage(name, "", bytes, limits.pixels());
    }

    /** The same bytes, with complaints that name the format too. */
    EncodedImage as(String recognised) {
        return new EncodedImage(name, recognised + ": ", bytes, maxPixels);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return bytes.length;
    }

    boolean startsWith(long at, String latin1) {
        byte[] expected = latin1.getBytes(StandardCharsets.ISO_8859_1);
        if (at < 0 || at > bytes.length - expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes[(int) at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    int u8(long at) throws ImageFormatException {
        return bytes[require(at, 1)] & 0xff;
    }

    int u16BigEndian(long at) throws ImageFormatException {
        int i = require(at, 2);
        return (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
    }

    int u16LittleEndian(long at) throws ImageFormatException {
        return Short.toUnsignedInt(Short.reverseBytes((short) u16BigEndian(at)));
    }

    long u32BigEndian(long at) throws ImageFormatException {
        require(at, 4);
        return (long) u16BigEndian(at) << 16 | u16BigEndian(at + 2);
    }

    long u32LittleEndian(long at) throws ImageFormatException {
        return Integer.toUnsignedLong(Integer.reverseBytes((int) u32BigEndian(at)));
    }

    /** Checks that {@code count} bytes lie from {@code at} on, and returns {@code at} as an index. */
    int require(long at, long count) throws ImageFormatException {
        if (at < 0 || count < 0 || at > bytes.length || count > bytes.length - at) {
            throw damaged("cut short: expected " + count + " bytes at byte " + at + ", the file has " + bytes.length);
        }
        return (int) at;
    }

    /**
     * Checks the size a header claims, before any memory is taken for it.
     *
     * @param bytesPerPixel what the decoder will need at most in one array
     */
    void requireSize(long width, long height, int bytesPerPixel) throws ImageFormatException {
        long allowed = allowedPixels(bytesPerPixel);
        if (width < 1 || height < 1) {
            throw damaged("expected at least 1 x 1 pixels, found " + width + " x " + height);
        }
        if (width > allowed / height) {
            throw damaged("expected at most " + allowed + " pixels (the limit 'pixels'), the header claims " + width
                    + " x " + height);
        }
    }

    /** How many pixels of so many bytes may be in one array. */
    long allowedPixels(int bytesPerPixel) {
        return Math.min(maxPixels, MAX_ARRAY / bytesPerPixel);
    }

    ImageFormatException damaged(String problem) {
        return new ImageFormatException(name + ": " + format + problem);
    }

    ImageFormatException damaged(String problem, Throwable cause) {
        return new ImageFormatException(name + ": " + format + problem, cause);
    }
}
