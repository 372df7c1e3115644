package io.github.resnetv2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for the files of the repository, whatever is in them. */
class RepositoryTest {
    private static final Path TOP = Path.of(System.getProperty("basedir", ""));
    private static final Set<String> TOP_LEVEL = Set.of("pom.xml", "README.md", "LICENSE", "src", "docs", "target");

    /** Written in two parts, or this file would be its own first finding. */
    private static final List<String> MACHINE_PATHS = List.of("/wo" + "rk/", "/ro" + "ot/", "/Us" + "ers/");

    private static final long MAX_RESOURCE_BYTES = 24_000_000;

    @Test
    void theTopLevelHoldsNothingUnexpected() throws IOException {
        try (Stream<Path> entries = Files.list(TOP)) {
            Set<String> unexpected = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !TOP_LEVEL.contains(name))
                    .collect(toSet());
            assertEquals(Set.of(), unexpected);
        }
    }

    /** But for the golden files: they are what other programs wrote on their machine. */
    @Test
    void noFileNamesADirectoryOfTheMachineItWasWrittenOn() throws IOException {
        Path golden = TOP.resolve("src/test/resources/golden");
        for (Path file : files("")) {
            if (file.startsWith(golden)) {
                continue;
            }
            String text = Files.readString(file, ISO_8859_1);
            for (String path : MACHINE_PATHS) {
                assertTrue(!text.contains(path), () -> file + " names " + path);
            }
        }
    }

    @Test
    void testResourcesStaySmall() throws IOException {
        long bytes = 0;
        for (Path file : files("src/test/resources")) {
            bytes += Files.size(file);
        }
        assertTrue(bytes < MAX_RESOURCE_BYTES, "src/test/resources: " + bytes + " bytes");
    }

    /** All files under a directory, without version control's and the build's own. */
    private static List<Path> files(String under) throws IOException {
        Path start = TOP.resolve(under);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(start)) {
            return paths.filter(Files::isRegularFile)
                    .filter(file -> Stream.of(".git", "target").noneMatch(skip -> hasPart(TOP.relativize(file), skip)))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean hasPart(Path path, String part) {
        for (Path step : path) {
            if (step.toString().equals(part)) {
                return true;
            }
        }
        return false;
    }
}
