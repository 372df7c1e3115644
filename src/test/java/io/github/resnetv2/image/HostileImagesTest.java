package io.github.resnetv2.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.testing.AllocatedBytes;
import io.github.resnetv2.testing.Golden;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that no camera wrote: a typed error or the right picture, soon, and in the memory that the limits allow. */
class HostileImagesTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    static List<String> pictures() throws IOException {
        try (Stream<Path> files = Files.list(Golden.path("images/cat.png").getParent())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".*\\.(jpg|png|gif|bmp)"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void cutShortAtEvery97thByteIsATypedErrorOrTheWholePicture(String name) throws IOException {
        byte[] file = Golden.bytes("images/" + name);
        RgbImage whole = ImageDecoder.DEFAULT.decode(file);
        // Each cut of a PNG is inflated up to the cut: the two large files would take longer than all others together.
        int step = file.length > 100_000 ? 10 * 97 : 97;
        assertTimeoutPreemptively(SOON, () -> {
            for (int length = 0; length < file.length; length += step) {
                byte[] cut = Arrays.copyOf(file, length);
                try {
                    assertEquals(whole, ImageDecoder.DEFAULT.decode(cut), "cut to " + length + " bytes");
                } catch (ImageFormatException expected) {
                    assertNotNull(expected.getMessage());
                }
            }
        });
    }

    /** Flipped bits may give other pixels, as with any decoder, but no other exception. */
    @ParameterizedTest
    @MethodSource("pictures")
    void damagedBytesAreATypedErrorOrAPicture(String name) throws IOException {
        byte[] file = Golden.bytes("images/" + name);
        Random random = new Random(name.hashCode());
        ImageDecoder decoder = ImageDecoder.DEFAULT.withExifOrientation(true);
        assertTimeoutPreemptively(SOON, () -> {
            for (int i = 0; i < 40; i++) {
                byte[] damaged = file.clone();
                for (int k = 0; k < 3; k++) {
                    // Half of the damage hits the headers.
                    int at = random.nextInt(random.nextBoolean() ? damaged.length : Math.min(300, damaged.length));
                    damaged[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : 255);
                }
                try {
                    assertTrue(decoder.decode(damaged).width() > 0);
                } catch (ImageFormatException expected) {
                    assertNotNull(expected.getMessage());
                }
            }
        });
    }

    /** 7.5 GB of pixels; the header alone must be enough to refuse them. */
    @ParameterizedTest
    @ValueSource(strings = {"cat.png", "cat-420.jpg", "cat-progressive.jpg", "cat-cmyk.jpg", "cat.gif", "cat.bmp"})
    void aHeaderThatClaimsTooManyPixelsIsRefusedByIt(String name) throws IOException {
        byte[] bomb = resized(name, 50_000, 50_000);
        long before = AllocatedBytes.soFar();
        ImageFormatException error = assertThrows(ImageFormatException.class, () -> ImageDecoder.DEFAULT.decode(bomb));
        long taken = AllocatedBytes.soFar() - before;
        assertTrue(
                error.getMessage().contains("at most 50000000 pixels (the limit 'pixels')")
                        && error.getMessage().contains("50000 x 50000"),
                error.getMessage());
        assertTrue(taken < 20_000_000, () -> taken + " bytes");
    }

    /** The picture would be small, but not three of its rows as they are coded, at eight bytes a pixel. */
    @ParameterizedTest
    @CsvSource({"7000000, 50000000, 6250000", "400000000, 2000000000, 89478484"})
    void aPngOfLongRowsIsRefusedByItsHeader(int width, long pixels, int longest) throws IOException {
        byte[] bomb = resized("cat.png", width, 1);
        bomb[24] = 16;
        bomb[25] = 6;
        seal(bomb);
        ImageDecoder decoder = ImageDecoder.DEFAULT.withLimits(Limits.DEFAULT.withImages(pixels, 1_000_000));
        ImageFormatException error = assertThrows(ImageFormatException.class, () -> decoder.decode(bomb));
        assertTrue(
                error.getMessage()
                        .endsWith("expected rows of at most " + longest
                                + " pixels of 64 bits (the limit 'pixels'), the header claims " + width),
                error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat.png", "cat-420.jpg", "cat.gif", "cat.bmp"})
    void asManyPixelsAsAllowedAreRead(String name) throws IOException {
        RgbImage picture = GoldenImages.decode(name);
        Limits exact = Limits.DEFAULT.withImages((long) picture.width() * picture.height(), 1_000_000);
        assertEquals(picture, ImageDecoder.DEFAULT.withLimits(exact).decode(Golden.bytes("images/" + name)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aJpegSegmentShorterThanItsLengthIsNamed(int length) throws IOException {
        byte[] file = Golden.bytes("images/cat-420.jpg");
        int tables = indexOf(file, 0xdb);
        ByteBuffer.wrap(file).putShort(tables + 2, (short) length);
        ImageFormatException error = assertThrows(ImageFormatException.class, () -> ImageDecoder.DEFAULT.decode(file));
        assertTrue(
                error.getMessage()
                        .endsWith("expected a segment of at least 2 bytes, found " + length + " at byte " + tables),
                error.getMessage());
    }

    /** 147 MB of pixels are within the limits, but not within a file of that length. */
    @ParameterizedTest
    @ValueSource(strings = {"one-pixel.png", "exif-1.jpg", "cat.bmp"})
    void aHeaderThatClaimsMoreThanTheFileCanHoldIsRefusedBeforeMemoryIsTaken(String name) throws IOException {
        byte[] bomb = resized(name, 7_000, 7_000);
        long before = AllocatedBytes.soFar();
        ImageFormatException error = assertThrows(ImageFormatException.class, () -> ImageDecoder.DEFAULT.decode(bomb));
        long taken = AllocatedBytes.soFar() - before;
        assertTrue(error.getMessage().contains("cut short"), error.getMessage());
        // One byte a pixel would be 49 MB; a file of 20 kB and the classes of its decoder are far less.
        assertTrue(taken < 20_000_000, () -> taken + " bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat.png", "cat-420.jpg", "cat.gif", "cat.bmp"})
    void noPixelsAreRefused(String name) throws IOException {
        byte[] empty = resized(name, 0, 30);
        // A GIF has the size twice: the frame keeps its own, and the screen grows to it.
        if (name.endsWith(".gif")) {
            assertEquals(160, ImageDecoder.DEFAULT.decode(empty).width());
        } else {
            ImageFormatException error =
                    assertThrows(ImageFormatException.class, () -> ImageDecoder.DEFAULT.decode(empty));
            assertTrue(error.getMessage().contains("at least 1 x 1 pixels, found 0 x 30"), error.getMessage());
        }
    }

    @Test
    void aJpegOfManyScansIsRefused() throws IOException {
        byte[] file = Golden.bytes("images/cat-progressive.jpg");
        int scan = indexOf(file, 0xda);
        int end = indexOf(Arrays.copyOfRange(file, scan + 2, file.length), 0xc4) + scan + 2;
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(file, 0, scan);
        for (int i = 0; i < 50; i++) {
            many.write(file, scan, end - scan);
        }
        many.write(file, end, file.length - end);
        ImageFormatException error =
                assertThrows(ImageFormatException.class, () -> ImageDecoder.DEFAULT.decode(many.toByteArray()));
        assertTrue(error.getMessage().contains("up to 50 scans"), error.getMessage());
    }

    @Test
    void aFileOfTooManyBytesIsRefusedUnread(@TempDir Path folder) throws IOException {
        ImageDecoder strict = ImageDecoder.DEFAULT.withLimits(Limits.DEFAULT.withImages(1_000_000, 1_000));
        Path file = Files.write(folder.resolve("long.jpg"), new byte[5_000]);
        String message = assertThrows(ImageFormatException.class, () -> strict.decode(file))
                .getMessage();
        assertTrue(
                message.contains("long.jpg: expected at most 1000 bytes (the limit 'imageBytes'), found 5000"),
                message);
        assertThrows(ImageFormatException.class, () -> strict.decode(new byte[1_001]));
        assertThrows(ImageFormatException.class, () -> strict.decode(endless()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "<html>not found</html>", "RIFF....WEBPVP8 "})
    void whatIsNoPictureIsNamed(String content) {
        ImageFormatException error =
                assertThrows(ImageFormatException.class, () -> ImageDecoder.DEFAULT.decode(content.getBytes(UTF_8)));
        assertTrue(error.getMessage().contains("expected a JPEG, PNG, GIF or BMP picture, found "), error.getMessage());
    }

    @Test
    void theNameOfTheFileDoesNotMatter(@TempDir Path folder) throws IOException {
        Path misnamed = Files.write(folder.resolve("cat.jpg"), Golden.bytes("images/cat.png"));
        assertEquals(GoldenImages.decode("cat.png"), ImageDecoder.DEFAULT.decode(misnamed));
        assertThrows(NoSuchFileException.class, () -> ImageDecoder.DEFAULT.decode(folder.resolve("none.png")));
    }

    @ParameterizedTest
    @CsvSource({"1, 60000, png", "60000, 1, png", "1, 60000, jpg", "60000, 1, jpg", "1, 60000, gif", "1, 60000, bmp"})
    void aLineIsAPictureToo(int width, int height, String format) throws IOException {
        BufferedImage line = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        line.setRGB(width - 1, height - 1, 0xffffff);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(line, format, file);
        RgbImage image = ImageDecoder.DEFAULT.decode(file.toByteArray());
        assertEquals("RgbImage " + width + " x " + height, image.toString());
        // In proportion it becomes 256 by 15,360,000 pixels, of which only the middle is needed.
        Sizing sizing = Sizing.shorterSide(224, 0.875, ResizeFilter.BICUBIC);
        assertEquals("RgbImage 224 x 224", sizing.apply(image).toString());
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        Path handles = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(handles), "the system does not list open files there");
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        GoldenImages.decode("cat-420.jpg");
        List<String> filesBefore = imageIoFiles(temporary);
        long handlesBefore = count(handles);
        boolean cache = ImageIO.getUseCache();
        for (String name : pictures()) {
            GoldenImages.decode(name);
            byte[] cut = Arrays.copyOf(Golden.bytes("images/" + name), 40);
            assertThrows(ImageFormatException.class, () -> ImageDecoder.DEFAULT.decode(cut));
        }
        // Other tests may have left files to the collector, which closes them when it likes.
        assertTrue(count(handles) <= handlesBefore, "open files");
        assertEquals(filesBefore, imageIoFiles(temporary), "temporary files");
        assertEquals(cache, ImageIO.getUseCache(), "the host's setting of ImageIO");
    }

    @Test
    void anyNumberOfThreadsMayDecode() throws IOException {
        RgbImage expected = GoldenImages.decode("coffee.jpg");
        byte[] file = Golden.bytes("images/coffee.jpg");
        long equal = Stream.generate(() -> file)
                .limit(32)
                .parallel()
                .filter(bytes -> {
                    try {
                        return ImageDecoder.DEFAULT
                                .decode(new ByteArrayInputStream(bytes))
                                .equals(expected);
                    } catch (IOException e) {
                        return false;
                    }
                })
                .count();
        assertEquals(32, equal);
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    private static List<String> imageIoFiles(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(Path::toString)
                    .filter(name -> name.contains("imageio"))
                    .sorted()
                    .toList();
        }
    }

    /** The file with another size in its header. */
    private static byte[] resized(String name, int width, int height) throws IOException {
        byte[] file = Golden.bytes("images/" + name);
        ByteBuffer bytes = ByteBuffer.wrap(file);
        switch (name.substring(name.indexOf('.'))) {
            case ".png" -> {
                bytes.putInt(16, width).putInt(20, height);
                seal(file);
            }
            case ".jpg" -> {
                int frame = indexOf(file, name.contains("progressive") ? 0xc2 : 0xc0);
                bytes.putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
            }
            case ".gif" ->
                bytes.order(ByteOrder.LITTLE_ENDIAN).putShort(6, (short) width).putShort(8, (short) height);
            default -> bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(18, width).putInt(22, height);
        }
        return file;
    }

    /** Makes the check sum of a PNG's header right again. */
    private static void seal(byte[] png) {
        CRC32 sum = new CRC32();
        sum.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
    }

    private static int indexOf(byte[] jpeg, int marker) {
        for (int i = 0; i < jpeg.length - 1; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) marker) {
                return i;
            }
        }
        throw new IllegalArgumentException("no marker " + marker);
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 0xff;
            }
        };
    }
}
