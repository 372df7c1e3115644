package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java snippet of the README and of docs/ is compiled and run, in a folder where the files it names are. */
class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."));
    private static final Pattern SNIPPET = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    /**
     * A snippet.
     *
     * @param place its page and number
     * @param code what stands in the block
     */
    record Snippet(String place, String code) {
        /** As a program that the source launcher takes: its imports, and the rest as the main method. */
        String program() {
            List<String> imports = new ArrayList<>();
            List<String> body = new ArrayList<>();
            code.lines().forEach(line -> (line.startsWith("import ") ? imports : body).add(line));
            return String.join("\n", imports) + "\nclass Snippet {\n"
                    + "public static void main(String[] args) throws Exception {\n" + String.join("\n", body)
                    + "\n}\n}\n";
        }

        @Override
        public String toString() {
            return place;
        }
    }

    static List<Snippet> snippets() throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        for (Path page : pages()) {
            Matcher matcher = SNIPPET.matcher(Files.readString(page));
            for (int i = 1; matcher.find(); i++) {
                snippets.add(new Snippet(page.getFileName() + " " + i, matcher.group(1)));
            }
        }
        return snippets;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void snippetRuns(Snippet snippet) throws IOException, InterruptedException {
        Files.copy(ROOT.resolve("src/demo/cifar10.safetensors"), folder.resolve("model.safetensors"));
        Files.copy(ROOT.resolve("src/demo/cat.jpg"), folder.resolve("cat.jpg"));
        Files.copy(Golden.path("files/reference-small18-wrapped.pth.tar"), folder.resolve("checkpoint.pth.tar"));
        Path source = Files.writeString(folder.resolve("Snippet.java"), snippet.program());
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        ROOT.resolve("target/classes").toAbsolutePath().toString(),
                        source.getFileName().toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "does not end");
        assertEquals(0, process.exitValue(), () -> snippet.program() + "\n" + read(log));
    }

    @Test
    void readmeIsShort() throws IOException {
        assertTrue(Files.readAllLines(ROOT.resolve("README.md")).size() < 200);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
