package io.github.resnetv2.bench.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.bench.contender.Contender;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final Trial TRIAL = new Trial(Contender.DJL, 18, 224, 1, 2, List.of(20, 30), 92, 3);

    @TempDir
    private Path folder;

    @Test
    void whatWasMeasuredIsThereInTheNextRun() throws IOException {
        Path file = folder.resolve("results.jsonl");
        Outcome outcome = new Outcome(
                "Java", 0.5, List.of(List.of(10L, 20L), List.of(30L)), 1_000_000, 4016, 0.99, 0, List.of(0.25, -1.0));
        Results.in(file).add(TRIAL, outcome);
        Results read = Results.in(file);
        assertTrue(read.has(TRIAL));
        assertEquals(List.of(outcome), read.of(TRIAL::equals));
        assertFalse(read.has(new Trial(Contender.DJL, 18, 224, 1, 2, List.of(20, 30), 92, 4)));
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("results.jsonl"), "{\"trial\":{}}\n");
        assertThrows(IOException.class, () -> Results.in(file));
    }

    @Test
    void anotherObjectIsNoTrialAndNoOutcome() throws JsonException {
        Json trial = Results.parse("{\"loads\":[\"20\"]}");
        Json outcome = Results.parse("{\"micros\":[30]}");
        assertThrows(JsonException.class, () -> Trial.of(trial));
        assertThrows(JsonException.class, () -> Outcome.of(outcome));
    }

    @Test
    void theEnginesTakeTurns() {
        List<Contender> order =
                Suite.OFFLINE.trials(1, 2).stream().map(Trial::contender).toList();
        for (int i = 0; i < order.size(); i++) {
            assertEquals(Suite.COMPARED.get(i % Suite.COMPARED.size()), order.get(i));
        }
    }
}
