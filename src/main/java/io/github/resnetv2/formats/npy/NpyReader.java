package io.github.resnetv2.formats.npy;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a {@code .npy} file. */
public final class NpyReader {
    /** What NumPy itself calls an array that was given no name. */
    private static final String NAME = "arr_0";

    private NpyReader() {}

    /**
     * Whether a file begins as a {@code .npy} file does.
     *
     * @param start the first bytes of the file, 6 or more; left as it is
     * @return false also if there are fewer
     */
    public static boolean isArray(ByteBuffer start) {
        return NpyHeader.hasMagic(start);
    }

    /**
     * Reads and checks the header; the values are read when they are asked for.
     *
     * @param source the file, closed by the checkpoint, and not by this method
     * @param limits bounds the elements
     * @return one tensor, named {@code arr_0}
     * @throws ModelFormatException if the file is no array of numbers, is damaged, or exceeds a limit
     * @throws IOException if it cannot be read
     */
    public static Checkpoint read(ByteSource source, Limits limits) throws IOException {
        NpyHeader header = NpyHeader.read(
                length -> source.slice(0, (int) Math.min(length, source.size())), source.size(), limits, source.name());
        StateDict tensors = StateDict.of(List.of(header.entry(NAME, source)));
        return new Checkpoint(Format.NPY, source.name(), tensors, Map.of(), Optional.empty(), source);
    }
}
