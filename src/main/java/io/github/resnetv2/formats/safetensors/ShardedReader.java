package io.github.resnetv2.formats.safetensors;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model whose tensors are spread over several safetensors files, as {@code *.safetensors.index.json} says.
 *
 * <p>The index names files, and is not trusted with it: a shard is a plain file name, and the file must really lie
 * where the index really lies. Both are looked at with links resolved, so that the hub's cache (a folder of links into
 * a store) works, and a link to anywhere else does not.
 */
public final class ShardedReader {
    /** More than any published model has; each is an open file. */
    private static final int MAX_SHARDS = 512;

    private final Path index;
    private final Limits limits;
    private final List<Checkpoint> open = new ArrayList<>();
    private long bytes;
    private long headers;

    private ShardedReader(Path index, Limits limits) {
        this.index = index;
        this.limits = limits;
    }

    /**
     * Whether a file is an index, by its name alone.
     *
     * @param file any file
     * @return true if its name ends with {@code .index.json}
     */
    public static boolean isIndex(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".index.json");
    }

    /**
     * Opens all shards of an index.
     *
     * @param index the index file
     * @param limits bounds all shards together
     * @return the tensors in the order of the index; closing it closes all shards
     * @throws ModelFormatException if index or shards are damaged, or do not list the same tensors
     * @throws IOException if a file cannot be read
     */
    public static Checkpoint read(Path index, Limits limits) throws IOException {
        ShardedReader reader = new ShardedReader(index, limits);
        try {
            return reader.read();
        } catch (IOException | RuntimeException | Error e) {
            try {
                reader.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private Checkpoint read() throws IOException {
        Map<String, String> shardOf = weightMap();
        Map<String, Entry> found = new HashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String shard : new LinkedHashSet<>(shardOf.values())) {
            Checkpoint checkpoint = open(shard);
            for (Entry entry : checkpoint.tensors().entries()) {
                if (!shard.equals(shardOf.get(entry.name()))) {
                    throw error("expected " + entry.name() + " in "
                            + shardOf.getOrDefault(entry.name(), "none of the shards") + ", found it in " + shard);
                }
                found.put(entry.name(), entry);
            }
            checkpoint.metadata().forEach(metadata::putIfAbsent);
        }
        List<Entry> entries = new ArrayList<>(shardOf.size());
        for (Map.Entry<String, String> place : shardOf.entrySet()) {
            Entry entry = found.get(place.getKey());
            if (entry == null) {
                throw error("expected " + place.getKey() + " in " + place.getValue()
                        + ", found no tensor of that name there");
            }
            entries.add(entry);
        }
        return new Checkpoint(
                Format.SAFETENSORS, name(), StateDict.of(entries), metadata, Optional.empty(), this::close);
    }

    private Map<String, String> weightMap() throws IOException {
        byte[] text;
        try (ByteSource source = ByteSource.open(index)) {
            if (source.size() > limits.headerBytes()) {
                throw error("expected an index of at most " + limits.headerBytes() + " bytes, found " + source.size());
            }
            text = new byte[(int) source.size()];
            source.read(0, ByteBuffer.wrap(text));
        }
        try {
            int mostValues = (int) Math.min(2L * limits.tensors() + 10_000, Integer.MAX_VALUE);
            Json.Obj map = Json.parse(text, limits.nesting(), mostValues)
                    .object()
                    .get("weight_map")
                    .object();
            if (map.members().size() > limits.tensors()) {
                throw error("expected at most " + limits.tensors() + " tensors, found "
                        + map.members().size());
            }
            Map<String, String> shardOf = new LinkedHashMap<>();
            for (Map.Entry<String, Json> member : map.members().entrySet()) {
                String shard = member.getValue().text();
                int longest = Math.max(member.getKey().length(), shard.length());
                if (longest > SafetensorsReader.MAX_NAME) {
                    throw error("expected names of at most " + SafetensorsReader.MAX_NAME + " characters, found one of "
                            + longest);
                }
                shardOf.put(member.getKey(), shard);
            }
            return shardOf;
        } catch (JsonException e) {
            throw new ModelFormatException(name() + ": " + e.getMessage(), e);
        }
    }

    private Checkpoint open(String shard) throws IOException {
        if (open.size() == MAX_SHARDS) {
            throw error("expected at most " + MAX_SHARDS + " shards, found more");
        }
        // Called by the name in the index, not by the one that a link leads to.
        ByteSource source = ByteSource.open(locate(shard), shard);
        try {
            bytes += source.size();
            if (bytes > limits.fileBytes()) {
                throw error("expected at most " + limits.fileBytes() + " bytes in all shards, found more");
            }
            headers += SafetensorsReader.headerBytes(source, limits);
            if (headers > limits.headerBytes()) {
                throw error("expected headers of at most " + limits.headerBytes() + " bytes in all shards, found more");
            }
            Checkpoint checkpoint = SafetensorsReader.read(source, limits);
            open.add(checkpoint);
            return checkpoint;
        } catch (IOException | RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    private Path locate(String shard) throws IOException {
        boolean plain = !shard.isEmpty()
                && !shard.equals(".")
                && !shard.equals("..")
                && shard.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
        if (!plain) {
            throw error("expected the plain name of a file beside the index, found " + new Json.Text(shard).describe());
        }
        if (!shard.endsWith(".safetensors")) {
            throw error("expected shards of safetensors, found " + new Json.Text(shard).describe());
        }
        Path file;
        try {
            file = index.resolveSibling(shard);
        } catch (InvalidPathException e) {
            throw new ModelFormatException(name() + ": the name of a shard cannot be a file's here", e);
        }
        if (!Files.isRegularFile(file)) {
            throw error("expected a shard " + shard + " beside the index, found none");
        }
        Path real = file.toRealPath();
        Path folder = index.toRealPath().getParent();
        if (folder == null || !folder.equals(real.getParent())) {
            throw error("the shard " + shard + " is a link to another folder");
        }
        return real;
    }

    private String name() {
        return String.valueOf(index.getFileName());
    }

    private ModelFormatException error(String what) {
        return new ModelFormatException(name() + ": " + what);
    }

    private void close() throws IOException {
        @Nullable IOException first = null;
        for (Checkpoint shard : open) {
            try {
                shard.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
