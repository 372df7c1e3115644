package io.github.resnetv2.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.family.ModelFile;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.formats.zip.ZipMember;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The readers that are fed with hostile bytes. Of any input a target lets through nothing but a load that works and a
 * {@link ModelFormatException} with a message, which it swallows, and within two seconds; whatever else happens is a bug.
 *
 * <p>The same targets are driven by Jazzer (profile {@code fuzz}) and by {@link FuzzRegressionTest}, which replays what
 * lies in the folder {@code fuzz} of the test resources.
 */
enum FuzzTarget {
    SAFETENSORS(
            FuzzTarget::loadFile,
            "files/timm-small18.safetensors",
            "files/timm-small50d-bf16.safetensors",
            "files/reference-small18-f16.safetensors"),
    ONNX(
            FuzzTarget::loadFile,
            "files/timm-small18-opset12.onnx",
            "files/timm-small50d-unfolded.onnx",
            "files/timm-small18-dynamo.onnx",
            "files/cifar-small18-opset12.onnx",
            "files/zoo7-small50.onnx"),
    PYTORCH_ZIP(
            FuzzTarget::loadFile,
            "pytorch/expanded.pth",
            "pytorch/module.pth",
            "pytorch/protocol4.pth",
            "pytorch/script.pt",
            "pytorch/tensor.pth",
            "pytorch/training.pth",
            "pytorch/types.pth",
            "pytorch/views.pth",
            "files/timm-small50d-f16.pth"),
    PYTORCH_LEGACY(
            FuzzTarget::loadFile,
            "pytorch/module-legacy.pth",
            "pytorch/types-legacy.pth",
            "pytorch/views-legacy.pth",
            "files/timm-small50d-legacy.pth"),
    HDF5(
            FuzzTarget::loadFile,
            "hdf5/types.h5",
            "hdf5/attributes.h5",
            "hdf5/refused-deep.h5",
            "hdf5/refused-strings.h5",
            "hdf5/refused-virtual.h5",
            "files/keras-small50.weights.h5",
            "files/keras-small50-legacy.h5"),
    MXNET(FuzzTarget::loadFile, "files/mxnet-small50.params", "files/mxnet-small50-symbol-0000.params"),
    NPZ(FuzzTarget::loadFile, "files/timm-small50d.npz"),
    KERAS(FuzzTarget::loadFile, "files/keras-small50.keras"),
    ZIP(FuzzTarget::readArchive, "pytorch/training.pth", "pytorch/views.pth", "files/timm-small50d.npz"),
    NPY(FuzzTarget::loadFile),
    SHARD_INDEX(FuzzTarget::loadShards, "files/reference-small18-sharded/model.safetensors.index.json"),
    DESCRIPTION(FuzzTarget::recogniseDescribed);

    private static final long LONGEST_NANOS = 2_000_000_000L;
    /** The processor's time, so that a busy machine does not look like a slow reader. */
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private static final List<String> SHARDS = List.of(
            "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors");

    private final Action action;
    private final List<String> golden;

    @FunctionalInterface
    private interface Action {
        void run(byte[] input, Path folder) throws IOException;
    }

    FuzzTarget(Action action, String... golden) {
        this.action = action;
        this.golden = List.of(golden);
    }

    /**
     * Feeds the reader.
     *
     * @param input any bytes
     * @param folder an empty folder for a reader of several files, which may be used again by the same target
     */
    void run(byte[] input, Path folder) {
        // The first time may have loaded classes.
        if (nanosOf(input, folder) > LONGEST_NANOS) {
            long nanos = nanosOf(input, folder);
            assertTrue(nanos <= LONGEST_NANOS, () -> "took " + nanos + " ns");
        }
    }

    private long nanosOf(byte[] input, Path folder) {
        long start = THREAD.getCurrentThreadCpuTime();
        try {
            action.run(input, folder);
        } catch (ModelFormatException expected) {
            assertNotNull(expected.getMessage(), "an error without a message");
        } catch (IOException e) {
            // All that is read is there: in memory, or in a folder that was just written.
            throw new AssertionError("an error of no type", e);
        }
        return THREAD.getCurrentThreadCpuTime() - start;
    }

    /** The name of the folder of its committed inputs. */
    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Good and bad files to begin with: what is committed for this reader, and golden files. */
    List<byte[]> inputs() throws IOException {
        List<byte[]> inputs = new ArrayList<>(committed());
        for (String file : golden) {
            inputs.add(Golden.bytes(file));
        }
        return inputs;
    }

    private List<byte[]> committed() throws IOException {
        URL folder = FuzzTarget.class.getResource("/fuzz/" + folder());
        if (folder == null) {
            return List.of();
        }
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }

    private static void loadFile(byte[] input, Path folder) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(input, Limits.DEFAULT)) {
            load(checkpoint);
        }
    }

    private static void load(Checkpoint checkpoint) throws IOException {
        for (Entry entry : checkpoint.tensors().entries()) {
            long[] bytes = {0};
            entry.values().forEachPortion(portion -> bytes[0] += portion.remaining());
            if (bytes[0] != entry.byteSize()) {
                throw new AssertionError(entry.name() + ": expected " + entry.byteSize() + " bytes, found " + bytes[0]);
            }
        }
        ModelFile.load(checkpoint, Limits.DEFAULT);
    }

    private static void readArchive(byte[] input, Path folder) throws IOException {
        ZipArchive archive = ZipArchive.open(ByteSource.of(ByteBuffer.wrap(input), "archive"), Limits.DEFAULT);
        for (ZipMember member : archive.entries()) {
            try (ByteSource content = member.open()) {
                if (content.size() != member.size()) {
                    throw new AssertionError(
                            member.name() + ": expected " + member.size() + " bytes, found " + content.size());
                }
            }
        }
    }

    /** The index is the input; its shards are good ones. */
    private static void loadShards(byte[] input, Path folder) throws IOException {
        for (String shard : SHARDS) {
            if (!Files.exists(folder.resolve(shard))) {
                Files.write(folder.resolve(shard), Golden.bytes("files/reference-small18-sharded/" + shard));
            }
        }
        Path index = Files.write(folder.resolve("model.safetensors.index.json"), input);
        try (Checkpoint checkpoint = Checkpoints.open(index, Limits.DEFAULT)) {
            load(checkpoint);
        }
    }

    /** The input is what comes beside good weights: config, architecture, preprocessing, labels, with zeros between. */
    private static void recogniseDescribed(byte[] input, Path folder) throws IOException {
        String[] texts = new String(input, StandardCharsets.UTF_8).split("\0", -1);
        Map<String, String> metadata = new HashMap<>();
        List<String> names =
                List.of(Checkpoint.HUB_CONFIG, "resnetv2.architecture", "resnetv2.preprocessing", "resnetv2.labels");
        for (int i = 0; i < Math.min(texts.length, names.size()); i++) {
            if (!texts[i].isEmpty()) {
                metadata.put(names.get(i), texts[i]);
            }
        }
        byte[] weights = Golden.bytes("files/reference-small18.safetensors");
        try (Checkpoint checkpoint = Checkpoints.open(weights, Limits.DEFAULT)) {
            ModelFile.recognise(checkpoint.withMetadata(metadata), Limits.DEFAULT);
        }
    }
}
