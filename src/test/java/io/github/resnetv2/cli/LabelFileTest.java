package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelFileTest {
    @TempDir
    private Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("labels.txt"), bytes);
    }

    private Path file(String text) throws IOException {
        return file(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(Path file) {
        return assertThrows(IOException.class, () -> LabelFile.read(file)).getMessage();
    }

    @Test
    void everyLineIsALabelWhateverEndsIt() throws IOException {
        List<String> expected = List.of("tench, Tinca tinca", "caf\u00e9");
        assertEquals(expected, LabelFile.read(file("tench, Tinca tinca\ncaf\u00e9")));
        assertEquals(expected, LabelFile.read(file("tench, Tinca tinca \r\ncaf\u00e9\r\n\r\n")));
        assertEquals(expected, LabelFile.read(file("\ufefftench, Tinca tinca\ncaf\u00e9\n")));
    }

    @Test
    void aBlankLineAmongLabelsIsRefused() throws IOException {
        Path file = file("cat\n\ndog\n");
        assertEquals(file + ": expected one label a line, found line 2 blank", refusal(file));
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Path file = file("\n");
        assertEquals(file + ": expected one label a line, found none", refusal(file));
    }

    @Test
    void aFolderIsRefused() {
        assertEquals(folder + ": expected a text file, found a folder", refusal(folder));
    }

    @Test
    void otherBytesThanUtf8AreRefused() throws IOException {
        Path file = file(new byte[] {'c', (byte) 0xe9, '\n'});
        assertEquals(file + ": expected text in UTF-8, found other bytes", refusal(file));
    }
}
