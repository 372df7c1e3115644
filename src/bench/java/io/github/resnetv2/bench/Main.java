package io.github.resnetv2.bench;

import io.github.resnetv2.bench.contender.Contender;
import io.github.resnetv2.bench.report.Report;
import io.github.resnetv2.bench.trial.Outcome;
import io.github.resnetv2.bench.trial.Results;
import io.github.resnetv2.bench.trial.Suite;
import io.github.resnetv2.bench.trial.Trial;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The command line of the comparison. */
public final class Main {
    private static final String HELP = """
            Compares resnetv2 with other engines and writes docs/benchmarks.md.

              java -jar src/bench/target/bench.jar [--suite NAME,...] [--forks N] [--minutes N]

              --suite NAME   single, offline, server, depths, batches or sizes; default all
              --forks N      how many processes measure each thing; default 5
              --minutes N    stop after about that time; run it again to go on
              --models       measure nothing, write the model files of the comparison
              --report       measure nothing, write the tables and charts of what there is
              --help         print this text

            Each measurement is kept in src/bench/target/results.jsonl; delete it to begin anew.
            """;

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    /** For scripts that go on until all is done. */
    private static final int UNFINISHED = 3;

    private static final Parameter<Suite> SUITE = Parameter.option(
                    "--suite", "NAME", "what to measure", Values.oneOf(suites()))
            .asRepeated();
    private static final Parameter<Integer> FORKS = Parameter.option(
                    "--forks", "N", "processes", Values.integer(1, 1000))
            .orElse("5");
    private static final Parameter<Double> MINUTES = Parameter.option(
                    "--minutes", "N", "time", Values.number(0, 100_000))
            .orElse("100000");
    private static final Parameter<Boolean> MODELS = Parameter.flag("--models", "only the model files");
    private static final Parameter<Boolean> REPORT = Parameter.flag("--report", "only the report");

    private final Path target;
    private final Results results;
    private final int forks;

    private Main(Path target, int forks) throws IOException {
        this.target = target;
        this.results = Results.in(target.resolve("results.jsonl"));
        this.forks = forks;
    }

    /**
     * Measures and reports.
     *
     * @param arguments as {@code --help} says
     */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> words) {
        try {
            Arguments arguments = Syntax.of("", "")
                    .parameters(SUITE, FORKS, MINUTES, MODELS, REPORT)
                    .parse(words);
            if (arguments.has(Syntax.HELP)) {
                System.out.print(HELP);
                return DONE;
            }
            if (arguments.has(MODELS)) {
                Forks.provideModels(target());
                return DONE;
            }
            List<Suite> suites = arguments.all(SUITE);
            Main main = new Main(target(), arguments.get(FORKS));
            int processors = Runtime.getRuntime().availableProcessors();
            Set<Trial> trials = main.trials(suites.isEmpty() ? List.of(Suite.values()) : suites, processors);
            boolean complete = arguments.has(REPORT) || main.measure(trials, arguments.get(MINUTES));
            if (complete) {
                Path root = main.target.resolve("../../..").normalize();
                new Report(main.results, processors, main::jarBytes).write(root.resolve("docs"));
            }
            return complete ? DONE : UNFINISHED;
        } catch (UsageException e) {
            System.err.println("bench: " + e.getMessage() + "\n" + HELP);
            return WRONG_USAGE;
        } catch (IOException | IllegalStateException e) {
            System.err.println("bench: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException | URISyntaxException e) {
            System.err.println("bench: " + e);
            return FAILED;
        }
    }

    private static Map<String, Suite> suites() {
        Map<String, Suite> named = new TreeMap<>();
        for (Suite suite : Suite.values()) {
            named.put(suite.name().toLowerCase(Locale.ROOT), suite);
        }
        return named;
    }

    /** The folder of this program's jar. */
    private static Path target() throws URISyntaxException {
        Path code = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return code.getParent();
    }

    private long jarBytes(Contender contender) throws IOException {
        long sum = 0;
        for (Path jar : new Forks(target).jars(contender)) {
            sum += Files.size(jar);
        }
        return sum;
    }

    /** Round by round: every suite once, then again. */
    private Set<Trial> trials(List<Suite> suites, int processors) {
        Set<Trial> trials = new LinkedHashSet<>();
        for (int fork = 1; fork <= forks; fork++) {
            for (Suite suite : suites) {
                trials.addAll(suite.trials(fork, processors));
            }
        }
        return trials;
    }

    /** Whether all is measured, and not just as much as there was time for. */
    private boolean measure(Set<Trial> trials, double minutes) throws IOException, InterruptedException {
        List<Trial> left = new ArrayList<>(
                trials.stream().filter(trial -> !results.has(trial)).collect(Collectors.toList()));
        Forks processes = new Forks(target);
        long end = System.nanoTime() + (long) (minutes * 60e9);
        while (!left.isEmpty() && System.nanoTime() < end) {
            Trial trial = left.remove(0);
            System.err.println(left.size() + 1 + " to go: " + trial);
            Outcome outcome = processes.run(trial);
            results.add(trial, outcome);
        }
        return left.isEmpty();
    }
}
