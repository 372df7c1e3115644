package io.github.resnetv2.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckpointsTest {
    private static final Limits LIMITS = Limits.DEFAULT;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "reference-small18.safetensors, SAFETENSORS, conv1.weight",
        "reference-small18-sharded, SAFETENSORS, conv1.weight",
        "reference-small18-sharded/model.safetensors.index.json, SAFETENSORS, conv1.weight",
        "reference-small18.pth, PYTORCH_ZIP, conv1.weight",
        "reference-small18-wrapped.pth.tar, PYTORCH_ZIP, module.conv1.weight",
        "reference-small18-legacy.pth, PYTORCH_LEGACY, conv1.weight",
        "reference-small18.npz, NPZ, conv1.weight",
        "timm-smallbit-google.npz, NPZ, resnet/root_block/standardized_conv2d/kernel",
        "zoo7-small18.onnx, ONNX, ",
        "reference-small18-opset12.onnx, ONNX, ",
        "reference-small18-dynamo.onnx, ONNX, ",
        "mxnet-small18.params, MXNET, features.1.weight",
        "keras-small50-legacy.h5, HDF5, ",
        "keras-small50-model.h5, HDF5, ",
        "keras-small50.weights.h5, HDF5, ",
        "keras-small50.keras, KERAS, ",
    })
    void recognisesEveryFormatByItsContent(String name, Format format, String tensor) throws IOException {
        Path path = Golden.path("files/" + name);
        List<Checkpoint> opened = new ArrayList<>(List.of(Checkpoints.open(path, LIMITS)));
        if (!name.contains("sharded")) {
            Path renamed = Files.copy(path, folder.resolve("model"));
            byte[] bytes = Files.readAllBytes(path);
            opened.add(Checkpoints.open(renamed, LIMITS));
            opened.add(Checkpoints.open(bytes, LIMITS));
            opened.add(Checkpoints.open(
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), LIMITS));
            opened.add(Checkpoints.open(new ByteArrayInputStream(bytes), LIMITS));
        }
        Checkpoint first = opened.get(0);
        for (Checkpoint checkpoint : opened) {
            assertEquals(format, checkpoint.format());
            assertEquals(
                    List.copyOf(first.tensors().names()),
                    List.copyOf(checkpoint.tensors().names()));
            assertTrue(tensor == null || checkpoint.tensors().find(tensor).isPresent(), "no " + tensor);
            for (Entry entry : checkpoint.tensors().entries()) {
                assertArrayEquals(
                        first.tensors().get(entry.name()).toDoubleArray(), entry.toDoubleArray(), entry.name());
            }
        }
        for (Checkpoint checkpoint : opened) {
            checkpoint.close();
        }
    }

    private static void assertRefused(String expected, byte[] file) {
        String message = assertThrows(ModelFormatException.class, () -> Checkpoints.open(file, LIMITS))
                .getMessage();
        assertTrue(message.startsWith("<bytes>: expected a checkpoint ("), message);
        assertTrue(message.contains(", found " + expected), message);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(ISO_8859_1);
    }

    @Test
    void saysWhatOtherFilesSeemToBe() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(Golden.bytes("files/reference-small18.safetensors"));
        }
        assertRefused("a gzip archive: unpack it first", gzip.toByteArray());
        assertRefused("a tar archive", latin1("resnet/".concat("\0".repeat(250)).concat("ustar\0") + "00".repeat(400)));
        assertRefused(
                "a tar archive: unpack it first; if torch before 0.1.10 wrote it, save it anew with PyTorch",
                latin1("\0".repeat(257) + "ustar" + "\0".repeat(762)));
        assertRefused("a web page", latin1("\n<!DOCTYPE html><html><head><title>403</title>"));
        assertRefused(
                "a Git LFS pointer, not the file itself",
                latin1("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 102442450\n"));
        assertRefused("JSON text; an index of shards", latin1("{\"weight_map\": {}}"));
        assertRefused("text: 'epoch,loss'", latin1("epoch,loss\n1,0.5\n"));
        assertRefused("a JPEG picture", latin1("\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF\0"));
        assertRefused("a TensorFlow SavedModel", latin1("\b\u0001\u0012\u00fa\u00c8\u0006\n"));
        assertRefused("perhaps a TensorFlow graph (.pb)", latin1("\n\u0042\n\u0005input\u0012\u000bPlaceholder"));
        assertRefused("perhaps a TensorFlow graph (.pb)", latin1("\n\u00c2\u0001\n\u0005input\u0012\u000bPlaceholder"));
        assertRefused("a TensorFlow Lite model", latin1("\u001c\0\0\0TFL3"));
        assertRefused("a pickle that torch.save did not write", latin1("\u0080\u0004\u0095\u0010\0\0\0\0\0\0\0}."));
        assertRefused("HDF5 behind", latin1("\0".repeat(512) + "\u0089HDF\r\n\u001a\n"));
        assertRefused("an empty file", new byte[0]);
        assertRefused("the bytes 00 01", new byte[] {0, 1});
        assertRefused("the bytes 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ...", new byte[5000]);
        assertRefused("the bytes 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ...", new byte[1024]);
    }

    @Test
    void saysWhatIsInAnotherZipArchive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : List.of("mimetype", "content.xml", "styles.xml", "meta.xml")) {
                zip.putNextEntry(new ZipEntry(name));
            }
        }
        assertRefused("a zip archive of 4 entries: mimetype, content.xml, styles.xml, ...", bytes.toByteArray());
        assertRefused("a zip archive of 0 entries", latin1("PK\u0005\u0006" + "\0".repeat(18)));
    }

    @Test
    void aDamagedFileOfAKnownFormatIsReportedAsThatFormat() throws IOException {
        for (String name : List.of("reference-small18.safetensors", "reference-small18.npz", "reference-small18.pth")) {
            byte[] half = Arrays.copyOf(Golden.bytes("files/" + name), 100);
            String message = assertThrows(ModelFormatException.class, () -> Checkpoints.open(half, LIMITS))
                    .getMessage();
            assertTrue(!message.contains("expected a checkpoint"), message);
        }
        String message = assertThrows(
                        ModelFormatException.class, () -> Checkpoints.open(latin1("PK\u0003\u0004"), LIMITS))
                .getMessage();
        assertTrue(message.startsWith("<bytes>: ") && !message.contains("expected a checkpoint"), message);
    }

    private void save(String name) throws IOException {
        StateDict tensors = StateDict.of(Map.of(name, Tensor.zeros(Shape.of(1))));
        Checkpoints.save(folder.resolve(name), tensors, DType.F32, Map.of());
    }

    @Test
    void aFolderIsOpenedByItsModelFile() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.write(folder.resolve("pytorch_model.bin"), Golden.bytes("files/reference-small18.pth"));
        assertOpens("conv1.weight");
        save("resnet.safetensors");
        assertOpens("resnet.safetensors");
        save("other.safetensors");
        ModelFormatException error = assertThrows(ModelFormatException.class, () -> Checkpoints.open(folder, LIMITS));
        assertTrue(
                error.getMessage()
                        .endsWith("expected one model, found other.safetensors, resnet.safetensors:"
                                + " name the one to open"),
                error.getMessage());
        Files.writeString(
                folder.resolve("any.safetensors.index.json"),
                "{\"weight_map\":{\"resnet.safetensors\":\"resnet.safetensors\"}}");
        assertOpens("resnet.safetensors");
        save("model.safetensors");
        assertOpens("model.safetensors");
    }

    @Test
    void aFolderThatIsCalledLikeAnIndexIsNone() throws IOException {
        save("resnet.safetensors");
        Files.createDirectory(folder.resolve("x.safetensors.index.json"));
        assertOpens("resnet.safetensors");
    }

    private void assertOpens(String tensor) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(folder, LIMITS)) {
            assertTrue(checkpoint.tensors().find(tensor).isPresent(), checkpoint.source());
        }
    }

    @Test
    void aFolderWithoutAModelAndWhatIsNoFileAreRefused() throws IOException {
        Files.writeString(folder.resolve("readme.txt"), "hello");
        Files.createDirectory(folder.resolve("a.safetensors"));
        ModelFormatException error = assertThrows(ModelFormatException.class, () -> Checkpoints.open(folder, LIMITS));
        assertTrue(error.getMessage().contains("found none of them among 2 files"), error.getMessage());
        assertThrows(NoSuchFileException.class, () -> Checkpoints.open(folder.resolve("missing"), LIMITS));
        Path device = Path.of("/dev/zero");
        if (Files.exists(device)) {
            assertThrows(ModelFormatException.class, () -> Checkpoints.open(device, LIMITS));
        }
    }

    @Test
    void filesBuffersAndStreamsObeyTheSizeLimit() throws IOException {
        byte[] bytes = Golden.bytes("files/reference-small18.safetensors");
        Path path = Golden.path("files/reference-small18.safetensors");
        Limits exact = LIMITS.withFileBytes(bytes.length);
        Limits tight = LIMITS.withFileBytes(bytes.length - 1);
        Checkpoints.open(path, exact).close();
        Checkpoints.open(bytes, exact).close();
        Checkpoints.open(new ByteArrayInputStream(bytes), exact).close();
        assertThrows(ModelFormatException.class, () -> Checkpoints.open(path, tight));
        assertThrows(ModelFormatException.class, () -> Checkpoints.open(bytes, tight));
        assertThrows(ModelFormatException.class, () -> Checkpoints.open(new ByteArrayInputStream(bytes), tight));
    }

    @Test
    void aRefusedFileIsNotLeftOpen() throws IOException {
        Path bad = Files.write(folder.resolve("bad"), new byte[100]);
        Path index = Files.writeString(
                folder.resolve("x.safetensors.index.json"),
                "{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}}");
        save("one.safetensors");
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors), "open files can be counted on Linux only");
        long before = count(descriptors);
        for (int i = 0; i < 200; i++) {
            assertThrows(ModelFormatException.class, () -> Checkpoints.open(bad, LIMITS));
            assertThrows(ModelFormatException.class, () -> Checkpoints.open(index, LIMITS));
        }
        assertTrue(count(descriptors) < before + 100, "files were left open");
    }

    private static long count(Path descriptors) throws IOException {
        try (Stream<Path> list = Files.list(descriptors)) {
            return list.count();
        }
    }

    @Test
    void savesAndOpensAgain() throws IOException {
        Tensor tensor = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        StateDict tensors = StateDict.of(Map.of("x", tensor));
        Path file = folder.resolve("x.safetensors");
        Checkpoints.save(file, tensors, DType.F16, Map.of("labels", "cat\ndog"));
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        Checkpoints.save(stream, tensors, DType.F16, Map.of("labels", "cat\ndog"));
        assertArrayEquals(Files.readAllBytes(file), stream.toByteArray());
        try (Checkpoint checkpoint = Checkpoints.open(file, LIMITS)) {
            assertEquals(Map.of("labels", "cat\ndog"), checkpoint.metadata());
            assertArrayEquals(
                    tensor.toArray(), checkpoint.tensors().get("x").toTensor().toArray());
        }
        Path array = folder.resolve("x.npy");
        Checkpoints.saveArray(array, tensor);
        try (Checkpoint checkpoint = Checkpoints.open(array, LIMITS)) {
            assertEquals(Format.NPY, checkpoint.format());
            assertArrayEquals(
                    tensor.toArray(),
                    checkpoint.tensors().get("arr_0").toTensor().toArray());
        }
    }
}
