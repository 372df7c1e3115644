package io.github.resnetv2.formats.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.hdf5.Hdf5Reader;
import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.Mutations;
import io.github.resnetv2.weights.Checkpoint;
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
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KerasReaderTest {
    private static final String FILE = "files/keras-small50.keras";

    private static Checkpoint read(ByteSource source, Limits limits) throws IOException {
        return KerasReader.read(source, ZipArchive.open(source, limits), limits);
    }

    private static Checkpoint read(byte[] file) throws IOException {
        return read(ByteSource.of(ByteBuffer.wrap(file), "test.keras"), Limits.DEFAULT);
    }

    private static String refusal(byte[] file) {
        return assertThrows(ModelFormatException.class, () -> read(file)).getMessage();
    }

    /** A compressed archive, which Keras itself does not write. */
    private static byte[] zip(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void tensorsAreThoseOfTheWeightsFileSavedBesideIt() throws IOException {
        try (Checkpoint archive = read(ByteSource.open(Golden.path(FILE)), Limits.DEFAULT);
                Checkpoint weights = Hdf5Reader.read(
                        ByteSource.open(Golden.path("files/keras-small50.weights.h5")), Limits.DEFAULT)) {
            assertEquals(Format.KERAS, archive.format());
            assertEquals("keras-small50.keras", archive.source());
            assertEquals(
                    weights.tensors().names().stream().toList(),
                    archive.tensors().names().stream().toList());
            for (Entry entry : weights.tensors().entries()) {
                assertArrayEquals(
                        entry.toTensor().toArray(),
                        archive.tensors().get(entry.name()).toTensor().toArray(),
                        entry.name());
            }
            assertEquals("conv1_conv", archive.metadata().get("layers/conv2d/vars@name"));
        }
    }

    @Test
    void configurationAndFactsAreText() throws IOException {
        try (Checkpoint archive = read(Golden.bytes(FILE))) {
            assertEquals(
                    "{\"keras_version\": \"3.15.1\", \"date_saved\": \"2026-11-24@10:55:53\"}",
                    archive.metadata().get("keras.metadata"));
            assertTrue(
                    archive.metadata().get("keras.config").startsWith("{\"module\": \"keras.src.models.functional\""));
        }
    }

    @Test
    void readsACompressedArchiveToo() throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("config.json", "{}".getBytes(StandardCharsets.UTF_8));
        members.put("model.weights.h5", Golden.bytes("files/keras-small50.weights.h5"));
        try (Checkpoint archive = read(zip(members))) {
            assertEquals(160, archive.tensors().entries().size());
            assertEquals("{}", archive.metadata().get("keras.config"));
        }
    }

    @Test
    void refusesArchivesWithoutReadableWeights() throws IOException {
        byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
        assertTrue(refusal(zip(Map.of("config.json", config))).contains("expected model.weights.h5"));
        assertTrue(refusal(zip(Map.of("config.json", config, "model.weights.npz", config)))
                .contains("pickled objects"));
        assertTrue(refusal(zip(Map.of("config.json", config, "model.weights.h5", config)))
                .contains("model.weights.h5: offset 0: expected the signature of HDF5"));
        assertTrue(refusal(zip(Map.of(
                        "config.json",
                        new byte[] {(byte) 0xff},
                        "model.weights.h5",
                        Golden.bytes("files/keras-small50.weights.h5"))))
                .contains("config.json is not UTF-8"));
    }

    @Test
    void boundsTheConfiguration() throws IOException {
        byte[] config = new byte[500_000];
        Arrays.fill(config, (byte) ' ');
        byte[] file =
                zip(Map.of("config.json", config, "model.weights.h5", Golden.bytes("files/keras-small50.weights.h5")));
        Limits limits = new Limits(1 << 30, 499_999, 1000, 1 << 20, 64, 1, 1, 1, 1);
        String message = assertThrows(
                        ModelFormatException.class,
                        () -> read(ByteSource.of(ByteBuffer.wrap(file), "test.keras"), limits))
                .getMessage();
        assertTrue(message.contains("config.json: expected 499999 bytes or fewer, found 500000"), message);
    }

    @Test
    void isRecognisedByItsEntries() throws IOException {
        for (String file : List.of(FILE, "files/reference-small18.pth")) {
            try (ByteSource source = ByteSource.open(Golden.path(file))) {
                boolean recognised = KerasReader.isArchive(ZipArchive.open(source, Limits.DEFAULT));
                assertEquals(file.equals(FILE), recognised, file);
            }
        }
    }

    private static Mutations damages() throws IOException {
        return Mutations.of(Golden.bytes(FILE), source -> read(source, Limits.DEFAULT));
    }

    @Test
    void survivesDamage() throws IOException {
        Mutations mutations = damages();
        assertTrue(mutations.truncate(997) + mutations.flip(397) > 500);
    }

    @Tag("slow")
    @Test
    void survivesEveryDamage() throws IOException {
        Mutations mutations = damages();
        assertTrue(mutations.truncate(97) + mutations.flip(17) > 10_000);
    }
}
