package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every command, and for none. */
class MainTest {
    static List<String> commands() {
        return Outcome.done("help")
                .lines()
                .filter(line -> line.matches("  [a-z]+  .*"))
                .map(line -> line.strip().replaceFirst(" .*", ""))
                .toList();
    }

    @Test
    void helpListsTheCommandsInLinesOfAtMost80Characters() {
        assertEquals(
                List.of(
                        "classify",
                        "evaluate",
                        "features",
                        "similar",
                        "summary",
                        "inspect",
                        "convert",
                        "forward",
                        "preprocess",
                        "serve",
                        "bench",
                        "profile"),
                commands());
        assertTrue(Outcome.done("help").lines().allMatch(line -> line.length() <= 80));
        assertEquals(Outcome.done("help"), Outcome.done("--help"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandTeachesItsUse(String command) {
        String help = Outcome.done(command, "--help");
        assertTrue(help.contains("\nUsage: java -jar resnetv2.jar " + command + " "), help);
        assertTrue(help.contains("\nExamples:\n  java -jar resnetv2.jar " + command + " "), help);
        help.lines().forEach(line -> assertTrue(line.length() <= 80, line));
        assertEquals(help, Outcome.done("help", command));
        assertEquals(help, Outcome.done(command, "-h"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandRefusesAnUnknownOption(String command) {
        assertEquals("there is no option --hepl; did you mean --help?", Outcome.misuse(command, "--hepl"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clasify", "--clasify"})
    void anUnknownCommandIsRefused(String name) {
        Outcome outcome = Outcome.of(name);
        assertEquals(2, outcome.code());
        assertTrue(outcome.err().startsWith("resnetv2: there is no command " + name), outcome.err());
        assertTrue(outcome.err().endsWith("\nAll commands: java -jar resnetv2.jar help\n"), outcome.err());
    }

    @Test
    void aMistypedCommandIsGuessed() {
        assertTrue(Outcome.of("clasify").err().contains("did you mean classify?"));
        assertTrue(Outcome.of("help", "clasify").err().contains("did you mean classify?"));
    }

    @Test
    void withoutACommandTheListGoesToTheErrors() {
        assertEquals(new Outcome(2, "", Outcome.done("help")), Outcome.of());
    }

    @Test
    void theVersionNamesProgramJavaAndMachine() {
        List<String> lines = Outcome.done("--version").lines().toList();
        assertTrue(lines.get(0).startsWith("resnetv2 "), lines::toString);
        assertEquals(
                "Java " + System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor")
                        + ") on " + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                lines.get(1));
    }

    @Test
    void anErrorIsOneLineAndATraceOnlyIfAsked(@TempDir Path folder) {
        Path missing = folder.resolve("none.safetensors");
        assertEquals(missing + ": no such file", Outcome.failure("inspect", missing));
        Outcome traced = Outcome.of("inspect", missing, "--trace");
        assertEquals(1, traced.code());
        assertTrue(traced.err().contains("\n\tat io.github.resnetv2"), traced.err());
    }

    @Test
    void aFileThatIsNoModelIsRefusedByEveryCommandThatNeedsOne(@TempDir Path folder) throws IOException {
        Path file = SampleFiles.lines(folder, "not a model");
        Path out = folder.resolve("out.safetensors");
        for (Object[] call : new Object[][] {
            {"inspect", file},
            {"summary", file},
            {"convert", file, out},
            {"classify", "--model", file, "photo.png"},
            {"evaluate", "--model", file, folder},
            {"features", "--model", file, "--output", folder.resolve("out.npy"), folder},
            {"similar", "--model", file, "--query", SampleFiles.photo(folder), folder},
            {"forward", "--model", file, "--input", file, "--output", out},
            {"preprocess", "--model", file, "--output", out, SampleFiles.photo(folder)},
            {"serve", "--model", file},
            {"bench", "--model", file},
            {"profile", "--model", file},
        }) {
            String message = Outcome.failure(call);
            assertTrue(message.contains("lines.txt"), message);
        }
        assertTrue(Files.notExists(out));
    }

    @Test
    void aResultThatCannotBeWrittenIsAFailure() {
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left on device");
            }
        });
        assertEquals(1, Main.run(new String[] {"help"}, full, full));
    }
}
