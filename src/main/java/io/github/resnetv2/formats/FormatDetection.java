package io.github.resnetv2.formats;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.hdf5.Hdf5Reader;
import io.github.resnetv2.formats.keras.KerasReader;
import io.github.resnetv2.formats.mxnet.MxNetReader;
import io.github.resnetv2.formats.npy.NpyReader;
import io.github.resnetv2.formats.npy.NpzReader;
import io.github.resnetv2.formats.onnx.OnnxReader;
import io.github.resnetv2.formats.pytorch.PyTorchReader;
import io.github.resnetv2.formats.safetensors.SafetensorsReader;
import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.formats.zip.ZipMember;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;

/** Finds the reader of a file by what the file begins with, and for a zip archive by what it holds. */
final class FormatDetection {
    /** Enough for every mark at the beginning of a file, and for a glance at what else it may be. */
    private static final int START_BYTES = 1024;

    private static final String READABLE =
            "expected a checkpoint (safetensors, PyTorch, ONNX, NumPy, HDF5, Keras, MXNet)";

    private FormatDetection() {}

    static Checkpoint read(ByteSource source, Limits limits) throws IOException {
        ByteBuffer start = source.slice(0, (int) Math.min(source.size(), START_BYTES));
        // From the most to the least telling mark: the last one is two bytes only.
        if (Hdf5Reader.isHdf5(start)) {
            return Hdf5Reader.read(source, limits);
        }
        if (NpyReader.isArray(start)) {
            return NpyReader.read(source, limits);
        }
        if (MxNetReader.isParameters(start)) {
            return MxNetReader.read(source, limits);
        }
        if (PyTorchReader.isLegacy(start)) {
            return PyTorchReader.readLegacy(source, limits);
        }
        if (SafetensorsReader.isSafetensors(start)) {
            return SafetensorsReader.read(source, limits);
        }
        if (ZipArchive.isArchive(start)) {
            return readArchive(source, limits);
        }
        String stranger = Stranger.find(start);
        if (stranger == null && OnnxReader.isModel(start)) {
            return OnnxReader.read(source, limits);
        }
        throw new ModelFormatException(source.name() + ": " + READABLE + ", found "
                + (stranger == null ? Stranger.describe(start) : stranger));
    }

    private static Checkpoint readArchive(ByteSource source, Limits limits) throws IOException {
        ZipArchive archive = ZipArchive.open(source, limits);
        if (PyTorchReader.isArchive(archive)) {
            return PyTorchReader.read(source, archive, limits);
        }
        if (KerasReader.isArchive(archive)) {
            return KerasReader.read(source, archive, limits);
        }
        if (NpzReader.isArchive(archive)) {
            return NpzReader.read(source, archive, limits);
        }
        String names = archive.entries().stream().limit(3).map(ZipMember::name).collect(Collectors.joining(", "));
        throw new ModelFormatException(source.name() + ": " + READABLE + ", found a zip archive of "
                + archive.entries().size() + " entries" + (names.isEmpty() ? "" : ": " + names + ", ..."));
    }
}
