package io.github.resnetv2.bench;

import io.github.resnetv2.bench.contender.Contender;
import io.github.resnetv2.bench.export.ModelFiles;
import io.github.resnetv2.bench.measure.Fork;
import io.github.resnetv2.bench.trial.Outcome;
import io.github.resnetv2.bench.trial.Results;
import io.github.resnetv2.bench.trial.Suite;
import io.github.resnetv2.bench.trial.Trial;
import io.github.resnetv2.json.JsonException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts a process for each trial, with this program, the library, and the jars of one engine on its class path. */
final class Forks {
    private static final long LONGEST_MINUTES = 10;

    private final Path target;
    private final String common;

    /**
     * Processes of this program.
     *
     * @param target the folder with the jars of the engines, and for model files
     */
    Forks(Path target) {
        this.target = target;
        // The jar's manifest leads to the library, wherever this was started.
        this.common = System.getProperty("java.class.path");
    }

    private static Path models(Path target) {
        return target.resolve("models");
    }

    /** Writes the networks of the comparison in every form. */
    static void provideModels(Path target) throws IOException {
        for (int depth : Suite.DEPTHS_COMPARED) {
            for (ModelFiles.Form form : ModelFiles.Form.values()) {
                ModelFiles.provide(models(target), depth, form);
            }
        }
    }

    /** The jars of an engine, native code included, but without this program. */
    List<Path> jars(Contender contender) throws IOException {
        if (contender.folder().isEmpty()) {
            return List.of(target.resolve("../../../target/resnetv2.jar").normalize());
        }
        Path folder = target.resolve("lib").resolve(contender.folder());
        if (!Files.isDirectory(folder)) {
            throw new IOException(contender.title() + ": no jars in " + folder
                    + "; get them with: mvn -q -f src/bench/pom.xml -Privals package");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    Outcome run(Trial trial) throws IOException, InterruptedException {
        Contender contender = trial.contender();
        Path models = models(target);
        ModelFiles.provide(models, trial.depth(), contender.form());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(contender.flags());
        command.add("-cp");
        command.add(classPath(contender));
        command.add(Fork.class.getName());
        command.add(trial.json().toString());
        command.add(ModelFiles.file(models, trial.depth(), contender.form()).toString());

        Path output = target.resolve("fork.out");
        Path log = target.resolve("fork.log");
        // Into a file: whoever reads from a process that hangs waits as long as it does.
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(log.toFile());
        builder.environment().put("DJL_CACHE_DIR", target.resolve("djl").toString());
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
            if (!ended || process.exitValue() != 0) {
                String what = ended ? "failed" : "took more than " + LONGEST_MINUTES + " minutes";
                throw new IOException(trial + ": " + what + "; " + log + " says:\n" + Files.readString(log));
            }
            String[] lines = new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                    .strip()
                    .split("\n");
            return Outcome.of(Results.parse(lines[lines.length - 1]));
        } catch (JsonException e) {
            throw new IOException(trial + ": the last line it wrote is no outcome", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private String classPath(Contender contender) throws IOException {
        List<String> entries = new ArrayList<>();
        entries.add(common);
        for (Path jar : jars(contender)) {
            entries.add(jar.toString());
        }
        return String.join(File.pathSeparator, entries);
    }
}
