package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** What one call of the program left behind. */
record Outcome(int code, String out, String err) {
    /** Calls it with the texts of some words. */
    static Outcome of(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                Stream.of(words).map(Object::toString).toArray(String[]::new),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The result of a call that succeeds and has nothing to complain about. */
    static String done(Object... words) {
        Outcome outcome = of(words);
        assertEquals(new Outcome(0, outcome.out, ""), outcome);
        return outcome.out;
    }

    /** The same, read as JSON. */
    static Json.Obj json(Object... words) {
        return parse(done(words));
    }

    /** The JSON of a call, whether it succeeded or not. */
    Json.Obj json() {
        return parse(out);
    }

    /** A text of one JSON object. */
    static Json.Obj parse(String text) {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8), 16, 100_000)
                    .object();
        } catch (JsonException e) {
            throw new AssertionError("no JSON object: " + text, e);
        }
    }

    /** The one line of a call that fails, without the name of program and command. */
    static String failure(Object... words) {
        Outcome outcome = of(words);
        assertEquals(1, outcome.code, outcome::toString);
        assertEquals("", outcome.out);
        String start = "resnetv2 " + words[0] + ": ";
        assertEquals(start, outcome.err.substring(0, Math.min(start.length(), outcome.err.length())));
        assertEquals(1, outcome.err.lines().count(), outcome.err);
        return outcome.err.substring(start.length()).strip();
    }

    /** The first line of a call that is wrong, without the name of program and command; the second shows the way. */
    static String misuse(Object... words) {
        Outcome outcome = of(words);
        String message = outcome.err.lines().findFirst().orElse("");
        String start = "resnetv2 " + words[0] + ": ";
        assertEquals(new Outcome(2, "", message + "\nHelp: java -jar resnetv2.jar " + words[0] + " --help\n"), outcome);
        return message.substring(start.length());
    }
}
