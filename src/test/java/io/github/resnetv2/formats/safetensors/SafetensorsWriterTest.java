package io.github.resnetv2.formats.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.StateDict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsWriterTest {
    @TempDir
    Path folder;

    private static byte[] write(StateDict tensors, DType dtype, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafetensorsWriter.write(out, tensors, dtype, metadata);
        return out.toByteArray();
    }

    private static Checkpoint read(byte[] file) throws IOException {
        return SafetensorsReader.read(ByteSource.of(ByteBuffer.wrap(file), "x"), Limits.DEFAULT);
    }

    private static Checkpoint golden(String name) throws IOException {
        return read(Golden.bytes("files/" + name));
    }

    @ParameterizedTest
    @CsvSource({
        "reference-small18.safetensors, F32",
        "reference-small18-f16.safetensors, F16",
        "reference-small18-bf16.safetensors, BF16"
    })
    void writingWhatWasReadGivesTheSameBits(String name, DType dtype) throws IOException {
        try (Checkpoint original = golden(name)) {
            byte[] file = write(original.tensors(), dtype, original.metadata());
            assertEquals(0, ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
            Checkpoint copy = read(file);
            assertEquals(original.metadata(), copy.metadata());
            assertEquals(
                    List.copyOf(original.tensors().names()),
                    List.copyOf(copy.tensors().names()));
            for (Entry entry : original.tensors().entries()) {
                Entry written = copy.tensors().get(entry.name());
                assertEquals(entry.dtype(), written.dtype());
                assertEquals(entry.shape(), written.shape());
                assertArrayEquals(bytes(entry), bytes(written), entry.name());
            }
            assertArrayEquals(file, write(copy.tensors(), dtype, copy.metadata()));
        }
    }

    private static byte[] bytes(Entry entry) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) entry.byteSize());
        entry.values().forEachPortion(all::put);
        return all.array();
    }

    @ParameterizedTest
    @CsvSource({"F16, reference-small18-f16.safetensors", "BF16, reference-small18-bf16.safetensors"})
    void roundsToHalfTypesAsPyTorchDoes(DType dtype, String expectedName) throws IOException {
        Checkpoint expected = golden(expectedName);
        // The script that wrote the files rounded to half first, and what became of it to bfloat16.
        Checkpoint half = read(write(golden("reference-small18.safetensors").tensors(), DType.F16, Map.of()));
        Checkpoint rounded = read(write(half.tensors(), dtype, Map.of()));
        for (Entry entry : expected.tensors().entries()) {
            assertEquals(entry.dtype(), rounded.tensors().get(entry.name()).dtype());
            assertArrayEquals(bytes(entry), bytes(rounded.tensors().get(entry.name())), entry.name());
        }
    }

    @Test
    void halfTypesBecomeTheSameFloats() throws IOException {
        Checkpoint half = golden("reference-small18-f16.safetensors");
        Checkpoint wide = read(write(half.tensors(), DType.F32, Map.of()));
        for (Entry entry : half.tensors().entries()) {
            assertArrayEquals(
                    entry.toDoubleArray(), wide.tensors().get(entry.name()).toDoubleArray());
        }
    }

    @Test
    void alignsEveryTensorToItsElementsAndKeepsTheOrderOfNames() throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put("bool", new Entry("bool", DType.BOOL, Shape.of(3), sink -> sink.accept(ByteBuffer.allocate(3))));
        entries.put("float", Entry.of("float", Tensor.of(Shape.of(1, 3), 1, 2, 3)));
        entries.put("long", new Entry("long", DType.I64, Shape.of(), sink -> sink.accept(ByteBuffer.allocate(8))));
        entries.put("empty", Entry.of("empty", Tensor.zeros(Shape.of(0, 5))));
        byte[] file = write(StateDict.of(entries.values()), DType.F16, Map.of("b", "2", "a", "1 \u00e9"));
        String header = new String(
                file,
                8,
                (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(),
                UTF_8);
        assertEquals(
                "{\"__metadata__\":{\"a\":\"1 \u00e9\",\"b\":\"2\"},"
                        + "\"bool\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[14,17]},"
                        + "\"float\":{\"dtype\":\"F16\",\"shape\":[1,3],\"data_offsets\":[8,14]},"
                        + "\"long\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                        + "\"empty\":{\"dtype\":\"F16\",\"shape\":[0,5],\"data_offsets\":[14,14]}}",
                header.stripTrailing());
        assertArrayEquals(
                new float[] {1, 2, 3},
                read(file).tensors().get("float").toTensor().toArray());
    }

    @Test
    void writesTensorsLongerThanAPortion() throws IOException {
        Tensor tensor = Tensor.build(Shape.of(200_001), values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 2048;
            }
        });
        for (DType dtype : List.of(DType.F32, DType.F16)) {
            byte[] file = write(StateDict.of(Map.of("x", tensor)), dtype, Map.of());
            assertArrayEquals(
                    tensor.toArray(), read(file).tensors().get("x").toTensor().toArray());
        }
    }

    @Test
    void aFileIsReplacedWholeOrNotAtAll() throws IOException {
        Path file = folder.resolve("model.safetensors");
        StateDict good = StateDict.of(Map.of("x", Tensor.of(Shape.of(2), 1, Float.POSITIVE_INFINITY)));
        SafetensorsWriter.write(file, good, DType.F16, Map.of());
        byte[] before = Files.readAllBytes(file);
        StateDict large = StateDict.of(Map.of("layer1.0.conv1.weight", Tensor.of(Shape.of(2), 1, 65520)));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> SafetensorsWriter.write(file, large, DType.F16, Map.of()))
                .getMessage();
        assertEquals("layer1.0.conv1.weight: the value 65520.0 is too large for F16", message);
        Entry broken = new Entry("x", DType.F32, Shape.of(2), sink -> sink.accept(ByteBuffer.allocate(4)));
        assertThrows(
                IOException.class,
                () -> SafetensorsWriter.write(file, StateDict.of(List.of(broken)), DType.F32, Map.of()));
        assertArrayEquals(before, Files.readAllBytes(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
        try (ByteSource source = ByteSource.open(file)) {
            assertTrue(SafetensorsReader.read(source, Limits.DEFAULT)
                    .tensors()
                    .find("x")
                    .isPresent());
        }
    }

    @Test
    void refusesWhatTheFormatCannotHold() {
        StateDict tensors = StateDict.of(Map.of("x", Tensor.zeros(Shape.of(1))));
        for (DType dtype : List.of(DType.F64, DType.I64, DType.U8)) {
            assertThrows(IllegalArgumentException.class, () -> write(tensors, dtype, Map.of()));
        }
        StateDict reserved = StateDict.of(Map.of("__metadata__", Tensor.zeros(Shape.of(1))));
        assertThrows(IllegalArgumentException.class, () -> write(reserved, DType.F32, Map.of()));
    }

    @Test
    void writesNoNameThatTheReaderRefuses() throws IOException {
        String longest = "n".repeat(1000);
        StateDict tensors = StateDict.of(Map.of(longest, Tensor.zeros(Shape.of(1))));
        assertTrue(read(write(tensors, DType.F32, Map.of()))
                .tensors()
                .find(longest)
                .isPresent());
        StateDict longer = StateDict.of(Map.of(longest + "n", Tensor.zeros(Shape.of(1))));
        String message = assertThrows(IllegalArgumentException.class, () -> write(longer, DType.F32, Map.of()))
                .getMessage();
        assertEquals("tensor names: expected at most 1000 characters, found one of 1001", message);
    }

    @Test
    @Tag("slow")
    void refusesAHeaderThatNobodyWouldReadAgain() {
        StateDict tensors = StateDict.of(Map.of("x", Tensor.zeros(Shape.of(1))));
        Path file = folder.resolve("huge.safetensors");
        String text = "x".repeat(100_000_000);
        assertThrows(
                IllegalArgumentException.class,
                () -> SafetensorsWriter.write(file, tensors, DType.F32, Map.of("note", text)));
        assertFalse(Files.exists(file));
    }
}
