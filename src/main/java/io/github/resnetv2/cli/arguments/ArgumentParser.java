package io.github.resnetv2.cli.arguments;

import io.github.resnetv2.cli.arguments.Parameter.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sorts the words of a command line to the parameters of a syntax. */
final class ArgumentParser {
    private final Syntax syntax;
    private final Iterator<String> words;
    private final Map<String, List<String>> given = new TreeMap<>();
    private final List<String> operands = new ArrayList<>();

    ArgumentParser(Syntax syntax, List<String> words) {
        this.syntax = syntax;
        this.words = asksForHelp(words) ? List.of(Syntax.HELP.name()).iterator() : words.iterator();
    }

    /** Who asks for help need not get everything else right. */
    private static boolean asksForHelp(List<String> words) {
        int end = words.indexOf("--");
        List<String> options = end < 0 ? words : words.subList(0, end);
        return options.contains(Syntax.HELP.name()) || options.contains("-h");
    }

    Arguments parse() throws UsageException {
        while (words.hasNext()) {
            String word = words.next();
            if (word.equals("--")) {
                words.forEachRemaining(operands::add);
            } else if (word.startsWith("-") && word.length() > 1) {
                option(word);
            } else {
                operands.add(word);
            }
        }
        if (!given.containsKey(Syntax.HELP.name())) {
            assignOperands();
            check();
        }
        return new Arguments(given);
    }

    private void option(String word) throws UsageException {
        int equals = word.indexOf('=');
        Parameter<?> parameter = named(equals < 0 ? word : word.substring(0, equals));
        String value;
        if (parameter.kind() == Kind.FLAG) {
            if (equals >= 0) {
                throw new UsageException(parameter.name() + ": expected no value, found " + word.substring(equals + 1));
            }
            value = "";
        } else if (equals >= 0) {
            value = word.substring(equals + 1);
        } else {
            value = following(parameter);
        }
        List<String> values = given.computeIfAbsent(parameter.name(), name -> new ArrayList<>());
        if (parameter.repeated()) {
            values.addAll(List.of(value.split(",", -1)));
        } else if (values.isEmpty()) {
            values.add(value);
        } else {
            throw new UsageException(parameter.name() + ": expected once, found a second time");
        }
    }

    private String following(Parameter<?> parameter) throws UsageException {
        Optional<String> next = words.hasNext() ? Optional.of(words.next()) : Optional.empty();
        if (next.isEmpty() || find(next.get()).isPresent()) {
            throw new UsageException(parameter.name() + ": expected a value (" + parameter.placeholder() + "), found "
                    + next.map(option -> "the option " + option).orElse("nothing"));
        }
        return next.get();
    }

    private Parameter<?> named(String name) throws UsageException {
        Optional<Parameter<?>> known = find(name);
        if (known.isEmpty()) {
            List<String> names = syntax.parameters().stream()
                    .filter(parameter -> parameter.kind() != Kind.OPERAND)
                    .map(Parameter::name)
                    .toList();
            throw new UsageException("there is no option " + name + NearestName.hint(name, names));
        }
        return known.get();
    }

    private Optional<Parameter<?>> find(String name) {
        for (Parameter<?> parameter : syntax.parameters()) {
            if (parameter.kind() != Kind.OPERAND && parameter.name().equals(name)) {
                return Optional.of(parameter);
            }
        }
        return Optional.empty();
    }

    private void assignOperands() throws UsageException {
        int next = 0;
        for (Parameter<?> parameter : syntax.parameters()) {
            if (parameter.kind() == Kind.OPERAND && next < operands.size()) {
                int end = parameter.repeated() ? operands.size() : next + 1;
                given.put(parameter.name(), List.copyOf(operands.subList(next, end)));
                next = end;
            }
        }
        if (next < operands.size()) {
            throw new UsageException("expected no further argument, found " + operands.get(next));
        }
    }

    private void check() throws UsageException {
        for (Parameter<?> parameter : syntax.parameters()) {
            List<String> values = given.get(parameter.name());
            if (values == null && parameter.required()) {
                boolean operand = parameter.kind() == Kind.OPERAND;
                throw new UsageException("expected " + parameter.name() + (operand ? "" : " " + parameter.placeholder())
                        + ", found none");
            }
            for (String value : values == null ? List.<String>of() : values) {
                parameter.read(value);
            }
        }
    }
}
