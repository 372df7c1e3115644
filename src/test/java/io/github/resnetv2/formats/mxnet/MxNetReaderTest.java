package io.github.resnetv2.formats.mxnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.testing.Mutations;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MxNetReaderTest {
    private static final int V1 = 0xF993fac8;
    private static final int V2 = 0xF993fac9;
    private static final int V3 = 0xF993faca;

    private static Checkpoint read(byte[] file) throws IOException {
        return MxNetReader.read(ByteSource.of(ByteBuffer.wrap(file), "test.params"), Limits.DEFAULT);
    }

    private static String refusal(byte[] file) {
        return assertThrows(ModelFormatException.class, () -> read(file)).getMessage();
    }

    private static Checkpoint golden(String file) throws IOException {
        return MxNetReader.read(ByteSource.open(Golden.path("files/" + file)), Limits.DEFAULT);
    }

    /** The batch norm of the input has no scale and shift of its own, so the script left them at one and zero. */
    private static float[] expected(Entry entry) {
        float[] ones = new float[3];
        Arrays.fill(ones, 1);
        return switch (entry.name()) {
            case "features.0.gamma" -> ones;
            case "features.0.beta" -> new float[3];
            default -> GoldenValues.parameter(entry.name(), entry.shape()).toArray();
        };
    }

    @ParameterizedTest
    @CsvSource({"mxnet-small18.params, 98", "mxnet-small50.params, 94"})
    void structuralNamesHaveTheValuesOfTheirNames(String file, int count) throws IOException {
        try (Checkpoint checkpoint = golden(file)) {
            assertEquals(Format.MXNET, checkpoint.format());
            assertEquals(count, checkpoint.tensors().entries().size());
            for (Entry entry : checkpoint.tensors().entries()) {
                assertEquals(DType.F32, entry.dtype());
                assertArrayEquals(expected(entry), entry.toTensor().toArray(), entry.name());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mxnet-small18", "mxnet-small50"})
    void symbolNamesKeepTheirPrefixesAndHaveTheSameValuesInTheSameOrder(String label) throws IOException {
        try (Checkpoint structural = golden(label + ".params");
                Checkpoint symbol = golden(label + "-symbol-0000.params")) {
            List<Entry> expected = List.copyOf(structural.tensors().entries());
            List<Entry> entries = List.copyOf(symbol.tensors().entries());
            assertEquals(expected.size(), entries.size());
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                assertTrue(entry.name().matches("(arg|aux):resnetv2[24]_.*"), entry.name());
                assertArrayEquals(
                        expected.get(i).toTensor().toArray(), entry.toTensor().toArray(), entry.name());
            }
        }
    }

    @Test
    void isRecognisedByItsFirstSixteenBytes() throws IOException {
        byte[] file = Golden.bytes("files/mxnet-small18.params");
        assertTrue(MxNetReader.isParameters(ByteBuffer.wrap(file)));
        assertTrue(MxNetReader.isParameters(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN)));
        assertFalse(MxNetReader.isParameters(ByteBuffer.wrap(file, 0, 15)));
        assertFalse(MxNetReader.isParameters(ByteBuffer.wrap(file, 8, 100)));
    }

    /** A file of one array. */
    private static final class OneArray {
        private final ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

        OneArray(int version) {
            bytes.putLong(0x112).putLong(0).putLong(1);
            if (version != 0) {
                bytes.putInt(version);
            }
            if (version == V2 || version == V3) {
                bytes.putInt(0);
            }
        }

        OneArray shape(long... sizes) {
            bytes.putInt(sizes.length);
            for (long size : sizes) {
                bytes.putLong(size);
            }
            return this;
        }

        OneArray shape32(int... sizes) {
            bytes.putInt(sizes.length);
            for (int size : sizes) {
                bytes.putInt(size);
            }
            return this;
        }

        OneArray type(int type) {
            bytes.putInt(1).putInt(0).putInt(type);
            return this;
        }

        byte[] data(byte[] data, String... names) {
            bytes.put(data).putLong(names.length);
            for (String name : names) {
                byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
                bytes.putLong(utf8.length).put(utf8);
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    @Test
    void readsEveryVersionOfAnArray() throws IOException {
        byte[] one = {0, 0, (byte) 0x80, 0x3f};
        for (byte[] file : List.of(
                new OneArray(0).shape32(1, 1).type(0).data(one, "w"),
                new OneArray(V1).shape(1, 1).type(0).data(one, "w"),
                new OneArray(V2).shape(1, 1).type(0).data(one, "w"),
                new OneArray(V3).shape(1, 1).type(0).data(one, "w"))) {
            Entry entry = read(file).tensors().get("w");
            assertEquals(Shape.of(1, 1), entry.shape());
            assertArrayEquals(new float[] {1}, entry.toTensor().toArray());
        }
        Entry scalar =
                read(new OneArray(V3).shape().type(0).data(one, "w")).tensors().get("w");
        assertEquals(Shape.of(), scalar.shape());
        assertArrayEquals(new float[] {1}, scalar.toTensor().toArray());
    }

    @Test
    void readsEveryNumberType() throws IOException {
        Map<DType, byte[]> twos = Map.of(
                DType.F32, new byte[] {0, 0, 0, 0x40},
                DType.F64, new byte[] {0, 0, 0, 0, 0, 0, 0, 0x40},
                DType.F16, new byte[] {0, 0x40},
                DType.U8, new byte[] {2},
                DType.I32, new byte[] {2, 0, 0, 0},
                DType.I8, new byte[] {2},
                DType.I64, new byte[] {2, 0, 0, 0, 0, 0, 0, 0});
        List<DType> flags = List.of(DType.F32, DType.F64, DType.F16, DType.U8, DType.I32, DType.I8, DType.I64);
        for (DType dtype : flags) {
            byte[] file = new OneArray(V2).shape(1).type(flags.indexOf(dtype)).data(twos.get(dtype), "w");
            Entry entry = read(file).tensors().get("w");
            assertEquals(dtype, entry.dtype());
            assertArrayEquals(new double[] {2}, entry.toDoubleArray());
        }
        assertTrue(refusal(new OneArray(V2).shape(1).type(7).data(new byte[1], "w"))
                .contains("number type"));
        assertTrue(refusal(new OneArray(V2).shape(1).type(-1).data(new byte[1], "w"))
                .contains("number type"));
    }

    @Test
    void refusesWhatItCannotHold() {
        byte[] four = new byte[4];
        byte[] sparse = new OneArray(V2).shape(1).type(0).data(four, "w");
        sparse[28] = 1;
        assertTrue(refusal(sparse).contains("dense"));
        assertTrue(refusal(new OneArray(V2).shape().type(0).data(four, "w")).contains("found 0"));
        assertTrue(refusal(new OneArray(V2).shape(-1).type(0).data(four, "w")).contains("extent -1"));
        assertTrue(refusal(new OneArray(V2).shape(1L << 20, 1L << 20).type(0).data(four, "w"))
                .contains("elements"));
        assertTrue(
                refusal(new OneArray(V2).shape(1 << 20).type(0).data(four, "w")).contains("expected 4194304 bytes"));
        assertTrue(refusal(new OneArray(V2).shape(1).type(0).data(four)).contains("found 0"));
        assertTrue(
                refusal(new OneArray(V2).shape(1).type(0).data(four, "w", "v")).contains("found 2"));
        assertTrue(refusal(new OneArray(V2).shape(1).type(0).data(new byte[5], "w"))
                .contains("found 256"));
        assertTrue(refusal(new OneArray(77).type(0).data(four, "w")).contains("found 77"));
        byte[] longer = new OneArray(V2).shape(1).type(0).data(four, "w");
        assertTrue(refusal(Arrays.copyOf(longer, longer.length + 3)).contains("3 more bytes"));
        assertTrue(refusal(new byte[100]).contains("0x112"));
        assertTrue(refusal(new byte[0]).contains("0x112"));
    }

    @Test
    void refusesTwoArraysOfOneName() throws IOException {
        byte[] file = Golden.bytes("files/mxnet-small18.params");
        byte[] needle = "features.9.running_var".getBytes(StandardCharsets.UTF_8);
        int at = new String(file, StandardCharsets.ISO_8859_1).lastIndexOf("features.9.running_var");
        // Of the same length, so that nothing else has to change.
        file[at + needle.length - 3] = 'v';
        System.arraycopy("features.8.1.bn2.gamma".getBytes(StandardCharsets.UTF_8), 0, file, at, needle.length);
        assertTrue(refusal(file).contains("two arrays are named features.8.1.bn2.gamma"));
    }

    @Test
    void boundsArraysAndElements() throws IOException {
        long most;
        try (Checkpoint checkpoint = golden("mxnet-small18.params")) {
            most = checkpoint.tensors().entries().stream()
                    .mapToLong(entry -> entry.shape().elements())
                    .max()
                    .orElseThrow();
        }
        assertLimited("expected 97 arrays or fewer, found 98", 97, most);
        assertLimited("expected " + (most - 1) + " elements or fewer", 98, most - 1);
        try (ByteSource source = ByteSource.open(Golden.path("files/mxnet-small18.params"))) {
            Limits exact = new Limits(1 << 30, 1 << 20, 98, most, 64, 1, 1, 1, 1);
            assertEquals(98, MxNetReader.read(source, exact).tensors().names().size());
        }
    }

    private static void assertLimited(String expected, int arrays, long elements) throws IOException {
        Limits limits = new Limits(1 << 30, 1 << 20, arrays, elements, 64, 1, 1, 1, 1);
        try (ByteSource source = ByteSource.open(Golden.path("files/mxnet-small18.params"))) {
            String message = assertThrows(ModelFormatException.class, () -> MxNetReader.read(source, limits))
                    .getMessage();
            assertTrue(message.contains(expected), message);
        }
    }

    private static Mutations damages(String file) throws IOException {
        return Mutations.of(Golden.bytes("files/" + file), source -> MxNetReader.read(source, Limits.DEFAULT));
    }

    @Test
    void survivesDamage() throws IOException {
        Mutations mutations = damages("mxnet-small50.params");
        assertTrue(mutations.truncate(7) + mutations.flip(3) > 1000);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mxnet-small18.params",
                "mxnet-small18-symbol-0000.params",
                "mxnet-small50.params",
                "mxnet-small50-symbol-0000.params"
            })
    void survivesEveryDamage(String file) throws IOException {
        Mutations mutations = damages(file);
        assertTrue(mutations.truncate(1) + mutations.flip(1) > 10_000);
    }
}
