package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void whatTheFileSystemSaysBecomesASentence() {
        assertEquals("a.npy: no such file", Failure.describe(new NoSuchFileException("a.npy")));
        assertEquals("a.npy: permission denied", Failure.describe(new AccessDeniedException("a.npy")));
        assertEquals("a.npy: disk full", Failure.describe(new FileSystemException("a.npy", null, "disk full")));
        assertEquals(
                "a.npy: no such file", Failure.describe(new UncheckedIOException(new NoSuchFileException("a.npy"))));
    }

    @Test
    void whatTheLibrarySaysStays() {
        assertEquals("expected 3", Failure.describe(new IllegalArgumentException("expected 3")));
        assertEquals("cut short", Failure.describe(new IOException("cut short")));
    }

    @Test
    void memoryAndSurprisesSayWhatToDo() {
        assertEquals(
                "out of memory (Java heap space); java -Xmx4g -jar ... gives it 4 GB",
                Failure.describe(new OutOfMemoryError("Java heap space")));
        assertEquals(
                "unexpected java.lang.IllegalStateException: no; please report it with the output of --trace",
                Failure.describe(new IllegalStateException("no")));
        assertEquals(
                "unexpected java.io.IOException; please report it with the output of --trace",
                Failure.describe(new IOException()));
    }
}
