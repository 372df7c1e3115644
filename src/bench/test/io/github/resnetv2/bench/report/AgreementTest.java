package io.github.resnetv2.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.bench.contender.Contender;
import io.github.resnetv2.bench.trial.Outcome;
import io.github.resnetv2.bench.trial.Results;
import io.github.resnetv2.bench.trial.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgreementTest {
    private static final String HEAD = "| network | ONNX Runtime | DJL/PyTorch |\n| --- | ---: | ---: |\n";

    @TempDir
    private Path folder;

    private Results results;

    @BeforeEach
    void begin() throws IOException {
        results = Results.in(folder.resolve("results.jsonl"));
    }

    private void add(Contender contender, Double... logits) throws IOException {
        Trial trial = new Trial(contender, 18, 224, 1, 1, List.of(Trial.BACK_TO_BACK), 92, 1);
        results.add(trial, new Outcome("Java", 1, List.of(List.of(1L)), 1, 1, 1, 0, List.of(logits)));
    }

    @Test
    void whatIsNotMeasuredIsLeftOut() throws IOException {
        add(Contender.DJL, -1.0, 1.0);
        assertEquals(HEAD + "| ResNet-18 |  |  |\n| ResNet-50 |  |  |\n", new Agreement(results).text());
        add(Contender.RESNETV2, -1.0, 1.0001);
        assertEquals(HEAD + "| ResNet-18 |  | 1.0e-04 |\n| ResNet-50 |  |  |\n", new Agreement(results).text());
    }

    @Test
    void anEngineThatComputesSomethingElseIsAnError() throws IOException {
        add(Contender.RESNETV2, -1.0, 1.0);
        add(Contender.ONNX_RUNTIME, -1.0, 1.1);
        assertThrows(IllegalStateException.class, () -> new Agreement(results).text());
    }
}
