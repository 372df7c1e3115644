package io.github.resnetv2.formats.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.weights.ModelFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One suite for every kind of source. */
final class ByteSourceTest {
    /** More than two chunks of a stream, and not a whole number of them. */
    private static final byte[] BYTES = new byte[(2 << 20) + 4321];

    static {
        new Random(3).nextBytes(BYTES);
    }

    @TempDir
    Path folder;

    /** The kinds of sources. */
    enum Kind {
        FILE,
        BUFFER,
        DIRECT_BUFFER,
        STREAM,
        WINDOW
    }

    private ByteSource open(Kind kind) throws IOException {
        return switch (kind) {
            case FILE -> ByteSource.open(Files.write(folder.resolve("x"), BYTES));
            case BUFFER -> ByteSource.of(ByteBuffer.wrap(BYTES), "x");
            case DIRECT_BUFFER -> {
                ByteBuffer direct = ByteBuffer.allocateDirect(BYTES.length + 3).position(3);
                yield ByteSource.of(direct.put(BYTES).position(3), "x");
            }
            case STREAM -> ByteSource.of(new ByteArrayInputStream(BYTES), BYTES.length, "x");
            case WINDOW -> {
                byte[] framed = new byte[BYTES.length + 20];
                System.arraycopy(BYTES, 0, framed, 7, BYTES.length);
                yield ByteSource.of(ByteBuffer.wrap(framed), "outer").window(7, BYTES.length, "x");
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void givesTheBytesOfAnyRange(Kind kind) throws IOException {
        try (ByteSource source = open(kind)) {
            assertEquals(BYTES.length, source.size());
            assertEquals("x", source.name());
            for (int[] range : new int[][] {
                {0, 10},
                {0, BYTES.length},
                {(1 << 20) - 5, 10},
                {1 << 20, 1 << 20},
                {BYTES.length - 1, 1},
                {5, 0},
                {BYTES.length, 0}
            }) {
                ByteBuffer slice = source.slice(range[0], range[1]);
                assertEquals(ByteOrder.LITTLE_ENDIAN, slice.order());
                assertArrayEquals(Arrays.copyOfRange(BYTES, range[0], range[0] + range[1]), slice.array());
                ByteBuffer target = ByteBuffer.allocateDirect(range[1] + 2).position(2);
                source.read(range[0], target);
                assertEquals(0, target.remaining());
                assertEquals(slice, target.position(2));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryRangeThatLeavesIt(Kind kind) throws IOException {
        try (ByteSource source = open(kind)) {
            long size = source.size();
            for (long[] range : new long[][] {
                {size, 1},
                {size - 1, 2},
                {-1, 1},
                {0, size + 1},
                {Long.MAX_VALUE, 1},
                {Long.MIN_VALUE, 1},
                {Long.MAX_VALUE, Integer.MAX_VALUE}
            }) {
                String message = assertThrows(ModelFormatException.class, () -> source.slice(range[0], (int) range[1]))
                        .getMessage();
                assertTrue(message.startsWith("x: expected " + range[1] + " bytes"), message);
                assertThrows(ModelFormatException.class, () -> source.window(range[0], range[1], "w"));
            }
            assertThrows(ModelFormatException.class, () -> source.slice(0, -1));
            assertThrows(ModelFormatException.class, () -> source.window(0, -1, "w"));
            for (long position : new long[] {size, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThrows(ModelFormatException.class, () -> source.read(position, ByteBuffer.allocate(1)));
            }
        }
    }

    @Test
    void aFileThatBecomesShorterIsATypedError() throws IOException {
        Path file = Files.write(folder.resolve("shrinking"), new byte[100]);
        try (ByteSource source = ByteSource.open(file)) {
            Files.write(file, new byte[50]);
            String message = assertThrows(ModelFormatException.class, () -> source.slice(0, 100))
                    .getMessage();
            assertEquals("shrinking: the file ended at offset 50 while it was read", message);
        }
    }

    @Test
    void anEndlessStreamIsReadNoFurtherThanAllowed() {
        InputStream endless = new InputStream() {
            private long count;

            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] target, int from, int length) {
                count += length;
                assertTrue(count < 10 << 20, "read far beyond the limit");
                return length;
            }
        };
        String message = assertThrows(ModelFormatException.class, () -> ByteSource.of(endless, 5 << 20, "<stream>"))
                .getMessage();
        assertEquals("<stream>: expected at most 5242880 bytes, found more", message);
    }

    @Test
    void aStreamOfExactlyTheAllowedLengthIsRead() throws IOException {
        for (int length : new int[] {0, 1, 1 << 20, (1 << 20) + 1}) {
            assertEquals(
                    length,
                    ByteSource.of(new ByteArrayInputStream(new byte[length]), length, "x")
                            .size());
            InputStream longer = new ByteArrayInputStream(new byte[length + 1]);
            assertThrows(ModelFormatException.class, () -> ByteSource.of(longer, length, "x"));
        }
    }
}
