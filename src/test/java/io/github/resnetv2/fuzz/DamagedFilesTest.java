package io.github.resnetv2.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.family.ModelFile;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.formats.hdf5.Hdf5Reader;
import io.github.resnetv2.formats.keras.KerasReader;
import io.github.resnetv2.formats.mxnet.MxNetReader;
import io.github.resnetv2.formats.npy.NpyReader;
import io.github.resnetv2.formats.npy.NpzReader;
import io.github.resnetv2.formats.onnx.OnnxReader;
import io.github.resnetv2.formats.pytorch.PyTorchReader;
import io.github.resnetv2.formats.safetensors.SafetensorsReader;
import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.Mutations;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every golden model file, damaged in many places, goes the whole way to a network: each copy loads, or is refused with
 * a typed error, within two seconds.
 */
class DamagedFilesTest {
    /** How many places of each file are damaged in each way by the ordinary and by the slow test. */
    private static final int FEW = 15;

    private static final int MANY = 4000;

    private static final String SHARDS = "files/reference-small18-sharded";
    private static final String INDEX = "model.safetensors.index.json";

    static List<String> models() throws IOException {
        return names("files").filter(name -> !name.contains("-expected.")).toList();
    }

    static List<String> parts() throws IOException {
        return names(SHARDS).toList();
    }

    private static Stream<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Golden.path(folder))) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void someDamageOfAModelIsToldOrHarmless(String name) throws IOException {
        damage(model(name), FEW);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("models")
    void muchDamageOfAModelIsToldOrHarmless(String name) throws IOException {
        damage(model(name), MANY);
    }

    @ParameterizedTest
    @MethodSource("parts")
    void someDamageOfAPartOfAModelIsToldOrHarmless(String name, @TempDir Path folder) throws IOException {
        damage(part(name, folder), FEW);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("parts")
    void muchDamageOfAPartOfAModelIsToldOrHarmless(String name, @TempDir Path folder) throws IOException {
        damage(part(name, folder), MANY);
    }

    /** Cuts and flips at steps that give about as many places as asked for; where structure begins and ends always. */
    private static void damage(Mutations mutations, int places) {
        int step = Math.max(1, mutations.structureSize() / places);
        assertTrue(mutations.truncate(step) >= Math.min(places, mutations.structureSize()));
        assertTrue(mutations.flip(step) >= Math.min(places, mutations.structureSize()));
    }

    private static Mutations model(String name) throws IOException {
        byte[] bytes = Golden.bytes("files/" + name);
        Mutations.Reader reader;
        try (Checkpoint good = Checkpoints.open(bytes, Limits.DEFAULT)) {
            reader = reader(good.format());
        }
        return Mutations.of(bytes, reader, damaged -> load(Checkpoints.open(damaged, Limits.DEFAULT)));
    }

    private static Mutations part(String name, Path folder) throws IOException {
        for (String part : parts()) {
            Files.write(folder.resolve(part), Golden.bytes(SHARDS + "/" + part));
        }
        byte[] bytes = Golden.bytes(SHARDS + "/" + name);
        Mutations.Door door = damaged -> {
            byte[] copy = new byte[damaged.remaining()];
            damaged.duplicate().get(copy);
            Files.write(folder.resolve(name), copy);
            return load(Checkpoints.open(folder.resolve(INDEX), Limits.DEFAULT));
        };
        return name.equals(INDEX)
                ? Mutations.ofText(bytes, door)
                : Mutations.of(bytes, reader(Format.SAFETENSORS), door);
    }

    private static Checkpoint load(Checkpoint checkpoint) throws IOException {
        try {
            ModelFile.load(checkpoint, Limits.DEFAULT);
            return checkpoint;
        } catch (IOException | RuntimeException | Error e) {
            checkpoint.close();
            throw e;
        }
    }

    private static Mutations.Reader reader(Format format) {
        return switch (format) {
            case SAFETENSORS -> source -> SafetensorsReader.read(source, Limits.DEFAULT);
            case PYTORCH_ZIP ->
                source -> PyTorchReader.read(source, ZipArchive.open(source, Limits.DEFAULT), Limits.DEFAULT);
            case PYTORCH_LEGACY -> source -> PyTorchReader.readLegacy(source, Limits.DEFAULT);
            case ONNX -> source -> OnnxReader.read(source, Limits.DEFAULT);
            case NPY -> source -> NpyReader.read(source, Limits.DEFAULT);
            case NPZ -> source -> NpzReader.read(source, ZipArchive.open(source, Limits.DEFAULT), Limits.DEFAULT);
            case HDF5 -> source -> Hdf5Reader.read(source, Limits.DEFAULT);
            case KERAS -> source -> KerasReader.read(source, ZipArchive.open(source, Limits.DEFAULT), Limits.DEFAULT);
            case MXNET -> source -> MxNetReader.read(source, Limits.DEFAULT);
        };
    }
}
