package io.github.resnetv2.formats.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch wrote, against safetensors of the same tensors or what the script says of them. */
class PyTorchReaderTest {
    private static Checkpoint read(String resource) throws IOException {
        return Checkpoints.open(Golden.path(resource), Limits.DEFAULT);
    }

    private static Checkpoint read(byte[] file) throws IOException {
        return Checkpoints.open(file, Limits.DEFAULT);
    }

    private static String refusal(byte[] file) {
        return assertThrows(ModelFormatException.class, () -> read(file)).getMessage();
    }

    private static byte[] stored(Entry entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entry.values().forEachPortion(portion -> {
            byte[] copy = new byte[portion.remaining()];
            portion.duplicate().get(copy);
            bytes.writeBytes(copy);
        });
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "reference-small18.pth, reference-small18, ''",
        "reference-small18-legacy.pth, reference-small18, ''",
        "reference-small18-channelslast.pth, reference-small18, ''",
        "reference-small18-f16.pth, reference-small18-f16, ''",
        "reference-small18-wrapped.pth.tar, reference-small18, module.",
        "reference-small50.pth, reference-small50, ''",
        "timm-small50d.pth, timm-small50d, ''",
        "timm-small50d-legacy.pth, timm-small50d, ''",
        "timm-small50d-channelslast.pth, timm-small50d, ''",
        "timm-small50d-f16.pth, timm-small50d-f16, ''",
        "timm-small50d-wrapped.pth.tar, timm-small50d, module.",
        "timm-small18.pth, timm-small18, ''",
        "timm-small50.pth, timm-small50, ''",
        "cifar-small18.pth, cifar-small18, ''",
        "cifar-small50.pth, cifar-small50, ''"
    })
    void everyTensorEqualsItsSafetensorsTwinToTheBit(String file, String twin, String prefix) throws IOException {
        Map<String, Golden.Recorded> expected =
                Golden.read("files/" + twin + ".safetensors").tensors();
        try (Checkpoint checkpoint = read("files/" + file)) {
            assertEquals(file, checkpoint.source());
            assertEquals(file.contains("legacy") ? Format.PYTORCH_LEGACY : Format.PYTORCH_ZIP, checkpoint.format());
            assertEquals(expected.size(), checkpoint.tensors().entries().size());
            for (Map.Entry<String, Golden.Recorded> twinTensor : expected.entrySet()) {
                Entry entry = checkpoint.tensors().get(prefix + twinTensor.getKey());
                Golden.Recorded recorded = twinTensor.getValue();
                assertEquals(recorded.dtype(), entry.dtype().name(), entry.name());
                assertEquals(Shape.of(recorded.shape()), entry.shape(), entry.name());
                byte[] bytes = new byte[recorded.bytes().remaining()];
                recorded.bytes().duplicate().get(bytes);
                assertArrayEquals(bytes, stored(entry), entry.name());
            }
        }
    }

    @Test
    void aTrainingCheckpointGivesItsStateDictAndNotesTheRest() throws IOException {
        try (Checkpoint checkpoint = read("files/reference-small18-wrapped.pth.tar")) {
            assertEquals(
                    Map.of(
                            "pytorch.wrapper", "state_dict",
                            "pytorch.epoch", "7",
                            "pytorch.arch", "reference-small18",
                            "pytorch.best_prec1", "71.5"),
                    checkpoint.metadata());
        }
        try (Checkpoint checkpoint = read("pytorch/training.pth")) {
            assertEquals(
                    Map.of(
                            "pytorch.wrapper", "model.model_state_dict",
                            "pytorch.epoch", "3",
                            "pytorch.amp", "true",
                            "pytorch.note", "ü"),
                    checkpoint.metadata());
            assertEquals(7, checkpoint.tensors().names().size());
        }
    }

    @Test
    void aBareStateDictHasNoMetadata() throws IOException {
        try (Checkpoint checkpoint = read("files/reference-small18.pth")) {
            assertEquals(Map.of(), checkpoint.metadata());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pytorch/views.pth", "pytorch/views-legacy.pth"})
    void gathersSharedStridedEmptyAndScalarTensors(String file) throws IOException {
        try (Checkpoint checkpoint = read(file)) {
            assertValues(checkpoint, "whole", Shape.of(2, 3, 4), i -> i);
            assertValues(checkpoint, "shared", Shape.of(4, 6), i -> i);
            assertValues(checkpoint, "transposed", Shape.of(6, 4), i -> i % 4 * 6 + i / 4);
            assertValues(checkpoint, "permuted", Shape.of(4, 2, 3), i -> i / 6 + i / 3 % 2 * 12 + i % 3 * 4);
            assertValues(checkpoint, "window", Shape.of(2, 3), i -> (i / 3 + 1) * 6 + i % 3 + 2);
            assertValues(checkpoint, "every_second", Shape.of(12), i -> 2 * i);
            assertValues(checkpoint, "channels_last", Shape.of(2, 3, 4, 5), i -> i);
            assertValues(checkpoint, "scalar", Shape.of(), i -> 0);
            assertValues(checkpoint, "empty", Shape.of(0, 3), i -> i);
            assertValues(checkpoint, "parameter", Shape.of(3), i -> i);
        }
    }

    /** The script counts from -2. */
    private static void assertValues(Checkpoint checkpoint, String name, Shape shape, IntUnaryOperator element)
            throws IOException {
        Entry entry = checkpoint.tensors().get(name);
        assertEquals(shape, entry.shape());
        float[] expected = new float[(int) shape.elements()];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = element.applyAsInt(i) - 2;
        }
        assertArrayEquals(expected, entry.toTensor().toArray(), name);
    }

    @Test
    void readsEveryNumberType() throws IOException {
        Map<String, DType> types = new LinkedHashMap<>(
                Map.of("float16", DType.F16, "bfloat16", DType.BF16, "float32", DType.F32, "float64", DType.F64));
        types.putAll(Map.of("int8", DType.I8, "int16", DType.I16, "int32", DType.I32, "int64", DType.I64));
        types.putAll(Map.of("uint8", DType.U8, "uint16", DType.U16, "uint32", DType.U32, "uint64", DType.U64));
        types.put("bool", DType.BOOL);
        for (String file : List.of("pytorch/types.pth", "pytorch/types-legacy.pth")) {
            try (Checkpoint checkpoint = read(file)) {
                for (String name : checkpoint.tensors().names()) {
                    Entry entry = checkpoint.tensors().get(name);
                    assertEquals(types.get(name), entry.dtype(), name);
                    int first = name.equals("bool") || name.startsWith("uint") ? 0 : -2;
                    double[] expected = IntStream.range(0, 6)
                            .mapToDouble(i -> name.equals("bool") ? i % 2 : i + first)
                            .toArray();
                    assertArrayEquals(expected, entry.toDoubleArray(), name);
                }
            }
        }
    }

    @Test
    void readsTheBigEndianFilesOfAForeignMachine() throws IOException {
        Map<String, byte[]> members = PyTorchZip.members(Golden.bytes("pytorch/types.pth"));
        members.put("types/byteorder", new byte[] {'b', 'i', 'g'});
        int[] widths = {2, 2, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 1};
        for (int key = 0; key < widths.length; key++) {
            members.computeIfPresent("types/data/" + key, PyTorchZip.reversing(widths[key]));
        }
        try (Checkpoint big = read(PyTorchZip.of(members));
                Checkpoint little = read("pytorch/types.pth")) {
            for (Entry entry : little.tensors().entries()) {
                assertArrayEquals(stored(entry), stored(big.tensors().get(entry.name())), entry.name());
            }
        }
    }

    @Test
    void refusesAnUnknownByteOrderOrVersion() throws IOException {
        Map<String, byte[]> members = PyTorchZip.members(Golden.bytes("pytorch/types.pth"));
        members.put("types/byteorder", "middle".getBytes(StandardCharsets.US_ASCII));
        assertTrue(refusal(PyTorchZip.of(members)).contains("expected little or big, found middle"));
        members.put("types/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        members.put("types/version", "11\n".getBytes(StandardCharsets.US_ASCII));
        assertTrue(refusal(PyTorchZip.of(members)).contains("version up to 10"));
    }

    @ParameterizedTest
    @CsvSource({
        "module.pth, torch.save(model.state_dict()",
        "module-legacy.pth, torch.save(model.state_dict()",
        "script.pt, TorchScript",
        "tensor.pth, expected a state dict",
        "expanded.pth, does not fit into a storage of 1",
        "protocol4.pth, protocol 2"
    })
    void refusesWhatIsNoStateDictAndSaysWhatToDo(String file, String reason) throws IOException {
        String message = refusal(Golden.bytes("pytorch/" + file));
        assertTrue(message.contains(reason), message);
    }

    @Test
    void isRecognisedByItsFirstBytesOrItsEntries() throws IOException {
        assertTrue(PyTorchReader.isLegacy(ByteBuffer.wrap(Golden.bytes("pytorch/views-legacy.pth"))));
        assertFalse(PyTorchReader.isLegacy(ByteBuffer.wrap(Golden.bytes("pytorch/views.pth"))));
        assertFalse(PyTorchReader.isLegacy(ByteBuffer.wrap(new byte[] {(byte) 0x80, 2})));
        for (String file : List.of("pytorch/views.pth", "pytorch/script.pt", "files/keras-small50.keras")) {
            try (ByteSource source = ByteSource.open(Golden.path(file))) {
                boolean recognised = PyTorchReader.isArchive(ZipArchive.open(source, Limits.DEFAULT));
                assertEquals(file.startsWith("pytorch/"), recognised, file);
            }
        }
    }

    @Test
    void refusesStoragesThatAreMissingCompressedOrOfAnotherSize() throws IOException {
        Map<String, byte[]> members = PyTorchZip.members(Golden.bytes("pytorch/views.pth"));
        assertEquals(10, read(PyTorchZip.of(members)).tensors().names().size());
        assertTrue(refusal(PyTorchZip.deflated(members, Set.of("views/data/0"))).contains("is compressed"));
        byte[] whole = members.put("views/data/0", new byte[92]);
        assertTrue(refusal(PyTorchZip.of(members)).contains("views/data/0: expected 96 bytes, found 92"));
        members.remove("views/data/0");
        assertTrue(refusal(PyTorchZip.of(members)).contains("views/data/0 is missing"));
        members.put("views/data/0", whole);
        members.put("second/data.pkl", members.get("views/data.pkl"));
        assertTrue(refusal(PyTorchZip.of(members)).contains("[views, second]"));
    }

    @Test
    void readsACompressedPickle() throws IOException {
        Map<String, byte[]> members = PyTorchZip.members(Golden.bytes("pytorch/views.pth"));
        assertEquals(
                10,
                read(PyTorchZip.deflated(members, Set.of("views/data.pkl")))
                        .tensors()
                        .names()
                        .size());
    }

    @Test
    void refusesAPickleBeyondTheLimitBeforeInflatingIt() throws IOException {
        String name = "a/data.pkl";
        byte[] file = PyTorchZip.deflated(Map.of(name, new byte[5000]), Set.of(name));
        // Behind the entry's header and name the compressed data begins, with a kind of block that there is not.
        file[30 + name.length()] = (byte) 0xff;
        assertTrue(refusal(file).contains("damaged"));
        Limits limits = new Limits(1 << 20, 4999, 10, 10, 10, 1, 1, 1, 1);
        String message = assertThrows(ModelFormatException.class, () -> Checkpoints.open(file, limits))
                .getMessage();
        assertTrue(message.contains("a/data.pkl: expected 4999 bytes or fewer, found 5000"), message);
    }

    private static byte[] oneTensor(long stored, long offset, long[] sizes, long[] strides) throws IOException {
        byte[] pickle = new PickleProgram()
                .raw("\u0080\u0002}")
                .text("w")
                .tensor("0", stored, offset, sizes, strides)
                .raw("s.")
                .toBytes();
        return PyTorchZip.of(Map.of("a/data.pkl", pickle, "a/data/0", new byte[(int) (4 * stored)]));
    }

    @Test
    void acceptsViewsUpToTheLastElementAndNoFurther() throws IOException {
        assertEquals(
                6,
                read(oneTensor(8, 2, new long[] {2, 3}, new long[] {3, 1}))
                        .tensors()
                        .get("w")
                        .shape()
                        .elements());
        assertEquals(
                4,
                read(oneTensor(8, 0, new long[] {2, 2}, new long[] {0, 7}))
                        .tensors()
                        .get("w")
                        .shape()
                        .elements());
        assertTrue(
                refusal(oneTensor(8, 3, new long[] {2, 3}, new long[] {3, 1})).contains("does not fit"));
        assertTrue(
                refusal(oneTensor(8, 0, new long[] {2, 2}, new long[] {0, 8})).contains("does not fit"));
        assertTrue(refusal(oneTensor(8, -1, new long[] {2}, new long[] {1})).contains("does not fit"));
        assertTrue(refusal(oneTensor(8, 9, new long[] {0}, new long[] {1})).contains("does not fit"));
        assertTrue(refusal(oneTensor(8, Long.MAX_VALUE, new long[] {2}, new long[] {1}))
                .contains("overflow"));
        assertTrue(refusal(oneTensor(8, 0, new long[] {2}, new long[] {Long.MAX_VALUE}))
                .contains("overflow"));
        assertTrue(refusal(oneTensor(8, 7, new long[] {2}, new long[] {-1})).contains("negative stride"));
        assertTrue(refusal(oneTensor(8, 0, new long[] {2}, new long[] {1, 1})).contains("1 strides"));
        assertTrue(refusal(oneTensor(8, 0, new long[] {-1}, new long[] {1})).contains("extent -1"));
        assertTrue(refusal(oneTensor(8, 0, new long[] {9}, new long[] {0})).contains("does not fit"));
    }

    @Test
    void refusesManyTensorsThatShareOneStorage() throws IOException {
        for (int count : new int[] {8, 20}) {
            PickleProgram pickle = new PickleProgram().raw("\u0080\u0002}");
            for (int i = 0; i < count; i++) {
                pickle.text("w" + i)
                        .tensor("0", 1 << 16, 0, new long[] {1 << 16}, new long[] {1})
                        .raw("s");
            }
            byte[] file = PyTorchZip.of(Map.of("a/data.pkl", pickle.raw(".").toBytes(), "a/data/0", new byte[4 << 16]));
            if (count == 8) {
                assertEquals(count, read(file).tensors().names().size());
            } else {
                assertTrue(refusal(file).contains("too many look into the same storage"));
            }
        }
    }

    /** Each of these has two elements, and reads the whole storage for them. */
    @Test
    void refusesManyTensorsThatReachAcrossOneStorage() throws IOException {
        for (int count : new int[] {8, 9}) {
            PickleProgram pickle = new PickleProgram().raw("\u0080\u0002}");
            for (int i = 0; i < count; i++) {
                pickle.text("w" + i)
                        .tensor("0", 1 << 16, 0, new long[] {2}, new long[] {(1 << 16) - 1})
                        .raw("s");
            }
            byte[] file = PyTorchZip.of(Map.of("a/data.pkl", pickle.raw(".").toBytes(), "a/data/0", new byte[4 << 16]));
            if (count == 8) {
                assertEquals(count, read(file).tensors().names().size());
            } else {
                assertTrue(refusal(file).contains("too many look into the same storage"));
            }
        }
    }

    @Test
    void boundsTensorsElementsAndThePickle() throws IOException {
        byte[] file = Golden.bytes("files/reference-small18.pth");
        long most;
        try (Checkpoint checkpoint = read(file)) {
            most = checkpoint.tensors().entries().stream()
                    .mapToLong(entry -> entry.shape().elements())
                    .max()
                    .orElseThrow();
        }
        int pickle = PyTorchZip.members(file).get("reference-small18/data.pkl").length;
        assertEquals(103, read(file, pickle, 1000, most));
        assertLimited("the pickle builds more values than the limit on tensors allows", file, pickle, 50, most);
        assertLimited("expected " + (most - 1) + " elements or fewer", file, pickle, 1000, most - 1);
        assertLimited("expected " + (pickle - 1) + " bytes or fewer, found " + pickle, file, pickle - 1, 1000, most);
        // One tensor under several names takes fewer values than are allowed for as many tensors.
        PickleProgram shared = new PickleProgram()
                .raw("\u0080\u0002}")
                .text("w0")
                .tensor("0", 1, 0, new long[] {1}, new long[] {1})
                .raw("q\0s");
        for (int i = 1; i < 5; i++) {
            shared.text("w" + i).raw("h\0s");
        }
        byte[] five = PyTorchZip.of(Map.of("a/data.pkl", shared.raw(".").toBytes(), "a/data/0", new byte[4]));
        assertEquals(5, read(five, 1000, 5, 1));
        assertLimited("expected 4 tensors or fewer, found 5", five, 1000, 4, 1);
    }

    private static int read(byte[] file, int pickle, int tensors, long elements) throws IOException {
        Limits limits = new Limits(1 << 30, pickle, tensors, elements, 64, 1, 1, 1, 1);
        try (Checkpoint checkpoint = Checkpoints.open(file, limits)) {
            return checkpoint.tensors().names().size();
        }
    }

    private static void assertLimited(String expected, byte[] file, int pickle, int tensors, long elements) {
        String message = assertThrows(ModelFormatException.class, () -> read(file, pickle, tensors, elements))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void takesTheLikeliestWrapper() throws IOException {
        for (List<String> keys : List.of(
                List.of("state_dict_ema", "model", "state_dict"),
                List.of("net", "model"),
                List.of("state_dict_ema", "net"))) {
            PickleProgram pickle = new PickleProgram().raw("\u0080\u0002}");
            for (String key : keys) {
                pickle.text(key)
                        .raw("}")
                        .text(key)
                        .tensor("0", 1, 0, new long[] {1}, new long[] {1})
                        .raw("ss");
            }
            byte[] file = PyTorchZip.of(Map.of("a/data.pkl", pickle.raw(".").toBytes(), "a/data/0", new byte[4]));
            String chosen = keys.get(keys.size() - 1);
            Checkpoint checkpoint = read(file);
            assertEquals(List.of(chosen), List.copyOf(checkpoint.tensors().names()));
            assertEquals(chosen, checkpoint.metadata().get("pytorch.wrapper"));
        }
    }

    @Test
    void refusesWrappersWithoutEndAndWithoutTensors() throws IOException {
        byte[] circle = new PickleProgram()
                .raw("\u0080\u0002}q\0")
                .text("model")
                .raw("h\0s.")
                .toBytes();
        assertTrue(refusal(PyTorchZip.of(Map.of("a/data.pkl", circle))).contains("expected a state dict"));
        byte[] empty = new PickleProgram()
                .raw("\u0080\u0002}")
                .text("epoch")
                .raw("K\1s.")
                .toBytes();
        assertTrue(refusal(PyTorchZip.of(Map.of("a/data.pkl", empty))).contains("[epoch]"));
    }

    @Test
    void refusesBytesAfterThePickleOrTheLegacyStorages() throws IOException {
        byte[] file = Golden.bytes("pytorch/views-legacy.pth");
        assertTrue(refusal(Arrays.copyOf(file, file.length + 1)).contains("1 more bytes"));
        Map<String, byte[]> members = PyTorchZip.members(Golden.bytes("pytorch/views.pth"));
        members.computeIfPresent("views/data.pkl", (name, bytes) -> Arrays.copyOf(bytes, bytes.length + 1));
        assertTrue(refusal(PyTorchZip.of(members)).contains("expected the end of the pickle"));
    }
}
