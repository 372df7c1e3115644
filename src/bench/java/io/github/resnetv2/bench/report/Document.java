package io.github.resnetv2.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Markdown file whose generated parts stand between {@code <!-- begin NAME -->} and {@code <!-- end NAME -->}. */
final class Document {
    private final Path file;
    private String text;

    Document(Path file) throws IOException {
        this.file = file;
        this.text = Files.readString(file);
    }

    /** Replaces one part. */
    void put(String name, Object content) throws IOException {
        String begin = "<!-- begin " + name + " -->\n";
        String end = "<!-- end " + name + " -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(file + ": expected " + begin.strip() + " before " + end + ", found not both");
        }
        text = text.substring(0, from + begin.length()) + content + text.substring(to);
    }

    void save() throws IOException {
        Files.writeString(file, text);
    }
}
