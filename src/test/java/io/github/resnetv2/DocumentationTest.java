package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every Java snippet of the README and of docs/ is compiled and run, in a folder where the files it names are; every link
 * leads somewhere, and what is said to be a class is one.
 */
class DocumentationTest {
    private static final Path ROOT = Pages.ROOT;
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);

    private static final Pattern SNIPPET = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern FENCED = Pattern.compile("^ *```.*?^ *```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    /** In backticks: perhaps a package, a class, perhaps a method of it. */
    private static final Pattern NAME = Pattern.compile("`(?:[a-z0-9]+/)*([A-Z][A-Za-z0-9]*)(?:\\.([a-z]\\w*))?`");

    /** Of {@code -Dtest=ShapeTest}, or of several in quotes. */
    private static final Pattern CHOSEN_TESTS = Pattern.compile("-Dtest='?([\\w,]+)");

    private static final Pattern OWN_VERSION = Pattern.compile(
            "<groupId>io\\.github\\.resnetv2</groupId>\\s*<artifactId>resnetv2</artifactId>\\s*<version>(.*?)</version>");

    @TempDir
    Path folder;

    /**
     * A snippet.
     *
     * @param place its page and number
     * @param code what stands in the block
     */
    record Snippet(String place, String code) {
        /** As a program that the source launcher takes: a class as it is, else its imports, and the rest as the main method. */
        String program() {
            if (code.contains("static void main(")) {
                return code;
            }
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
        for (Path page : Pages.all()) {
            Matcher matcher = SNIPPET.matcher(Files.readString(page));
            for (int i = 1; matcher.find(); i++) {
                snippets.add(new Snippet(page.getFileName() + " " + i, matcher.group(1)));
            }
        }
        return snippets;
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void snippetRuns(Snippet snippet) throws IOException, InterruptedException {
        Files.copy(ROOT.resolve("src/demo/cifar10.safetensors"), folder.resolve("model.safetensors"));
        Files.copy(ROOT.resolve("src/demo/cat.jpg"), folder.resolve("cat.jpg"));
        Files.createDirectories(folder.resolve("photos/cat"));
        Files.copy(ROOT.resolve("src/demo/cat.jpg"), folder.resolve("photos/cat/cat.jpg"));
        Files.copy(Golden.path("files/reference-small18-wrapped.pth.tar"), folder.resolve("checkpoint.pth.tar"));
        // From JDK 22 on a program with a package has to lie in the folders of that name.
        Matcher name = PACKAGE.matcher(snippet.program());
        Path place = name.find() ? folder.resolve(name.group(1).replace('.', '/')) : folder;
        Path source = Files.writeString(Files.createDirectories(place).resolve("Snippet.java"), snippet.program());
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        ROOT.resolve("target/classes").toAbsolutePath().toString(),
                        folder.relativize(source).toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "does not end");
        assertEquals(0, process.exitValue(), () -> snippet.program() + "\n" + read(log));
    }

    /** In pages of this repository: a file that is there, and a heading that is there. */
    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : Pages.all()) {
            Matcher link = LINK.matcher(FENCED.matcher(Files.readString(page)).replaceAll(""));
            while (link.find()) {
                String target = link.group(1);
                if (!target.startsWith("http") && !isThere(page, target)) {
                    broken.add(page + " -> " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void theReadmeLeadsToEveryPage() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        List<String> lost = Pages.all().stream()
                .map(page -> ROOT.relativize(page).toString().replace('\\', '/'))
                .filter(page -> page.startsWith("docs/") && !readme.contains("(" + page))
                .toList();
        assertEquals(List.of(), lost);
    }

    private static boolean isThere(Path page, String target) throws IOException {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    /** The headings of a page as they are named in links. */
    private static List<String> anchors(Path page) throws IOException {
        return HEADING.matcher(FENCED.matcher(Files.readString(page)).replaceAll(""))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .toList();
    }

    /** All sources of the library and its tests by the name of their file, without its ending. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String part : List.of("src/main/java", "src/test/java")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(part))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }

    /** What stands in backticks and looks like a class, with or without a method, is one of ours or of its members. */
    @ParameterizedTest
    @ValueSource(strings = {"architecture.md", "adding-a-family.md", "embedding.md", "numerics.md", "security.md"})
    void namesOfClassesAreRight(String page) throws IOException {
        Map<String, String> sources = sources();
        String all = String.join("\n", sources.values());
        List<String> wrong = new ArrayList<>();
        String text = FENCED.matcher(Files.readString(ROOT.resolve("docs").resolve(page)))
                .replaceAll("");
        NAME.matcher(text).results().forEach(name -> {
            boolean member =
                    Pattern.compile("\\b" + name.group(1) + "\\b").matcher(all).find();
            boolean known = name.group(2) == null
                    ? sources.containsKey(name.group(1)) || member
                    : Pattern.compile("\\b" + name.group(2) + "\\b")
                            .matcher(sources.getOrDefault(name.group(1), ""))
                            .find();
            if (!known) {
                wrong.add(name.group());
            }
        });
        assertEquals(List.of(), wrong);
    }

    /** Maven runs no test for a name that it does not know, and does not complain. */
    @Test
    void testsThatOneIsToldToRunExist() throws IOException {
        Map<String, String> sources = sources();
        List<Path> pages = new ArrayList<>(Pages.all());
        pages.add(ROOT.resolve(".github/CONTRIBUTING.md"));
        List<String> wrong = new ArrayList<>();
        int found = 0;
        for (Path page : pages) {
            for (MatchResult chosen :
                    CHOSEN_TESTS.matcher(Files.readString(page)).results().toList()) {
                for (String name : chosen.group(1).split(",")) {
                    if (!sources.containsKey(name)) {
                        wrong.add(page + ": " + name);
                    }
                    found++;
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(found > 5, "found only " + found);
    }

    @Test
    void everyPackageIsInThePictureOfTheArchitecture() throws IOException {
        Path main = ROOT.resolve("src/main/java/io/github/resnetv2");
        String page = Files.readString(ROOT.resolve("docs/architecture.md"));
        String picture = page.substring(page.indexOf("```"), page.indexOf("```", page.indexOf("```") + 3));
        try (Stream<Path> folders = Files.walk(main)) {
            List<String> missing = folders.filter(Files::isDirectory)
                    .filter(folder -> !folder.equals(main))
                    .map(folder -> folder.getFileName() + "/")
                    .filter(name ->
                            !Pattern.compile("\\b" + name).matcher(picture).find())
                    .toList();
            assertEquals(List.of(), missing);
        }
    }

    @Test
    void theVersionToDependOnIsThisOne() throws IOException {
        Matcher own = Pattern.compile("<version>(.*?)</version>").matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertTrue(own.find());
        List<String> found = new ArrayList<>();
        for (Path page : Pages.all()) {
            OWN_VERSION.matcher(Files.readString(page)).results().forEach(version -> found.add(version.group(1)));
        }
        assertTrue(found.size() >= 2, found::toString);
        assertEquals(Set.of(own.group(1)), Set.copyOf(found));
    }

    @Test
    void readmeIsShort() throws IOException {
        assertTrue(Files.readAllLines(ROOT.resolve("README.md")).size() <= 250);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
