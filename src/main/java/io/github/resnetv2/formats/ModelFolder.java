package io.github.resnetv2.formats;

import io.github.resnetv2.formats.safetensors.ShardedReader;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Chooses the file to open in a folder as the Hugging Face hub lays it out. */
final class ModelFolder {
    private static final int MOST_FILES = 10_000;

    private ModelFolder() {}

    /** The text of the {@code config.json} beside a file, as metadata; none if there is no such file. */
    static Map<String, String> config(Path file, Limits limits) throws IOException {
        Path config = file.resolveSibling(Checkpoint.HUB_CONFIG);
        if (!Files.isRegularFile(config) || Files.isSameFile(config, file)) {
            return Map.of();
        }
        if (Files.size(config) > limits.headerBytes()) {
            throw new ModelFormatException(
                    config + ": expected at most " + limits.headerBytes() + " bytes, found " + Files.size(config));
        }
        try {
            return Map.of(Checkpoint.HUB_CONFIG, Files.readString(config));
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(config + ": expected UTF-8, found other bytes", e);
        }
    }

    /** The model of a folder; other files, and folders inside it, do not count. */
    static Path choose(Path folder) throws IOException {
        Path whole = folder.resolve("model.safetensors");
        if (Files.isRegularFile(whole)) {
            return whole;
        }
        List<Path> indexes = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        int files = 0;
        try (DirectoryStream<Path> list = Files.newDirectoryStream(folder)) {
            for (Path file : list) {
                if (++files > MOST_FILES) {
                    throw new ModelFormatException(
                            folder + ": more than " + MOST_FILES + " files: name the one to open");
                }
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".safetensors") && Files.isRegularFile(file)) {
                    others.add(file);
                } else if (name.contains(".safetensors.") && ShardedReader.isIndex(file) && Files.isRegularFile(file)) {
                    indexes.add(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        // The shards of an index are safetensors files too: it goes first.
        for (List<Path> candidates : List.of(indexes, others)) {
            if (candidates.size() == 1) {
                return candidates.get(0);
            }
            if (candidates.size() > 1) {
                candidates.sort(null);
                throw new ModelFormatException(folder + ": expected one model, found "
                        + candidates.get(0).getFileName() + ", "
                        + candidates.get(1).getFileName()
                        + (candidates.size() > 2 ? " and more" : "") + ": name the one to open");
            }
        }
        Path pickled = folder.resolve("pytorch_model.bin");
        if (Files.isRegularFile(pickled)) {
            return pickled;
        }
        throw new ModelFormatException(
                folder + ": expected *.safetensors, *.safetensors.index.json or pytorch_model.bin"
                        + " in this folder, found none of them among " + files + " files");
    }
}
