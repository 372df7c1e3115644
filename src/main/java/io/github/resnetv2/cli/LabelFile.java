package io.github.resnetv2.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the names of classes from a text file in UTF-8, one a line in the order of the classes. */
final class LabelFile {
    /** A hundred times what the 21,843 classes of ImageNet-21k take. */
    private static final long MAX_BYTES = 64 << 20;

    private LabelFile() {}

    /**
     * Reads them; a byte order mark and blank lines at the end do not count.
     *
     * @throws IOException if the file cannot be read, is not UTF-8, or has a blank line among the names
     */
    static List<String> read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": expected a text file, found a folder");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(
                    file + ": expected labels in at most " + MAX_BYTES + " bytes, found " + Files.size(file));
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": expected text in UTF-8, found other bytes", e);
        }
        List<String> labels = text.replaceFirst("^\ufeff", "")
                .stripTrailing()
                .lines()
                .map(String::strip)
                .toList();
        int blank = labels.indexOf("");
        if (labels.isEmpty() || blank >= 0) {
            throw new IOException(file + ": expected one label a line, found "
                    + (labels.isEmpty() ? "none" : "line " + (blank + 1) + " blank"));
        }
        return labels;
    }
}
