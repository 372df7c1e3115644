package io.github.resnetv2.formats.keras;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.hdf5.Hdf5Reader;
import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.formats.zip.ZipMember;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code .keras} archives, {@code keras/src/saving/saving_lib.py} of Keras 3.
 *
 * <p>The tensors and attributes are those of the archive's {@code model.weights.h5}, as {@link Hdf5Reader} names them. The
 * texts of {@code config.json} and {@code metadata.json} become the metadata {@code keras.config} and
 * {@code keras.metadata}.
 */
public final class KerasReader {
    private static final String WEIGHTS = "model.weights.h5";
    private static final String PICKLED_WEIGHTS = "model.weights.npz";
    private static final Map<String, String> TEXTS =
            Map.of("config.json", "keras.config", "metadata.json", "keras.metadata");

    private KerasReader() {}

    /**
     * Whether an archive is one of Keras.
     *
     * @param archive a zip archive
     * @return true if it holds weights and a configuration under Keras' names
     */
    public static boolean isArchive(ZipArchive archive) {
        return archive.find("config.json").isPresent()
                && (archive.find(WEIGHTS).isPresent()
                        || archive.find(PICKLED_WEIGHTS).isPresent());
    }

    /**
     * Opens a Keras archive; values are read when asked for, unless the archive is compressed, which Keras' are not.
     *
     * @param source the file; belongs to the checkpoint from now on, but not if this method throws
     * @param archive the file as an archive
     * @param limits bound the texts ({@code headerBytes} each) and the weights
     * @return the checkpoint
     * @throws ModelFormatException if the archive or the weights in it are damaged or of an unknown form
     * @throws IOException if it cannot be read
     */
    public static Checkpoint read(ByteSource source, ZipArchive archive, Limits limits) throws IOException {
        Optional<ZipMember> weights = archive.find(WEIGHTS);
        if (weights.isEmpty()) {
            throw new ModelFormatException(source.name()
                    + (archive.find(PICKLED_WEIGHTS).isPresent()
                            ? ": its weights are in " + PICKLED_WEIGHTS + ", as pickled objects, which are not read;"
                                    + " save it again with h5py installed"
                            : ": expected " + WEIGHTS + " in a Keras archive, found none"));
        }
        Checkpoint stored = Hdf5Reader.read(weights.get().open(), limits);
        Map<String, String> metadata = new HashMap<>(stored.metadata());
        for (Map.Entry<String, String> text : TEXTS.entrySet()) {
            Optional<ZipMember> member = archive.find(text.getKey());
            if (member.isPresent()) {
                metadata.put(text.getValue(), text(member.get(), source, limits));
            }
        }
        return new Checkpoint(Format.KERAS, source.name(), stored.tensors(), metadata, Optional.empty(), source);
    }

    private static String text(ZipMember member, ByteSource source, Limits limits) throws IOException {
        if (member.size() > limits.headerBytes()) {
            throw new ModelFormatException(source.name() + ": " + member.name() + ": expected " + limits.headerBytes()
                    + " bytes or fewer, found " + member.size());
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(member.open().slice(0, (int) member.size()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(source.name() + ": " + member.name() + " is not UTF-8", e);
        }
    }
}
