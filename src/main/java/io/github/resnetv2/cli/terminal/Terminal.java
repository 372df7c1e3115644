package io.github.resnetv2.cli.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a command writes: results to the standard output, everything else to the standard error.
 *
 * <p>Control characters other than line ends and tabs become escapes such as {@code \}{@code u001b}, which also leave JSON valid.
 * Not safe for use by several threads.
 */
public final class Terminal {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;

    /**
     * A terminal that writes to two streams.
     *
     * @param out results
     * @param err errors
     * @param interactive whether somebody watches {@code out}, so that the progress of long work may be shown there
     */
    public Terminal(PrintStream out, PrintStream err, boolean interactive) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
    }

    /**
     * The terminal of this process: UTF-8, but for a console of Windows, which has its own idea.
     *
     * @return interactive if neither standard input nor output is redirected
     */
    @SuppressWarnings("SystemConsoleNull") // Not with the console asked for here.
    public static Terminal standard() {
        // From JDK 22 to 24 there is a console even where there is no terminal, unless the older one is asked for.
        System.setProperty("jdk.console", "java.base");
        Console console = System.console();
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        Charset charset = console != null && windows ? console.charset() : StandardCharsets.UTF_8;
        return new Terminal(stream(FileDescriptor.out, charset), stream(FileDescriptor.err, charset), console != null);
    }

    private static PrintStream stream(FileDescriptor descriptor, Charset charset) {
        return new PrintStream(new FileOutputStream(descriptor), true, charset);
    }

    /**
     * Writes a result as it is, but for control characters.
     *
     * @param text with its line ends
     */
    public void print(String text) {
        out.print(Printable.block(text));
    }

    /**
     * Writes a line of the result.
     *
     * @param line without a line end
     */
    public void println(String line) {
        print(line + "\n");
    }

    /**
     * Writes a line about what went wrong.
     *
     * @param line without a line end
     */
    public void error(String line) {
        err.print(Printable.block(line + "\n"));
    }

    /**
     * Writes where an error came from.
     *
     * @param thrown what was thrown
     */
    public void trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        err.print(Printable.block(text.toString().replace(System.lineSeparator(), "\n")));
    }

    /**
     * Shows how far some work has come, if somebody watches.
     *
     * @param what names the work in a word or two
     * @param total how many steps it has; a single one is not worth showing
     * @return to be told of every step, and closed
     */
    public Progress progress(String what, long total) {
        return new Progress(interactive && total > 1 ? out : null, what, total, System::nanoTime);
    }

    /**
     * Sends everything on its way.
     *
     * @throws IOException if the standard output took not all of it
     */
    public void flush() throws IOException {
        err.flush();
        if (out.checkError()) {
            throw new IOException("the standard output cannot be written");
        }
    }
}
