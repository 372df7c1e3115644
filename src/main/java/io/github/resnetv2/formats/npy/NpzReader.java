package io.github.resnetv2.formats.npy;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.formats.zip.ZipMember;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an {@code .npz} archive, compressed or not. */
public final class NpzReader {
    private static final String SUFFIX = ".npy";

    private NpzReader() {}

    /**
     * Whether an archive is one of NumPy.
     *
     * @param archive a zip archive
     * @return true if it holds arrays under NumPy's names
     */
    public static boolean isArchive(ZipArchive archive) {
        return archive.entries().stream().anyMatch(member -> member.name().endsWith(SUFFIX));
    }

    /**
     * Reads and checks the header of each array; the values are read, and inflated if they are compressed, when they are asked
     * for.
     *
     * @param source the file, closed by the checkpoint, and not by this method
     * @param archive the file as an archive
     * @param limits bounds the number of arrays, their elements and their sizes
     * @return the arrays in the order of the archive, under their names without {@code .npy}
     * @throws ModelFormatException if the file is no archive of arrays of numbers, is damaged, or exceeds a limit
     * @throws IOException if it cannot be read
     */
    public static Checkpoint read(ByteSource source, ZipArchive archive, Limits limits) throws IOException {
        if (archive.entries().size() > limits.tensors()) {
            throw new ModelFormatException(source.name() + ": expected at most " + limits.tensors() + " arrays, found "
                    + archive.entries().size());
        }
        List<Entry> entries = new ArrayList<>(archive.entries().size());
        for (ZipMember member : archive.entries()) {
            if (!member.name().endsWith(SUFFIX)) {
                throw new ModelFormatException(
                        source.name() + ": expected arrays (" + SUFFIX + ") only, found an entry " + member.name());
            }
            entries.add(entry(member, source.name() + ": " + member.name(), limits));
        }
        return new Checkpoint(Format.NPZ, source.name(), StateDict.of(entries), Map.of(), Optional.empty(), source);
    }

    private static Entry entry(ZipMember member, String where, Limits limits) throws IOException {
        NpyHeader header = NpyHeader.read(member::head, member.size(), limits, where);
        String name = member.name().substring(0, member.name().length() - SUFFIX.length());
        if (!member.isDeflated()) {
            return header.entry(name, member.open());
        }
        // Inflated anew each time: one array at a time is in memory.
        return new Entry(
                name,
                header.dtype(),
                header.shape(),
                sink -> header.entry(name, member.open()).values().forEachPortion(sink));
    }
}
