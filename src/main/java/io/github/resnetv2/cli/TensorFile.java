package io.github.resnetv2.cli;

import io.github.resnetv2.cli.arguments.NearestName;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tensors in files, to be exchanged with Python: one in a {@code .npy}, several by name in a {@code .safetensors}. */
final class TensorFile {
    static final String NPY = ".npy";
    static final String SAFETENSORS = ".safetensors";

    private static final int NAMES_SHOWN = 4;

    private TensorFile() {}

    /**
     * Reads a tensor of any format that has named tensors.
     *
     * @param file where
     * @param name which; may be left out if there is one only
     * @return its values as floats
     * @throws IOException if the file cannot be read or has no such tensor
     */
    static Tensor read(Path file, Optional<String> name) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(file, Limits.DEFAULT)) {
            StateDict tensors = checkpoint.tensors();
            Collection<Entry> all = tensors.entries();
            if (name.isPresent()) {
                Optional<Entry> entry = tensors.find(name.get());
                if (entry.isEmpty()) {
                    throw new IOException(file + ": expected a tensor named " + name.get() + ", found " + names(tensors)
                            + NearestName.hint(name.get(), tensors.names()));
                }
                return entry.get().toTensor();
            }
            if (all.size() != 1) {
                throw new IOException(file + ": expected one tensor, or --name to say which, found " + names(tensors));
            }
            return all.iterator().next().toTensor();
        }
    }

    private static String names(StateDict tensors) {
        Collection<String> names = tensors.names();
        String some = String.join(", ", names.stream().limit(NAMES_SHOWN).toList());
        return names.size() + " tensors (" + some + (names.size() > NAMES_SHOWN ? ", ...)" : ")");
    }

    /**
     * Writes tensors, replacing an earlier file at once.
     *
     * @param file whose name says the format
     * @param tensors by name; a single one for {@code .npy}
     * @throws IOException if it cannot be written
     */
    static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        if (isNpy(file)) {
            Checkpoints.saveArray(file, tensors.values().iterator().next());
        } else {
            Checkpoints.save(file, StateDict.of(tensors), DType.F32, Map.of());
        }
    }

    /** Whether the file's format holds a single tensor without a name. */
    static boolean isNpy(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(NPY);
    }
}
