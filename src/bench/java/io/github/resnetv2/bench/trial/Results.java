package io.github.resnetv2.bench.trial;

import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** All outcomes so far, in a file with one line each: a run that was stopped goes on where it was. */
public final class Results {
    private static final int JSON_DEPTH = 8;
    private static final int JSON_VALUES = 1 << 20;

    private final Path file;
    private final Map<Trial, Outcome> outcomes;

    private Results(Path file, Map<Trial, Outcome> outcomes) {
        this.file = file;
        this.outcomes = outcomes;
    }

    /**
     * Reads a file.
     *
     * @param file may not be there yet
     * @return what is in it
     * @throws IOException if it cannot be read or is something else
     */
    public static Results in(Path file) throws IOException {
        Map<Trial, Outcome> outcomes = new LinkedHashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                try {
                    Json.Obj object = parse(line).object();
                    outcomes.put(Trial.of(object.get("trial")), Outcome.of(object.get("outcome")));
                } catch (JsonException | IllegalArgumentException e) {
                    throw new IOException(
                            file + ": expected a trial and its outcome a line; delete it to begin anew", e);
                }
            }
        }
        return new Results(file, outcomes);
    }

    /**
     * Reads one line of JSON.
     *
     * @param line what a process wrote
     * @return the value
     * @throws JsonException if it is none
     */
    public static Json parse(String line) throws JsonException {
        return Json.parse(line.getBytes(StandardCharsets.UTF_8), JSON_DEPTH, JSON_VALUES);
    }

    /**
     * Whether a trial has been measured.
     *
     * @param trial which
     * @return whether its outcome is here
     */
    public boolean has(Trial trial) {
        return outcomes.containsKey(trial);
    }

    /**
     * Keeps an outcome.
     *
     * @param trial what was measured
     * @param outcome what came out
     * @throws IOException if it cannot be written
     */
    public void add(Trial trial, Outcome outcome) throws IOException {
        outcomes.put(trial, outcome);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Json line = Json.members()
                .put("trial", trial.json())
                .put("outcome", outcome.json())
                .build();
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /**
     * The outcomes of some trials.
     *
     * @param wanted which
     * @return in the order in which they were measured
     */
    public List<Outcome> of(Predicate<Trial> wanted) {
        List<Outcome> found = new ArrayList<>();
        outcomes.forEach((trial, outcome) -> {
            if (wanted.test(trial)) {
                found.add(outcome);
            }
        });
        return found;
    }
}
