package io.github.resnetv2.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentTest {
    @TempDir
    private Path folder;

    @Test
    void onlyWhatIsGeneratedChanges() throws IOException {
        Path file = Files.writeString(folder.resolve("a.md"), "x\n<!-- begin t -->\nold\n<!-- end t -->\ny\n");
        Document document = new Document(file);
        document.put("t", "new\n");
        document.save();
        assertEquals("x\n<!-- begin t -->\nnew\n<!-- end t -->\ny\n", Files.readString(file));
    }

    @Test
    void aPartThatIsNotThereIsAnError() throws IOException {
        Document document = new Document(Files.writeString(folder.resolve("a.md"), "<!-- begin t -->\n"));
        assertThrows(IOException.class, () -> document.put("t", ""));
    }
}
