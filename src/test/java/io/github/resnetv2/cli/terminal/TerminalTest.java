package io.github.resnetv2.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Terminal terminal(boolean interactive) {
        return new Terminal(stream(out), stream(err), interactive);
    }

    private static PrintStream stream(OutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }

    @Test
    void resultsAndErrorsGoToTheirStreams() throws IOException {
        Terminal terminal = terminal(false);
        terminal.println("caf\u00e9");
        terminal.error("no");
        terminal.flush();
        assertEquals("caf\u00e9\n", out.toString(StandardCharsets.UTF_8));
        assertEquals("no\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void controlSequencesAndTurnedDirectionsAreEscaped() throws IOException {
        Terminal terminal = terminal(false);
        terminal.print("a\u001b[31m\tb\r\n\u009b0m\u202egpj.exe\u2066");
        terminal.error("\u0007");
        terminal.flush();
        assertEquals("a\\u001b[31m\tb\\u000d\n\\u009b0m\\u202egpj.exe\\u2066", out.toString(StandardCharsets.UTF_8));
        assertEquals("\\u0007\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aTraceIsEscapedToo() throws IOException {
        Terminal terminal = terminal(false);
        terminal.trace(new IOException("bad name \u001b[2J"));
        terminal.flush();
        String text = err.toString(StandardCharsets.UTF_8);
        assertTrue(text.startsWith("java.io.IOException: bad name \\u001b[2J\n\tat "), text);
    }

    @Test
    void progressIsShownToSomebodyWhoWatchesMoreThanOneStep() throws IOException {
        terminal(false).progress("work", 5).step();
        terminal(true).progress("work", 1).step();
        assertEquals("", out.toString(StandardCharsets.UTF_8));
        terminal(true).progress("work", 5).step();
        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("\rwork  ["));
    }

    @Test
    void anOutputThatCannotBeWrittenIsAnError() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left on device");
            }
        };
        Terminal terminal = new Terminal(stream(full), stream(err), false);
        terminal.println("result");
        assertThrows(IOException.class, terminal::flush);
    }
}
