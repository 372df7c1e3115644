package io.github.resnetv2.formats.zip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ZipArchiveTest {
    private static final byte[] TEXT = "pre-activation ".repeat(1000).getBytes(UTF_8);

    private static ZipArchive open(byte[] archive) throws IOException {
        return ZipArchive.open(ByteSource.of(ByteBuffer.wrap(archive), "x.zip"), Limits.DEFAULT);
    }

    private static byte[] content(ZipMember member) throws IOException {
        return content(member.open());
    }

    private static byte[] content(ByteSource source) throws IOException {
        return source.slice(0, Math.toIntExact(source.size())).array();
    }

    /** The message of the error that reading everything in the archive gives. */
    private static String errorOf(byte[] archive) {
        ModelFormatException error = assertThrows(ModelFormatException.class, () -> {
            for (ZipMember member : open(archive).entries()) {
                member.open();
            }
        });
        assertTrue(error.getMessage().startsWith("x.zip: "), error.getMessage());
        return error.getMessage();
    }

    private static void assertRefused(String expected, Consumer<ZipBytes> change) {
        ZipBytes zip = new ZipBytes();
        zip.add("stored", TEXT);
        zip.addDeflated("deflated", TEXT);
        change.accept(zip);
        String message = errorOf(zip.build());
        assertTrue(message.contains(expected), message);
    }

    private static Path golden(String name) throws URISyntaxException {
        return Path.of(ZipArchiveTest.class.getResource("/golden/files/" + name).toURI());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference-small18.pth", "reference-small18.npz", "timm-smallbit-google.npz"})
    void readsWhatTheRealWritersWroteAsTheJdkDoes(String name) throws Exception {
        try (ByteSource source = ByteSource.open(golden(name));
                ZipFile expected = new ZipFile(golden(name).toFile())) {
            ZipArchive archive = ZipArchive.open(source, Limits.DEFAULT);
            assertEquals(
                    expected.stream().map(ZipEntry::getName).toList(),
                    archive.entries().stream().map(ZipMember::name).toList());
            for (ZipMember member : archive.entries()) {
                assertFalse(member.isDeflated());
                ZipEntry entry = expected.getEntry(member.name());
                assertEquals(entry.getSize(), member.size());
                assertArrayEquals(expected.getInputStream(entry).readAllBytes(), content(member));
            }
        }
    }

    @Test
    void readsWhatTheJdkDeflates() throws IOException {
        byte[] noise = new byte[300_000];
        new Random(1).nextBytes(noise);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (byte[] content : List.of(TEXT, noise, new byte[0])) {
                zip.putNextEntry(new ZipEntry("folder/" + content.length));
                zip.write(content);
            }
            zip.setComment("a comment");
        }
        ZipArchive archive = open(out.toByteArray());
        for (byte[] content : List.of(TEXT, noise, new byte[0])) {
            ZipMember member = archive.find("folder/" + content.length).orElseThrow();
            assertTrue(member.isDeflated());
            assertEquals(content.length, member.size());
            assertArrayEquals(content, content(member));
            assertArrayEquals(
                    Arrays.copyOf(content, Math.min(100, content.length)),
                    member.head(100).array());
        }
        assertTrue(archive.find("folder").isEmpty());
    }

    @Test
    void readsZip64AndDescriptorsAndAlignment() throws IOException {
        ZipBytes zip = new ZipBytes();
        zip.zip64End = true;
        zip.comment = "x".repeat(65_535).getBytes(UTF_8);
        zip.add("aligned", TEXT).localExtra = ("FB\u0010\u0000" + "Z".repeat(16)).getBytes(ISO_8859_1);
        zip.addDeflated("described", TEXT).flags = 8;
        zip.add("described too", TEXT).flags = 8;
        zip.addDeflated("wide", TEXT).zip64 = true;
        zip.add("folder/", new byte[0]);
        zip.add("../../etc/passwd", TEXT);
        ZipArchive archive = open(zip.build());
        assertEquals(6, archive.entries().size());
        for (ZipMember member : archive.entries()) {
            assertArrayEquals(member.name().equals("folder/") ? new byte[0] : TEXT, content(member));
        }
        assertEquals(
                "x.zip: aligned", archive.find("aligned").orElseThrow().open().name());
    }

    @Test
    void readsAnEmptyArchive() throws IOException {
        assertEquals(0, open(new ZipBytes().build()).entries().size());
    }

    @Test
    void aStoredEntryIsAWindowThatCannotBeLeft() throws IOException {
        ZipBytes zip = new ZipBytes();
        zip.add("a", TEXT);
        zip.add("b", TEXT);
        ByteSource window = open(zip.build()).find("a").orElseThrow().open();
        assertThrows(ModelFormatException.class, () -> window.slice(TEXT.length - 1, 2));
        assertThrows(ModelFormatException.class, () -> window.slice(-1, 1));
        assertThrows(ModelFormatException.class, () -> window.read(Long.MAX_VALUE, ByteBuffer.allocate(1)));
    }

    @Test
    void refusesTwoEntriesOfOneName() {
        assertRefused("two entries are named stored", zip -> zip.add("stored", TEXT));
    }

    @Test
    void refusesEncryptedSplitAndUnknownCompression() {
        assertRefused("entry stored is encrypted", zip -> zip.parts.get(0).flags = 1);
        assertRefused("split over several files", zip -> zip.disk = 1);
        assertRefused("split over several files", zip -> {
            zip.disk = 1;
            zip.zip64End = true;
        });
        assertRefused("found compression method 12", zip -> zip.parts.get(1).method = 12);
    }

    @Test
    void refusesEntriesThatOverlap() {
        assertRefused("the entries one and two overlap", zip -> {
            // The data of the first entry holds a whole second entry, as in a bomb without nesting.
            ZipBytes inner = new ZipBytes();
            inner.add("two", TEXT);
            ZipBytes.Part one = new ZipBytes.Part("one", inner.build(), false);
            zip.parts.clear();
            zip.parts.add(one);
            zip.add("two", TEXT).header = 30 + 3;
        });
    }

    @Test
    void refusesSizesThatDoNotAgree() {
        assertRefused("cannot be the declared", zip -> zip.parts.get(0).size++);
        assertRefused("before the directory", zip -> {
            zip.parts.get(1).storedSize += 100;
        });
        assertRefused("expected 15001 bytes inflated, found 15000", zip -> zip.parts.get(1).size++);
        assertRefused("another end of the data", zip -> zip.parts.get(1).size--);
        assertRefused("another end of the data", zip -> {
            ZipBytes.Part part = zip.parts.get(1);
            part.stored = Arrays.copyOf(part.stored, part.stored.length + 7);
            part.storedSize += 7;
        });
        assertRefused(
                "says something else than the directory", zip -> zip.parts.get(0).localName = "other!".getBytes(UTF_8));
    }

    @Test
    void refusesDamagedContent() {
        assertRefused("expected checksum", zip -> zip.parts.get(1).crc++);
        assertRefused("the compressed data is damaged", zip -> Arrays.fill(zip.parts.get(1).stored, (byte) 0xff));
        assertRefused("bytes inflated", zip -> {
            ZipBytes.Part part = zip.parts.get(1);
            part.stored = Arrays.copyOf(part.stored, part.stored.length - 5);
            part.storedSize -= 5;
        });
    }

    @Test
    void refusesADirectoryThatIsNotWhereItShouldBe() {
        assertRefused("", zip -> zip.countError = 1);
        assertRefused("", zip -> zip.countError = -1);
        assertRefused("", zip -> zip.offsetError = 1);
        assertRefused("before its end record", zip -> zip.offsetError = 1_000_000);
        assertRefused("before its end record", zip -> {
            zip.offsetError = Long.MIN_VALUE;
            zip.zip64End = true;
        });
        assertRefused("zip entries", zip -> {
            zip.countError = Integer.MAX_VALUE;
            zip.zip64End = true;
        });
    }

    @Test
    void refusesNamesThatAreNoText() {
        assertRefused("not UTF-8", zip -> zip.parts.get(0).name = new byte[] {(byte) 0xc3});
        assertRefused("control characters", zip -> zip.parts.get(0).name = "a\u001b[2J".getBytes(UTF_8));
        assertRefused("is empty", zip -> zip.parts.get(0).name = new byte[0]);
    }

    @Test
    void refusesABombBeforeInflatingIt() {
        byte[] zeros = new byte[20_000_000];
        ZipBytes one = new ZipBytes();
        one.addDeflated("0", zeros);
        assertTrue(one.build().length < 30_000);
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < 4; i++) {
            zip.addDeflated("" + i, zeros);
        }
        String message = errorOf(zip.build());
        assertTrue(message.contains("inflate to more than 67108864 bytes"), message);
        assertRefused("cannot be the declared", z -> z.parts.get(1).size = 1L << 31);
    }

    @Test
    void boundsTheDirectory() {
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < 1002; i++) {
            zip.add("" + i, new byte[0]);
        }
        ByteSource source = ByteSource.of(ByteBuffer.wrap(zip.build()), "x.zip");
        Limits limits = new Limits(1 << 30, 100_000, 1, 1000, 8, 1, 1, 1, 1);
        ModelFormatException error = assertThrows(ModelFormatException.class, () -> ZipArchive.open(source, limits));
        assertEquals("x.zip: expected at most 1001 zip entries, found 1002", error.getMessage());
    }

    @Test
    void everyTruncationIsATypedError() {
        ZipBytes zip = new ZipBytes();
        zip.add("stored", TEXT).flags = 8;
        zip.addDeflated("deflated", TEXT).zip64 = true;
        zip.zip64End = true;
        byte[] whole = zip.build();
        for (int length = 0; length < whole.length; length++) {
            errorOf(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void everyChangedByteIsATypedErrorOrRead() throws IOException {
        ZipBytes zip = new ZipBytes();
        zip.add("s", new byte[3]).flags = 8;
        zip.addDeflated("d", TEXT).zip64 = true;
        zip.zip64End = true;
        byte[] whole = zip.build();
        int refused = 0;
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) (1 << bit);
                try {
                    for (ZipMember member : open(changed).entries()) {
                        content(member);
                        member.head(5);
                    }
                } catch (ModelFormatException e) {
                    refused++;
                }
            }
        }
        assertTrue(refused > whole.length, refused + " refused");
    }
}
