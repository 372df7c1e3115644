package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.arguments.Syntax.PROGRAM;

import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.NearestName;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.cli.terminal.TextTable;
import io.github.resnetv2.cli.terminal.TextTable.Align;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** The program in the jar: calls the command that is asked for. */
public final class Main {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private static final List<String> NAMES = List.of(
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
            "profile");

    private final Terminal terminal;

    private Main(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments the command and what it takes
     */
    public static void main(String[] arguments) {
        // Which kernels run is told by the commands that are about speed, not by a line of log before every answer.
        System.getProperties().putIfAbsent("resnetv2.log", "off");
        System.exit(new Main(Terminal.standard()).run(List.of(arguments)));
    }

    /**
     * Runs a command.
     *
     * @param arguments the command and what it takes
     * @param out takes the result
     * @param err takes errors
     * @return the exit code: 0 done, 1 failed, 2 wrong usage
     */
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        return new Main(new Terminal(out, err, false)).run(List.of(arguments));
    }

    private int run(List<String> words) {
        int code = dispatch(words);
        try {
            terminal.flush();
        } catch (IOException e) {
            terminal.error("resnetv2: " + e.getMessage());
            return code == DONE ? FAILED : code;
        }
        return code;
    }

    private int dispatch(List<String> words) {
        if (words.isEmpty()) {
            terminal.error(overview());
            return WRONG_USAGE;
        }
        List<String> rest = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "--version", "version" -> {
                terminal.println(Version.text());
                yield DONE;
            }
            case "help", "--help", "-h" -> help(rest);
            default -> execute(words.get(0), rest);
        };
    }

    private int help(List<String> words) {
        if (!words.isEmpty()) {
            return execute(words.get(0), List.of(Syntax.HELP.name()));
        }
        terminal.println(overview());
        return DONE;
    }

    private int execute(String name, List<String> words) {
        if (!NAMES.contains(name)) {
            terminal.error("resnetv2: there is no command " + name + NearestName.hint(name, NAMES) + "\nAll commands: "
                    + PROGRAM + " help");
            return WRONG_USAGE;
        }
        Command command = command(name);
        Syntax syntax = command.syntax();
        try {
            Arguments arguments = syntax.parse(words);
            if (arguments.has(Syntax.HELP)) {
                terminal.print(syntax.help());
            } else {
                command.run(arguments, terminal);
            }
            return DONE;
        } catch (UsageException e) {
            terminal.error("resnetv2 " + name + ": " + e.getMessage() + "\nHelp: " + PROGRAM + " " + name + " --help");
            return WRONG_USAGE;
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            terminal.error("resnetv2 " + name + ": " + Failure.describe(e));
            if (words.contains(Syntax.TRACE.name())) {
                terminal.trace(e);
            }
            return FAILED;
        }
    }

    /** One of {@link #NAMES}, made when it is asked for: the classes of the others stay where they are. */
    private static Command command(String name) {
        return switch (name) {
            case "classify" -> new ClassifyCommand();
            case "evaluate" -> new EvaluateCommand();
            case "features" -> new FeaturesCommand();
            case "similar" -> new SimilarCommand();
            case "summary" -> new SummaryCommand();
            case "inspect" -> new InspectCommand();
            case "convert" -> new ConvertCommand();
            case "forward" -> new ForwardCommand();
            case "preprocess" -> new PreprocessCommand();
            case "serve" -> new ServeCommand();
            case "bench" -> new BenchCommand();
            case "profile" -> new ProfileCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String overview() {
        TextTable commands = new TextTable(Align.LEFT, Align.LEFT).indent(2);
        for (String name : NAMES) {
            commands.row(name, command(name).syntax().purpose());
        }
        return Version.title() + ": pre-activation residual networks in pure Java\n\nUsage: " + PROGRAM
                + " COMMAND ...\n\n" + commands + "\n" + PROGRAM + " COMMAND --help says what a command takes;"
                + "\n--version what this is and where it runs.";
    }
}
