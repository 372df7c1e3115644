package io.github.resnetv2.formats.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
    @TempDir
    Path folder;

    private List<String> files() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void writesAndReplaces() throws IOException {
        Path target = folder.resolve("model");
        for (String text : List.of("first", "second")) {
            AtomicFile.replace(target, sink -> {
                sink.accept(ByteBuffer.wrap(text.substring(0, 2).getBytes(UTF_8)));
                sink.accept(ByteBuffer.wrap(text.substring(2).getBytes(UTF_8)));
            });
            assertEquals(text, Files.readString(target));
        }
        assertEquals(List.of("model"), files());
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
        Path target = Files.writeString(folder.resolve("model"), "old");
        for (Exception failure : List.of(new IOException("disk"), new IllegalArgumentException("value"))) {
            Exception thrown = assertThrows(
                    failure.getClass(),
                    () -> AtomicFile.replace(target, sink -> {
                        sink.accept(ByteBuffer.wrap("half".getBytes(UTF_8)));
                        if (failure instanceof IOException e) {
                            throw e;
                        }
                        throw (RuntimeException) failure;
                    }));
            assertEquals(failure, thrown);
            assertEquals("old", Files.readString(target));
            assertEquals(List.of("model"), files());
        }
    }

    @Test
    void aFolderInTheWayIsAnErrorThatLeavesNothingBehind() throws IOException {
        Path target = Files.createDirectory(folder.resolve("model"));
        Files.writeString(target.resolve("inside"), "kept");
        assertThrows(IOException.class, () -> AtomicFile.replace(target, sink -> {}));
        assertEquals(List.of("model"), files());
        assertEquals("kept", Files.readString(target.resolve("inside")));
        assertThrows(IOException.class, () -> AtomicFile.replace(folder.resolve("missing/model"), sink -> {}));
    }
}
