package io.github.resnetv2.formats.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShardedReaderTest {
    @TempDir
    Path root;

    private Path folder;

    @BeforeEach
    void twoShards() throws IOException {
        folder = Files.createDirectory(root.resolve("model"));
        write(folder.resolve("one.safetensors"), "a", "b");
        write(folder.resolve("two.safetensors"), "c");
    }

    private static void write(Path file, String... names) throws IOException {
        StateDict tensors = StateDict.of(List.of(names).stream()
                .map(name -> Entry.of(name, Tensor.of(Shape.of(1), name.charAt(0))))
                .toList());
        SafetensorsWriter.write(file, tensors, DType.F32, Map.of("from", String.valueOf(file.getFileName())));
    }

    /** An index of name, shard, name, shard, ... */
    private Path index(String... places) throws IOException {
        Json.Members map = Json.members();
        for (int i = 0; i < places.length; i += 2) {
            map.put(places[i], places[i + 1]);
        }
        Json index = Json.members().put("weight_map", map.build()).build();
        return Files.writeString(folder.resolve("model.safetensors.index.json"), index.pretty());
    }

    private static Checkpoint read(Path index) throws IOException {
        return ShardedReader.read(index, Limits.DEFAULT);
    }

    private static void assertRefused(String expected, Path index) {
        String message =
                assertThrows(ModelFormatException.class, () -> read(index)).getMessage();
        assertTrue(message.startsWith("model.safetensors.index.json: "), message);
        assertTrue(message.contains(expected), message);
    }

    @Test
    void readsWhatTheHubsLibraryWroteAsTheWholeFile() throws IOException {
        Path index = Golden.path("files/reference-small18-sharded/model.safetensors.index.json");
        try (Checkpoint sharded = read(index);
                Checkpoint whole = SafetensorsReader.read(
                        ByteSource.open(Golden.path("files/reference-small18.safetensors")), Limits.DEFAULT)) {
            assertEquals(Format.SAFETENSORS, sharded.format());
            assertEquals("model.safetensors.index.json", sharded.source());
            assertEquals(
                    whole.tensors().entries().size(),
                    sharded.tensors().entries().size());
            assertEquals("conv1.weight", sharded.tensors().names().iterator().next());
            for (Entry entry : sharded.tensors().entries()) {
                assertArrayEquals(
                        whole.tensors().get(entry.name()).toDoubleArray(), entry.toDoubleArray(), entry.name());
            }
        }
    }

    @Test
    void keepsTheOrderOfTheIndexAndClosesEveryShard() throws IOException {
        Checkpoint checkpoint = read(index("c", "two.safetensors", "b", "one.safetensors", "a", "one.safetensors"));
        assertEquals(List.of("c", "b", "a"), List.copyOf(checkpoint.tensors().names()));
        assertEquals(Map.of("from", "two.safetensors"), checkpoint.metadata());
        checkpoint.close();
        for (Entry entry : checkpoint.tensors().entries()) {
            assertThrows(IOException.class, entry::toTensor);
        }
    }

    @Test
    void indexAndShardsMustListTheSameTensors() throws IOException {
        assertRefused(
                "expected b in none of the shards, found it in one.safetensors",
                index("a", "one.safetensors", "c", "two.safetensors"));
        assertRefused(
                "expected d in two.safetensors, found no tensor of that name there",
                index("a", "one.safetensors", "b", "one.safetensors", "c", "two.safetensors", "d", "two.safetensors"));
        assertRefused(
                "expected b in two.safetensors, found it in one.safetensors",
                index("a", "one.safetensors", "b", "two.safetensors", "c", "two.safetensors"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../model/one.safetensors",
                "/etc/passwd",
                "..",
                ".",
                "",
                "sub/one.safetensors",
                "sub\\one.safetensors",
                "C:one.safetensors",
                "one.safetensors\u0000",
                "./one.safetensors"
            })
    void aShardIsAPlainFileName(String shard) throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        write(folder.resolve("sub/one.safetensors"), "a", "b");
        assertRefused("expected the plain name of a file beside the index", index("a", shard, "b", shard));
    }

    @Test
    void aMissingShardOrAFolderIsRefused() throws IOException {
        assertRefused("expected a shard three.safetensors beside the index", index("a", "three.safetensors"));
        Files.createDirectory(folder.resolve("three.safetensors"));
        assertRefused("expected a shard three.safetensors beside the index", index("a", "three.safetensors"));
    }

    @Test
    void shardsOfAnotherFormatAreRefused() throws IOException {
        assertRefused(
                "expected shards of safetensors, found \"pytorch_model-00001.bin\"",
                index("a", "pytorch_model-00001.bin"));
    }

    @Test
    void aLinkToAnotherFolderIsRefusedButACacheOfLinksIsNot() throws IOException {
        Path store = Files.createDirectory(root.resolve("store"));
        Path index = index("a", "one.safetensors", "b", "one.safetensors", "c", "two.safetensors");
        link(folder.resolve("two.safetensors"), store.resolve("2"));
        assertRefused("two.safetensors is a link to another folder", index);
        link(folder.resolve("one.safetensors"), store.resolve("1"));
        link(index, store.resolve("0"));
        try (Checkpoint checkpoint = read(index)) {
            assertArrayEquals(new double[] {'c'}, checkpoint.tensors().get("c").toDoubleArray());
        }
    }

    @Test
    void aDamagedShardBehindALinkHasTheNameThatTheIndexGivesIt() throws IOException {
        Path store = Files.createDirectory(root.resolve("store"));
        Path index = index("a", "one.safetensors", "b", "one.safetensors", "c", "two.safetensors");
        Files.write(folder.resolve("two.safetensors"), new byte[7]);
        for (String file : List.of("one.safetensors", "two.safetensors", String.valueOf(index.getFileName()))) {
            link(folder.resolve(file), store.resolve("blob-of-" + file.charAt(0)));
        }
        String message =
                assertThrows(ModelFormatException.class, () -> read(index)).getMessage();
        assertEquals("two.safetensors: expected at least 8 bytes, found 7", message);
    }

    /** Moves a file to a new place and leaves a link. */
    private static void link(Path file, Path place) throws IOException {
        Files.move(file, place);
        try {
            Files.createSymbolicLink(file, place);
        } catch (IOException | UnsupportedOperationException e) {
            Assumptions.abort("no symbolic links here: " + e);
        }
    }

    @Test
    void aDamagedShardIsNamed() throws IOException {
        Files.write(folder.resolve("two.safetensors"), new byte[20]);
        String message = assertThrows(
                        ModelFormatException.class,
                        () -> read(index("a", "one.safetensors", "b", "one.safetensors", "c", "two.safetensors")))
                .getMessage();
        assertTrue(message.startsWith("two.safetensors: "), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"weight_map\":[]}",
                "{\"weight_map\":{\"a\":1}}",
                "{\"weight_map\":{\"a\":\"x\",\"a\":\"x\"}}"
            })
    void anIndexOfAnotherFormIsRefused(String text) throws IOException {
        assertRefused("", Files.writeString(folder.resolve("model.safetensors.index.json"), text));
    }

    private int headerBytes(String shard) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(shard)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    private static Limits withHeaderBytes(int bytes) {
        return new Limits(1 << 20, bytes, 1000, 1000, 64, 1, 1, 1, 1);
    }

    @Test
    void allShardsTogetherObeyTheLimits() throws IOException {
        Path index = index("a", "one.safetensors", "b", "one.safetensors", "c", "two.safetensors");
        long bytes = Files.size(folder.resolve("one.safetensors")) + Files.size(folder.resolve("two.safetensors"));
        ShardedReader.read(index, Limits.DEFAULT.withFileBytes(bytes)).close();
        Limits tight = Limits.DEFAULT.withFileBytes(bytes - 1);
        assertThrows(ModelFormatException.class, () -> ShardedReader.read(index, tight));
        Limits few = new Limits(1 << 20, 1000, 2, 1000, 64, 1, 1, 1, 1);
        assertThrows(ModelFormatException.class, () -> ShardedReader.read(index, few));
        int headers = headerBytes("one.safetensors") + headerBytes("two.safetensors");
        ShardedReader.read(index, withHeaderBytes(headers)).close();
        ModelFormatException refused =
                assertThrows(ModelFormatException.class, () -> ShardedReader.read(index, withHeaderBytes(headers - 1)));
        assertEquals(
                "model.safetensors.index.json: expected headers of at most " + (headers - 1)
                        + " bytes in all shards, found more",
                refused.getMessage());
        Json.Members map = Json.members();
        for (int i = 0; i < 600; i++) {
            String shard = i + ".safetensors";
            write(folder.resolve(shard), "t" + i);
            map.put("t" + i, shard);
        }
        Files.writeString(
                index, Json.members().put("weight_map", map.build()).build().compact());
        assertRefused("expected at most 512 shards", index);
    }
}
