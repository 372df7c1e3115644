package io.github.resnetv2.cli.arguments;

import io.github.resnetv2.cli.arguments.Parameter.Kind;
import java.util.List;
import java.util.stream.Stream;

/** Writes the help text of a command, in lines of at most 80 characters. */
final class HelpText {
    private static final int WIDTH = 80;

    private final StringBuilder text = new StringBuilder();

    private HelpText() {}

    static String of(Syntax syntax) {
        HelpText help = new HelpText();
        help.paragraph("", syntax.purpose() + ".");
        if (!syntax.details().isEmpty()) {
            help.paragraph("", syntax.details());
        }
        help.text.append('\n');
        String label = "Usage: ";
        for (String usage : syntax.usages().isEmpty() ? List.of(usage(syntax)) : syntax.usages()) {
            help.paragraph(label, call(syntax, usage));
            label = " ".repeat(label.length());
        }
        help.text.append('\n');
        help.parameters(syntax.parameters());
        if (!syntax.examples().isEmpty()) {
            help.text.append("\nExamples:\n");
            for (String example : syntax.examples()) {
                help.example(call(syntax, example));
            }
        }
        return help.text.toString();
    }

    private static String call(Syntax syntax, String arguments) {
        return Syntax.PROGRAM + " " + syntax.command() + (arguments.isEmpty() ? "" : " " + arguments);
    }

    private static String usage(Syntax syntax) {
        Stream<String> options = syntax.parameters().stream()
                .filter(parameter -> parameter.kind() != Kind.OPERAND
                        && !parameter.equals(Syntax.TRACE)
                        && !parameter.equals(Syntax.HELP))
                .map(HelpText::usage);
        Stream<String> operands = syntax.parameters().stream()
                .filter(parameter -> parameter.kind() == Kind.OPERAND)
                .map(HelpText::usage);
        return String.join(" ", Stream.concat(options, operands).toList());
    }

    private static String usage(Parameter<?> parameter) {
        boolean dots = parameter.repeated() && parameter.kind() == Kind.OPERAND;
        // A space that is no place to break the line.
        String written = written(parameter).replace(' ', '\u00a0') + (dots ? "..." : "");
        return parameter.required() ? written : "[" + written + "]";
    }

    private static String written(Parameter<?> parameter) {
        return switch (parameter.kind()) {
            case FLAG, OPERAND -> parameter.name();
            case OPTION -> parameter.name() + " " + parameter.placeholder() + (parameter.repeated() ? ",..." : "");
        };
    }

    private void parameters(List<Parameter<?>> parameters) {
        int width = parameters.stream()
                .mapToInt(parameter -> written(parameter).length())
                .max()
                .orElse(0);
        for (Parameter<?> parameter : parameters) {
            String label = "  " + written(parameter)
                    + " ".repeat(width - written(parameter).length() + 3);
            String fallback = parameter
                    .fallback()
                    .map(value -> " (default: " + value + ")")
                    .orElse("");
            paragraph(label, parameter.help() + fallback);
        }
    }

    /** Appends words, the first line after a label, further ones indented by as much. */
    private void paragraph(String label, String words) {
        StringBuilder line = new StringBuilder(label);
        boolean first = true;
        for (String word : words.split(" ", -1)) {
            if (!first && line.length() + 1 + word.length() > WIDTH) {
                end(line);
                line = new StringBuilder(" ".repeat(label.length()));
                first = true;
            }
            line.append(first ? "" : " ").append(word);
            first = false;
        }
        end(line);
    }

    /** Appends a command line that can be copied into a shell, however many lines it takes. */
    private void example(String words) {
        StringBuilder line = new StringBuilder(" ");
        // An option stays with its value.
        for (String word : words.split(" (?=--)", -1)) {
            if (line.length() + 1 + word.length() > WIDTH - " \\".length()) {
                end(line.append(" \\"));
                line = new StringBuilder("     ");
            }
            line.append(' ').append(word);
        }
        end(line);
    }

    private void end(StringBuilder line) {
        text.append(line.toString().replace('\u00a0', ' ')).append('\n');
    }
}
