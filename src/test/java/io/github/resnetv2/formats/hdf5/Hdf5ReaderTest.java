package io.github.resnetv2.formats.hdf5;

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that Keras and h5py wrote, against golden values or what the script says of them. */
class Hdf5ReaderTest {
    private static Checkpoint read(String resource) throws IOException {
        return Hdf5Reader.read(ByteSource.open(Golden.path(resource)), Limits.DEFAULT);
    }

    private static String refusal(byte[] file) {
        return assertThrows(
                        ModelFormatException.class,
                        () -> Hdf5Reader.read(ByteSource.of(ByteBuffer.wrap(file), "test.h5"), Limits.DEFAULT))
                .getMessage();
    }

    /** Of the legacy layout: the last two parts of a path are layer and weight, the golden name. */
    private static void assertGolden(Entry entry) throws IOException {
        String[] path = entry.name().split("/");
        String name = path[path.length - 2] + '/' + path[path.length - 1];
        assertEquals(DType.F32, entry.dtype(), entry.name());
        assertArrayEquals(
                GoldenValues.parameter(name, entry.shape()).toArray(),
                entry.toTensor().toArray(),
                entry.name());
    }

    @ParameterizedTest
    @CsvSource({"files/keras-small50-legacy.h5, ''", "files/keras-small50-model.h5, model_weights/"})
    void theLayersOfKerasHaveTheValuesOfTheirNames(String file, String group) throws IOException {
        try (Checkpoint checkpoint = read(file)) {
            assertEquals(Format.HDF5, checkpoint.format());
            assertEquals(160, checkpoint.tensors().entries().size());
            for (Entry entry : checkpoint.tensors().entries()) {
                assertTrue(entry.name().startsWith(group));
                assertGolden(entry);
            }
            assertEquals(
                    Shape.of(7, 7, 3, 64),
                    checkpoint
                            .tensors()
                            .get(group + "conv1_conv/conv1_conv/kernel")
                            .shape());
            Map<String, String> metadata = checkpoint.metadata();
            String at = group.replace("/", "") + '@';
            assertEquals("torch", metadata.get(at + "backend"));
            assertEquals("3.15.1", metadata.get(at + "keras_version"));
            List<String> layers = List.of(metadata.get(at + "layer_names").split("\n"));
            assertEquals(115, layers.size());
            assertEquals(List.of("input_layer", "conv1_pad", "conv1_conv"), layers.subList(0, 3));
            assertEquals("conv1_conv/kernel\nconv1_conv/bias", metadata.get(group + "conv1_conv@weight_names"));
            assertEquals("", metadata.get(group + "avg_pool@weight_names"));
        }
    }

    @Test
    void theConfigurationOfAWholeModelIsText() throws IOException {
        try (Checkpoint checkpoint = read("files/keras-small50-model.h5")) {
            String config = checkpoint.metadata().get("@model_config");
            assertTrue(config.startsWith("{\"class_name\": \"Functional\""), config.substring(0, 80));
            assertTrue(config.endsWith("}"));
        }
    }

    @Test
    void theNewLayoutNamesLayersByAttribute() throws IOException {
        try (Checkpoint checkpoint = read("files/keras-small50.weights.h5")) {
            assertEquals(160, checkpoint.tensors().entries().size());
            Map<String, String> metadata = checkpoint.metadata();
            assertEquals("conv1_conv", metadata.get("layers/conv2d/vars@name"));
            assertEquals("conv2_block1_preact_relu", metadata.get("layers/activation/vars@name"));
            // Keras writes the trainable variables first: kernel, bias; gamma, beta, moving mean, moving variance.
            Map<String, List<String>> variables = Map.of(
                    "conv2d", List.of("kernel", "bias"),
                    "dense", List.of("kernel", "bias"),
                    "batch_normalization", List.of("gamma", "beta", "moving_mean", "moving_variance"));
            for (Entry entry : checkpoint.tensors().entries()) {
                String[] path = entry.name().split("/");
                assertEquals(4, path.length, entry.name());
                String layer = metadata.get("layers/" + path[1] + "/vars@name");
                List<String> names = variables.get(path[1].replaceFirst("_[0-9]+$", ""));
                String name = layer + '/' + names.get(Integer.parseInt(path[3]));
                assertArrayEquals(
                        GoldenValues.parameter(name, entry.shape()).toArray(),
                        entry.toTensor().toArray(),
                        name);
            }
        }
    }

    @Test
    void readsEveryNumberTypeInBothByteOrders() throws IOException {
        Map<String, DType> types = Map.of(
                "f2", DType.F16, "f4", DType.F32, "f8", DType.F64, "i1", DType.I8, "i2", DType.I16, "i4", DType.I32,
                "i8", DType.I64, "u1", DType.U8, "u2", DType.U16, "u4", DType.U32);
        try (Checkpoint checkpoint = read("hdf5/types.h5")) {
            int seen = 0;
            for (Entry entry : checkpoint.tensors().entries()) {
                String[] path = entry.name().split("/");
                if (path.length == 2) {
                    assertEquals(types.getOrDefault(path[1], DType.U64), entry.dtype(), entry.name());
                    assertEquals(Shape.of(2, 3), entry.shape());
                    int first = path[1].startsWith("u") ? 0 : -2;
                    assertArrayEquals(
                            IntStream.range(0, 6).mapToDouble(i -> i + first).toArray(),
                            entry.toDoubleArray(),
                            entry.name());
                    seen++;
                }
            }
            assertEquals(17, seen);
            float[] counted = {-2, -1, 0, 1, 2, 3};
            assertArrayEquals(
                    counted, checkpoint.tensors().get("compact").toTensor().toArray());
            assertEquals(DType.BF16, checkpoint.tensors().get("bfloat16").dtype());
            assertArrayEquals(
                    counted, checkpoint.tensors().get("bfloat16").toTensor().toArray());
            assertEquals(Shape.of(), checkpoint.tensors().get("scalar").shape());
            assertEquals(-2f, checkpoint.tensors().get("scalar").toTensor().get());
            assertEquals(Shape.of(0, 3), checkpoint.tensors().get("empty").shape());
            assertEquals(0, checkpoint.tensors().get("empty").toTensor().toArray().length);
        }
    }

    @Test
    void attributesThatAreTextOrNumbersBecomeMetadata() throws IOException {
        try (Checkpoint checkpoint = read("hdf5/attributes.h5")) {
            Map<String, String> metadata = checkpoint.metadata();
            assertEquals("größe", metadata.get("@variable"));
            assertEquals("abc", metadata.get("@fixed"));
            assertEquals("", metadata.get("@empty"));
            assertEquals("a\nbc\n", metadata.get("@texts"));
            assertEquals("conv/kernel:0\nconv/bias:0", metadata.get("@fixed_texts"));
            assertEquals("", metadata.get("@none"));
            assertEquals("-7", metadata.get("@integer"));
            assertEquals("1.5", metadata.get("@real"));
            assertEquals("1.5\n-2.0", metadata.get("@reals"));
            assertEquals("x".repeat(100_000), metadata.get("@long"));
            assertEquals("conv", metadata.get("g/h@name"));
            assertEquals("none", metadata.get("w@unit"));
            assertEquals("", metadata.get("@nothing"));
            assertEquals(13, metadata.size(), () -> metadata.keySet().toString());
        }
    }

    @Test
    void readsGroupsWhoseTreeHasSeveralLevels() throws IOException {
        try (Checkpoint checkpoint = read("hdf5/many.h5")) {
            assertEquals(300, checkpoint.tensors().entries().size());
            for (int i = 0; i < 300; i++) {
                assertEquals(i, checkpoint.tensors().get("w" + i).toTensor().get());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "chunked, chunked",
        "compressed, filtered",
        "softlink, w is a soft link",
        "externallink, newer style",
        "external, external files",
        "hardlink, reached a second time",
        "circle, reached a second time",
        "virtual, virtual",
        "strings, variable-length",
        "enumeration, enumeration",
        "compound, compound",
        "complex, compound",
        "opaque, opaque of 2 bytes",
        "longdouble, floating-point of 16 bytes",
        "unwritten, never written",
        "namedtype, neither a dataset nor a group",
        "latest, superblock version 3",
        "userblock, signature",
        "tracked, libver='latest'",
        "deep, nested deeper than 64 levels"
    })
    void refusesByNameWhatItDoesNotRead(String file, String reason) throws IOException {
        String message = refusal(Golden.bytes("hdf5/refused-" + file + ".h5"));
        assertTrue(message.contains(reason), message);
        assertTrue(message.startsWith("test.h5: "), message);
    }

    @Test
    void isRecognisedByItsSignature() throws IOException {
        byte[] file = Golden.bytes("hdf5/types.h5");
        assertTrue(Hdf5Reader.isHdf5(ByteBuffer.wrap(file)));
        assertFalse(Hdf5Reader.isHdf5(ByteBuffer.wrap(file, 0, 7)));
        assertFalse(Hdf5Reader.isHdf5(ByteBuffer.wrap(file, 1, 100)));
        assertTrue(refusal(new byte[200]).contains("signature"));
        assertTrue(refusal(new byte[0]).contains("signature"));
    }

    @Test
    void noticesATruncatedFileAtOnce() throws IOException {
        byte[] file = Golden.bytes("files/keras-small50.weights.h5");
        assertTrue(refusal(Arrays.copyOf(file, file.length - 1)).contains("truncated?"));
    }

    @Test
    void boundsStructureDatasetsElementsObjectsAndNesting() throws IOException {
        String keras = "files/keras-small50.weights.h5";
        long most = largest(keras);
        assertAccepted(keras, limits(1 << 24, 160, most, 64));
        assertLimited("bytes of structure or fewer", keras, limits(10_000, 160, most, 64));
        assertLimited("expected 159 datasets of ", keras, limits(1 << 24, 159, most, 64));
        assertLimited("expected " + (most - 1) + " elements or fewer", keras, limits(1 << 24, 160, most - 1, 64));
        // Four members of a group for each tensor that is allowed.
        assertAccepted("hdf5/many.h5", limits(1 << 24, 300, 1, 64));
        assertLimited("expected 296 members of a group or fewer", "hdf5/many.h5", limits(1 << 24, 74, 1, 64));
        // The root, 79 groups inside each other, and a dataset of two elements: 81 objects and as many levels.
        assertAccepted("hdf5/refused-deep.h5", limits(1 << 24, 21, 2, 81));
        assertLimited("or more than 80 objects", "hdf5/refused-deep.h5", limits(1 << 24, 20, 2, 81));
        assertLimited("nested deeper than 80 levels", "hdf5/refused-deep.h5", limits(1 << 24, 21, 2, 80));
    }

    private static long largest(String resource) throws IOException {
        try (Checkpoint checkpoint = read(resource)) {
            return checkpoint.tensors().entries().stream()
                    .mapToLong(entry -> entry.shape().elements())
                    .max()
                    .orElseThrow();
        }
    }

    private static Limits limits(int header, int tensors, long elements, int nesting) {
        return new Limits(1 << 30, header, tensors, elements, nesting, 1, 1, 1, 1);
    }

    private static void assertAccepted(String resource, Limits limits) throws IOException {
        try (ByteSource source = ByteSource.open(Golden.path(resource))) {
            Hdf5Reader.read(source, limits);
        }
    }

    private static void assertLimited(String expected, String resource, Limits limits) throws IOException {
        try (ByteSource source = ByteSource.open(Golden.path(resource))) {
            String message = assertThrows(ModelFormatException.class, () -> Hdf5Reader.read(source, limits))
                    .getMessage();
            assertTrue(message.contains(expected), message);
        }
    }

    /** The data layout message of a contiguous dataset: version 3, class 1, address, size. */
    private static int layout(byte[] file, int size) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 18 <= file.length; at++) {
            if (bytes.getShort(at) == 0x0103 && bytes.getLong(at + 10) == size) {
                return at;
            }
        }
        throw new AssertionError("no contiguous dataset of " + size + " bytes");
    }

    @Test
    void holdsDeclaredSizesAgainstStoredOnesAndTheFile() throws IOException {
        byte[] file = Golden.bytes("files/keras-small50-legacy.h5");
        int at = layout(file, 7 * 7 * 3 * 64 * 4);
        byte[] larger = file.clone();
        larger[at + 10]++;
        assertTrue(refusal(larger).contains("expected 37632 stored bytes, found 37633"));
        byte[] outside = file.clone();
        outside[at + 2 + 3] = 1;
        assertTrue(refusal(outside).matches(".*conv1_conv/conv1_conv/kernel: expected .*37632 bytes.*"));
        byte[] negative = file.clone();
        negative[at + 2 + 7] = (byte) 0x80;
        assertTrue(refusal(negative).matches(".*conv1_conv/conv1_conv/kernel: expected .*37632 bytes.*"));
    }

    private static int find(byte[] file, String signature, int level) {
        for (int at = 0; at + 8 < file.length; at++) {
            if (new String(file, at, 4, StandardCharsets.ISO_8859_1).equals(signature) && file[at + 5] == level) {
                return at;
            }
        }
        throw new AssertionError("no " + signature + " of level " + level);
    }

    @Test
    void noticesCirclesInTrees() throws IOException {
        byte[] file = Golden.bytes("hdf5/many.h5");
        int upper = find(file, "TREE", 1);
        // The first child follows a head of 24 bytes and a key.
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(upper + 32, upper);
        assertTrue(refusal(file).contains("a B-tree node is reached a second time"));
    }

    @Test
    void noticesATreeThatGoesUp() throws IOException {
        byte[] file = Golden.bytes("hdf5/many.h5");
        int upper = find(file, "TREE", 1);
        file[find(file, "TREE", 0) + 5] = 1;
        file[upper + 5] = 1;
        assertTrue(refusal(file).contains("level 0 at most, found type 0 and level 1"));
    }

    @Test
    void chargesWhatIsReadAndMadeToOneAccount() throws IOException {
        ByteSource source = ByteSource.of(ByteBuffer.wrap(Golden.bytes("hdf5/attributes.h5")), "test.h5");
        String message = assertThrows(
                        ModelFormatException.class,
                        () -> Hdf5Reader.read(source, new Limits(1 << 30, 60_000, 1000, 1 << 20, 64, 1, 1, 1, 1)))
                .getMessage();
        assertTrue(message.contains("bytes of structure or fewer"), message);
    }
}
