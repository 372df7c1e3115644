package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.Numerics;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which table is asked for; the tables themselves are tested where they are made. */
class ProfileCommandTest {
    private static final Pattern MILLIS = Pattern.compile(" ([0-9]+\\.[0-9]{3}) +[0-9.]+%");

    @TempDir
    private Path folder;

    @Test
    void theMostCostlyStepComesFirst() throws IOException {
        List<String> lines = Outcome.done(
                        "profile", "--model", SampleFiles.model(folder), "--threads", 1, "--batch", 2, "--runs", 3)
                .lines()
                .toList();
        assertEquals(SampleFiles.network().kernels(), lines.get(0));
        List<Double> millis = lines.stream()
                .map(MILLIS::matcher)
                .filter(Matcher::find)
                .map(found -> Double.valueOf(found.group(1)))
                .toList();
        assertTrue(millis.size() > 10, lines::toString);
        assertEquals(millis.stream().sorted(Comparator.reverseOrder()).toList(), millis);
        String conv = lines.stream()
                .filter(line -> line.startsWith("conv1 "))
                .findFirst()
                .orElseThrow();
        assertTrue(conv.contains("[2,4,32,32]"), conv);
    }

    @Test
    void aPlanIsPrintedWithoutARun() throws IOException {
        Path file = SampleFiles.model(folder);
        Shape input = Shape.of(3, 3, 40, 40);
        ResNetV2 model = ResNetV2.load(file);
        assertEquals(model.plan(input), Outcome.done("profile", "--model", file, "--batch", 3, "--size", 40, "--plan"));
        assertEquals(
                model.withNumerics(Numerics.EXACT).plan(input),
                Outcome.done("profile", "--model", file, "--batch", 3, "--size", 40, "--exact", "--plan"));
    }

    @Test
    void aNameMeansANewNetworkAndTheUsualSize() {
        assertEquals(
                ResNetV2.resnet18(1000).plan(Shape.of(1, 3, 224, 224)),
                Outcome.done("profile", "--model", "resnet18", "--plan"));
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertEquals(
                "--runs: expected only without --plan, which runs nothing",
                Outcome.misuse("profile", "--model", "resnet18", "--plan", "--runs", 5));
        assertEquals("expected --model NETWORK, found none", Outcome.misuse("profile", "--plan"));
    }
}
