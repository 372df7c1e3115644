package io.github.resnetv2.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The documentation. */
public final class Pages {
    /** The top of the repository. */
    public static final Path ROOT = Path.of(System.getProperty("basedir", "."));

    private Pages() {}

    /** The README and the pages of docs/. */
    public static List<Path> all() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }
}
