package io.github.resnetv2.cli.arguments;

import java.util.ArrayList;
import java.util.List;

/**
 * How a command is called: its name, what it is for and what it can be given. Every command also understands
 * {@code --help} and {@code --trace}.
 *
 * @param command its name
 * @param purpose one sentence, shown in the list of commands
 * @param details more sentences for its own help text, possibly none
 * @param parameters operands in their order; only the last of them may be optional or repeated
 * @param usages what the help text shows instead of all parameters in a row, where not all go together
 * @param examples argument lists that work, without program and command
 */
public record Syntax(
        String command,
        String purpose,
        String details,
        List<Parameter<?>> parameters,
        List<String> usages,
        List<String> examples) {
    /** How the program is started. */
    public static final String PROGRAM = "java -jar resnetv2.jar";

    /** Prints the help text. */
    public static final Parameter<Boolean> HELP = Parameter.flag("--help", "print this text");

    /** Shows where an error came from. */
    public static final Parameter<Boolean> TRACE =
            Parameter.flag("--trace", "on an error, also print where in the program it arose");

    /** Copies the lists. */
    public Syntax {
        parameters = List.copyOf(parameters);
        usages = List.copyOf(usages);
        examples = List.copyOf(examples);
    }

    /**
     * The syntax of a command without parameters.
     *
     * @param command its name
     * @param purpose one sentence
     * @return with {@code --help} and {@code --trace}
     */
    public static Syntax of(String command, String purpose) {
        return new Syntax(command, purpose, "", List.of(TRACE, HELP), List.of(), List.of());
    }

    /**
     * This syntax with more to read.
     *
     * @param text sentences for the help text
     * @return a changed copy
     */
    public Syntax details(String text) {
        return new Syntax(command, purpose, text, parameters, usages, examples);
    }

    /**
     * This syntax with parameters, which stand before those it has.
     *
     * @param more in the order of the help text
     * @return a changed copy
     */
    public Syntax parameters(Parameter<?>... more) {
        List<Parameter<?>> all = new ArrayList<>(List.of(more));
        all.addAll(parameters);
        return new Syntax(command, purpose, details, all, usages, examples);
    }

    /**
     * This syntax with parameters that do not all go together.
     *
     * @param alternatives each what may be written after the command's name
     * @return a changed copy
     */
    public Syntax usages(String... alternatives) {
        return new Syntax(command, purpose, details, parameters, List.of(alternatives), examples);
    }

    /**
     * This syntax with examples.
     *
     * @param arguments what to write after the command's name
     * @return a changed copy
     */
    public Syntax examples(String... arguments) {
        return new Syntax(command, purpose, details, parameters, usages, List.of(arguments));
    }

    /**
     * Reads and checks what the user wrote after the command's name.
     *
     * @param words as the shell separated them
     * @return every value readable; nothing is checked if {@code --help} is among them
     * @throws UsageException if an argument is unknown, missing, or not what it should be
     */
    public Arguments parse(List<String> words) throws UsageException {
        return new ArgumentParser(this, words).parse();
    }

    /**
     * The text of {@code --help}: purpose, usage, parameters, examples.
     *
     * @return lines of at most 80 characters that end with a newline
     */
    public String help() {
        return HelpText.of(this);
    }
}
