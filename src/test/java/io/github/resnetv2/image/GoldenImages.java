package io.github.resnetv2.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.Golden.Recorded;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Pictures that Pillow decoded or resized, and the comparison with ours. */
final class GoldenImages {
    private GoldenImages() {}

    static RgbImage decode(String file) throws IOException {
        return ImageDecoder.DEFAULT.decode(Golden.path("images/" + file));
    }

    static byte[] bytes(Recorded recorded) {
        byte[] bytes = new byte[recorded.bytes().remaining()];
        recorded.bytes().duplicate().get(bytes);
        return bytes;
    }

    /** Bytes as recorded; a vector of 32 bytes instead of rows of pixels is their SHA-256. */
    static void assertPixels(Recorded expected, RgbImage found) {
        if (expected.shape().length == 1) {
            assertArrayEquals(bytes(expected), sha256(found.toBytes()), () -> "SHA-256 of " + found);
        } else {
            assertEquals(expected.shape()[1] + " x " + expected.shape()[0], found.width() + " x " + found.height());
            assertArrayEquals(bytes(expected), found.toBytes());
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
