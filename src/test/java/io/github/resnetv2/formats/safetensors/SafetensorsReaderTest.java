package io.github.resnetv2.formats.safetensors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.testing.AllocatedBytes;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.testing.Mutations;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.Half;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SafetensorsReaderTest {
    private static byte[] file(byte[] header, int dataBytes) {
        return ByteBuffer.allocate(8 + header.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private static byte[] file(String header, int dataBytes) {
        return file(header.getBytes(UTF_8), dataBytes);
    }

    private static Checkpoint read(byte[] file) throws IOException {
        return SafetensorsReader.read(ByteSource.of(ByteBuffer.wrap(file), "x.safetensors"), Limits.DEFAULT);
    }

    private static void assertRefused(String expected, byte[] file) {
        String message =
                assertThrows(ModelFormatException.class, () -> read(file)).getMessage();
        assertTrue(message.startsWith("x.safetensors: "), message);
        assertTrue(message.contains(expected), message);
    }

    private static String tensor(String dtype, String shape, long begin, long end) {
        return "{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + "," + end + "]}";
    }

    @Test
    void readsWhatTheReferenceImplementationWrote() throws IOException {
        Golden expected = Golden.read("files/reference-small18.safetensors");
        try (Checkpoint checkpoint = read(Golden.bytes("files/reference-small18.safetensors"))) {
            assertEquals(Format.SAFETENSORS, checkpoint.format());
            assertEquals("x.safetensors", checkpoint.source());
            assertEquals(Map.of("format", "pt"), checkpoint.metadata());
            assertEquals(
                    List.copyOf(expected.tensors().keySet()),
                    List.copyOf(checkpoint.tensors().names()));
            for (Entry entry : checkpoint.tensors().entries()) {
                Golden.Recorded recorded = expected.tensor(entry.name());
                assertEquals(recorded.dtype(), entry.dtype().name());
                assertEquals(Shape.of(recorded.shape()), entry.shape());
                if (entry.dtype() == DType.F32) {
                    assertArrayEquals(recorded.floats(), entry.toTensor().toArray());
                    assertArrayEquals(
                            GoldenValues.parameter(entry.name(), entry.shape()).toArray(),
                            entry.toTensor().toArray(),
                            entry.name());
                } else {
                    assertArrayEquals(new double[] {0}, entry.toDoubleArray());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"f16, F16", "bf16, BF16"})
    void readsHalfTypesAsPyTorchRoundedThem(String label, DType dtype) throws IOException {
        try (Checkpoint checkpoint = read(Golden.bytes("files/reference-small18-" + label + ".safetensors"))) {
            int floating = 0;
            for (Entry entry : checkpoint.tensors().entries()) {
                if (entry.dtype() == DType.I64) {
                    continue;
                }
                assertEquals(dtype, entry.dtype());
                float[] expected =
                        GoldenValues.parameter(entry.name(), entry.shape()).toArray();
                for (int i = 0; i < expected.length; i++) {
                    // The script that wrote the files rounded to half first, and what became of it to bfloat16.
                    float half = Half.toFloat(Half.fromFloat(expected[i]));
                    expected[i] = dtype == DType.F16 ? half : Float.intBitsToFloat(Half.toBfloat16(half) << 16);
                }
                assertArrayEquals(expected, entry.toTensor().toArray(), entry.name());
                floating++;
            }
            assertEquals(86, floating);
        }
    }

    @Test
    void acceptsWhatTheReferenceImplementationAccepts() throws IOException {
        assertEquals(0, read(file("{}", 0)).tensors().entries().size());
        assertEquals(
                0, read(file("{\"__metadata__\":{}}", 0)).tensors().entries().size());
        assertEquals(0, read(file(" \n{}\t\r   ", 0)).tensors().entries().size());
        String empty = "{\"a\":" + tensor("F32", "[2,0]", 0, 0) + ",\"b\":" + tensor("F32", "[]", 0, 4) + "}";
        Checkpoint checkpoint = read(file(empty, 4));
        assertEquals(Shape.of(2, 0), checkpoint.tensors().get("a").shape());
        assertEquals(0, checkpoint.tensors().get("a").toTensor().toArray().length);
        assertArrayEquals(new float[1], checkpoint.tensors().get("b").toTensor().toArray());
    }

    @Test
    void readsTensorsInTheOrderOfTheHeaderWhereverTheirDataIs() throws IOException {
        byte[] file = file("{\"z\":" + tensor("U8", "[3]", 2, 5) + ",\"a\":" + tensor("I16", "[1]", 0, 2) + "}", 5);
        file[file.length - 5] = 1;
        file[file.length - 1] = (byte) 200;
        Checkpoint checkpoint = read(file);
        assertEquals(List.of("z", "a"), List.copyOf(checkpoint.tensors().names()));
        assertArrayEquals(
                new double[] {0, 0, 200}, checkpoint.tensors().get("z").toDoubleArray());
        assertArrayEquals(new double[] {1}, checkpoint.tensors().get("a").toDoubleArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void refusesAFileTooShortForALength(int bytes) {
        assertRefused("expected at least 8 bytes, found " + bytes, new byte[bytes]);
    }

    @Test
    void refusesALengthThatCannotBe() {
        for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0xffffffffL, 100_000_001}) {
            byte[] file = ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .array();
            assertRefused("found one of " + Long.toUnsignedString(length), file);
        }
        assertRefused(
                "expected a header of 9 bytes, found 8",
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(9)
                        .array());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{}x",
                "{\"a\":1}",
                "{\"a\":{}}",
                "{\"__metadata__\":[]}",
                "{\"__metadata__\":{\"k\":1}}",
                "{\"a\":{\"dtype\":1,\"shape\":[],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[18446744073709551616],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}"
            })
    void refusesAHeaderOfAnotherForm(String header) {
        // With the data that the header speaks of: bytes of no tensor would be refused under any header.
        assertRefused("", file(header, header.contains("data_offsets") ? 4 : 0));
    }

    @Test
    void refusesAHeaderThatIsNotUtf8() {
        assertRefused("a byte that is not UTF-8", file("{\"\u00ff\":1}".getBytes(ISO_8859_1), 0));
    }

    @Test
    void refusesANameThatStandsTwice() {
        String a = "\"a\":" + tensor("F32", "[1]", 0, 4);
        assertRefused("\"a\" stands twice", file("{" + a + "," + a + "}", 4));
        assertRefused("\"dtype\" stands twice", file("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"F8_E4M3", "F8_E5M2", "C64", "F4", "f32", "", "F32\\u0000"})
    void refusesOtherNumberTypesByName(String dtype) {
        String header = "{\"conv1.weight\":" + tensor(dtype, "[1]", 0, 4) + "}";
        assertRefused("conv1.weight: expected one of the number types", file(header, 4));
        assertRefused("found \"" + dtype + "\"", file(header, 4));
    }

    @Test
    void refusesHolesOverlapsAndTrailingOrMissingBytes() {
        String a = "{\"a\":" + tensor("F32", "[1]", 0, 4);
        assertRefused(
                "b: expected its data at offset 4, found it at offset 0, inside another tensor",
                file(a + ",\"b\":" + tensor("F32", "[1]", 0, 4) + "}", 8));
        assertRefused(
                "b: expected its data at offset 4, found it at offset 2, inside",
                file(a + ",\"b\":" + tensor("F32", "[1]", 2, 6) + "}", 6));
        assertRefused(
                "b: expected its data at offset 4, found it at offset 8, behind a hole",
                file(a + ",\"b\":" + tensor("F32", "[1]", 8, 12) + "}", 12));
        assertRefused(
                "a: expected its data at offset 0, found it at offset 4, behind a hole",
                file("{\"a\":" + tensor("F32", "[1]", 4, 8) + "}", 8));
        assertRefused("expected 4 bytes of data behind the header, found 5", file(a + "}", 5));
        assertRefused("expected 4 bytes of data behind the header, found 2", file(a + "}", 2));
        assertRefused("expected 0 bytes of data behind the header, found 1", file("{}", 1));
    }

    @Test
    void refusesShapesThatDoNotFitTheirBytes() {
        assertRefused(
                "a: expected 8 bytes for F32 [2], found 4 at offsets [0, 4]",
                file("{\"a\":" + tensor("F32", "[2]", 0, 4) + "}", 4));
        assertRefused(
                "a: expected 0 bytes for F32 [0], found 4", file("{\"a\":" + tensor("F32", "[0]", 0, 4) + "}", 4));
        assertRefused("data_offsets [begin, end]", file("{\"a\":" + tensor("F32", "[1]", 4, 0) + "}", 4));
        assertRefused("data_offsets [begin, end]", file("{\"a\":" + tensor("F32", "[1]", -4, 0) + "}", 4));
        assertRefused(
                "data_offsets [begin, end]",
                file("{\"a\":" + tensor("F32", "[1]", Long.MIN_VALUE, Long.MAX_VALUE) + "}", 4));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [-1] | extent -1 in shape
                    [2147483648] | extent 2147483648 in shape
                    [4294967296,4294967296] | extent 4294967296 in shape
                    [9223372036854775807,2] | extent 9223372036854775807 in shape
                    [65536,65536] | expected 2147483639 elements or fewer
                    [0,2147483647,2147483647,2147483647] | expected 2147483639 elements or fewer
                    [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1] | expected 32 dimensions or fewer
                    """)
    void refusesShapesWhoseProductOverflows(String shape, String reason) {
        // A product that has wrapped around to nothing, or to one, would fit data of that length.
        for (int bytes : new int[] {0, 4}) {
            assertRefused("x.safetensors: a: " + reason, file("{\"a\":" + tensor("F32", shape, 0, bytes) + "}", bytes));
        }
    }

    @Test
    void tenTensorsOfOneRangeDoNotMultiplyTheFile() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < 10; i++) {
            header.append(i == 0 ? "" : ",")
                    .append("\"t")
                    .append(i)
                    .append("\":")
                    .append(tensor("F32", "[25]", 0, 100));
        }
        assertRefused("inside another tensor", file(header.append('}').toString(), 100));
    }

    @Test
    void hostileHeadersEndSoonAndTakeLittle() {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertRefusedInLittleMemory("nested deeper than 64", "{\"a\":" + "[".repeat(10_000_000));
            assertRefusedInLittleMemory("nested deeper than 64", "{\"a\":".repeat(2_000_000));
            assertRefusedInLittleMemory("values", "{\"a\":[" + "[],".repeat(5_000_000) + "0]}");
            assertRefusedInLittleMemory("characters", "{\"a\":" + "9".repeat(10_000_000) + "}");
            assertRefusedInLittleMemory("names of at most 1000 characters", "{\"" + "x".repeat(10_000_000) + "\":1}");
            assertRefusedInLittleMemory("the end of a string", "{\"" + "\\u0041".repeat(1_000_000));
        });
    }

    private static void assertRefusedInLittleMemory(String expected, String header) {
        byte[] file = file(header, 0);
        long before = AllocatedBytes.soFar();
        assertRefused(expected, file);
        long taken = AllocatedBytes.soFar() - before;
        // Copied once are the header and the longest of its texts. The list of values ends at 1.6 million references
        // of 4 bytes; as it grows by half, all its lengths together are at most 4.5 times that, 29 MB for 15 MB of
        // header. All five million, or an object for each value, would be more than is allowed here.
        assertTrue(taken < 4L * file.length, () -> taken + " bytes for a file of " + file.length);
    }

    @Test
    void obeysTheLimits() {
        String header = "{\"a\":" + tensor("F32", "[2]", 0, 8) + ",\"b\":" + tensor("F32", "[2]", 8, 16) + "}";
        ByteSource source = ByteSource.of(ByteBuffer.wrap(file(header, 16)), "x");
        assertLimited("expected at most 1 tensors, found more", source, 1, 2, 1000);
        assertLimited("expected 1 elements or fewer", source, 2, 1, 1000);
        assertLimited("expected a header of at most 50 bytes", source, 2, 2, 50);
    }

    private static void assertLimited(String expected, ByteSource source, int tensors, long elements, int header) {
        Limits limits = new Limits(1000, header, tensors, elements, 64, 1, 1, 1, 1);
        String message = assertThrows(ModelFormatException.class, () -> SafetensorsReader.read(source, limits))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void aDamagedFileIsATypedErrorOrReadsWhole() throws IOException {
        String header = "{\"__metadata__\":{\"k\":\"v\"},\"a\":" + tensor("F32", "[2,3]", 0, 24) + ",\"b.c\":"
                + tensor("I64", "[]", 24, 32) + "}  ";
        Mutations mutations = Mutations.of(file(header, 32), SafetensorsReaderTest::readAny);
        assertTrue(mutations.truncate(1) > 100);
        assertTrue(mutations.flipEveryWay() > 100);
    }

    @Test
    @Tag("slow")
    void aDamagedGoldenFileIsATypedErrorOrReadsWhole() throws IOException {
        Mutations mutations =
                Mutations.of(Golden.bytes("files/reference-small18.safetensors"), SafetensorsReaderTest::readAny);
        assertTrue(mutations.truncate(1) > 1000);
        assertTrue(mutations.flip(1) > 1000);
    }

    private static Checkpoint readAny(ByteSource source) throws IOException {
        return SafetensorsReader.read(source, Limits.DEFAULT);
    }
}
