package io.github.resnetv2.formats.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.testing.Mutations;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.Half;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class NpzReaderTest {
    private static Checkpoint read(ByteSource source) throws IOException {
        return NpzReader.read(source, ZipArchive.open(source, Limits.DEFAULT), Limits.DEFAULT);
    }

    private static Checkpoint read(byte[] file) throws IOException {
        return read(ByteSource.of(ByteBuffer.wrap(file), "x.npz"));
    }

    private static byte[] zip(Object... namesAndContents) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
                zip.write((byte[]) namesAndContents[i + 1]);
            }
        }
        return out.toByteArray();
    }

    /** As {@code numpy.savez_compressed} would have written it. */
    private static byte[] compressed(byte[] archive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(archive));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                from.transferTo(zip);
            }
        }
        return out.toByteArray();
    }

    @Test
    void readsWhatNumPyWroteStoredOrDeflated() throws IOException {
        byte[] stored = Golden.bytes("files/reference-small18.npz");
        for (byte[] file : new byte[][] {stored, compressed(stored)}) {
            try (Checkpoint checkpoint = read(file)) {
                assertEquals(Format.NPZ, checkpoint.format());
                assertEquals(103, checkpoint.tensors().entries().size());
                assertEquals(
                        "conv1.weight", checkpoint.tensors().names().iterator().next());
                for (Entry entry : checkpoint.tensors().entries()) {
                    if (entry.dtype() == DType.I64) {
                        assertArrayEquals(new double[1], entry.toDoubleArray());
                        continue;
                    }
                    float[] expected =
                            GoldenValues.parameter(entry.name(), entry.shape()).toArray();
                    for (int i = 0; i < expected.length; i++) {
                        // The script that wrote the file had rounded the values to half.
                        expected[i] = Half.toFloat(Half.fromFloat(expected[i]));
                    }
                    assertArrayEquals(expected, entry.toTensor().toArray(), entry.name());
                }
            }
        }
    }

    @Test
    void readsNamesWithFolders() throws IOException {
        try (Checkpoint checkpoint = read(Golden.bytes("files/timm-smallbit-google.npz"))) {
            Entry kernel = checkpoint.tensors().get("resnet/root_block/standardized_conv2d/kernel");
            // HWIO here, OIHW in timm's file.
            Golden.Recorded timm =
                    Golden.read("files/timm-smallbit.safetensors").tensor("stem.conv.weight");
            int[] oihw = timm.shape();
            assertEquals(Shape.of(oihw[2], oihw[3], oihw[1], oihw[0]), kernel.shape());
            assertArrayEquals(
                    timm.floats(), kernel.toTensor().permute(3, 2, 0, 1).toArray());
        }
    }

    @Test
    void aNameIsOnlyAName() throws IOException {
        byte[] array = NpyReaderTest.file(1, NpyReaderTest.dict("<f4", false, "(1,)"), new byte[4]);
        try (Checkpoint checkpoint = read(zip("../../x.npy", array, "/y.npy", array, ".npy", array))) {
            assertEquals(
                    List.of("../../x", "/y", ""),
                    List.copyOf(checkpoint.tensors().names()));
        }
    }

    @Test
    void refusesWhatIsNoArrayOfNumbers() throws IOException {
        byte[] array = NpyReaderTest.file(1, NpyReaderTest.dict("<f4", false, "(1,)"), new byte[4]);
        byte[] objects = NpyReaderTest.file(1, NpyReaderTest.dict("|O", false, "(1,)"), new byte[4]);
        assertRefused(
                "x.npz: expected arrays (.npy) only, found an entry run.py", zip("a.npy", array, "run.py", array));
        assertRefused(
                "x.npz: b.npy: an array of pickled Python objects (|O) is not read",
                zip("a.npy", array, "b.npy", objects));
        assertRefused("x.npz: a.npy: expected a NumPy array, found another beginning", zip("a.npy", new byte[50]));
    }

    private static void assertRefused(String expected, byte[] file) {
        assertEquals(
                expected,
                assertThrows(ModelFormatException.class, () -> read(file)).getMessage());
    }

    @Test
    void damageInsideACompressedArrayShowsWhenItIsRead() throws IOException {
        byte[] data = NpyReaderTest.floats(ByteOrder.LITTLE_ENDIAN, new float[50_000]);
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * i >>> 3);
        }
        byte[] file = zip("a.npy", NpyReaderTest.file(1, NpyReaderTest.dict("<f4", false, "(50000,)"), data));
        file[file.length / 2] ^= 1;
        Entry entry = read(file).tensors().get("a");
        assertThrows(ModelFormatException.class, entry::toTensor);
    }

    @Test
    void aDamagedFileIsATypedErrorOrReadsWhole() throws IOException {
        byte[] array = NpyReaderTest.file(
                1, NpyReaderTest.dict(">f4", true, "(2, 2)"), NpyReaderTest.floats(ByteOrder.BIG_ENDIAN, 1, 2, 3, 4));
        Mutations mutations = Mutations.of(zip("a.npy", array, "b/c.npy", array), NpzReaderTest::read);
        assertTrue(mutations.truncate(1) > 300);
        assertTrue(mutations.flipEveryWay() > 500);
    }

    @Test
    @Tag("slow")
    void aDamagedGoldenFileIsATypedErrorOrReadsWhole() throws IOException {
        for (String name : List.of("reference-small18.npz", "timm-smallbit-google.npz")) {
            Mutations mutations = Mutations.of(Golden.bytes("files/" + name), NpzReaderTest::read);
            assertTrue(mutations.truncate(1) > 1000);
            assertTrue(mutations.flip(1) > 1000);
        }
    }
}
