package io.github.resnetv2.cli;

import io.github.resnetv2.formats.bytes.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes comma-separated values (RFC 4180) in UTF-8. */
final class CsvFile {
    private CsvFile() {}

    /** Writes a file, or replaces it in one step. */
    static void write(Path file, Stream<List<String>> rows) throws IOException {
        writeLines(file, rows.map(row -> row.stream().map(CsvFile::field).collect(Collectors.joining(","))));
    }

    /** Writes a file of lines, or replaces it in one step. */
    static void writeLines(Path file, Stream<String> lines) throws IOException {
        AtomicFile.replace(file, sink -> {
            for (String line : (Iterable<String>) lines::iterator) {
                sink.accept(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            }
        });
    }

    private static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                && text.strip().length() == text.length();
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
