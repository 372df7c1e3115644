package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import io.github.resnetv2.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a measurement tells, not how fast this machine is. */
class BenchCommandTest {
    @TempDir
    private Path folder;

    @Test
    void programsGetOneObjectOnTheLastLine() throws IOException, JsonException {
        String out = Outcome.done(
                "bench",
                "--model",
                SampleFiles.model(folder),
                "--batch",
                2,
                "--threads",
                1,
                "--seconds",
                0.05,
                "--json");
        assertEquals(1, out.lines().count(), out);
        Json.Obj report = Outcome.parse(out);
        ResNetV2 model = SampleFiles.network();
        assertEquals(model.kernels(), report.get("kernels").text());
        assertTrue(report.get("java").text().startsWith(System.getProperty("java.runtime.version")));
        assertEquals(1, report.get("threads").integer());
        assertEquals(2, report.get("batch").integer());
        assertEquals(32, report.get("size").integer(), "what the file asks for");
        assertTrue(report.get("warm_up_calls").integer() >= 20);
        double median = report.get("median_ms").number();
        assertTrue(median > 0);
        assertTrue(report.get("p90_ms").number() >= median);
        assertEquals(median / 2, report.get("image_ms").number(), 0.001);
        double flops = 2.0 * model.multAdds(Shape.of(2, 3, 32, 32));
        // Both figures are rounded to three digits behind the point.
        double gigaflops = report.get("gflops").number();
        assertTrue(gigaflops <= flops / (median - 0.0006) / 1e6 + 0.0006, () -> gigaflops + " at " + median);
        assertTrue(gigaflops >= flops / (median + 0.0006) / 1e6 - 0.0006, () -> gigaflops + " at " + median);
        assertTrue(report.get("first_result_s").number() > 0);
        boolean enough = report.get("calls").integer() >= 459;
        assertEquals(enough, report.find("p99_ms").isPresent());
        assertTrue(report.get("allocated_bytes_per_call").integer() >= 0);
    }

    @Test
    void theProcessKnowsItsPeakOnLinux() throws JsonException {
        Json.Obj report = Outcome.parse(tiny("--json"));
        boolean linux = System.getProperty("os.name").equals("Linux");
        assertEquals(linux, report.find("peak_rss_mb").isPresent());
        if (linux) {
            double peak = report.get("peak_rss_mb").number();
            assertTrue(peak > 20 && peak < 1e6, () -> peak + " MB");
        }
    }

    /** Resnet18 on a picture of 32x32: a few milliseconds a call. */
    private static String tiny(Object... more) {
        Object[] words = {"bench", "--model", "resnet18", "--size", 32, "--seconds", 0.01};
        Object[] all = new Object[words.length + more.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return Outcome.done(all);
    }

    @Test
    void peopleGetAnAlignedReport() {
        List<String> lines = tiny("--exact", "--threads", 3).lines().toList();
        assertEquals(SampleFiles.network().kernels(), lines.get(0));
        List<String> titles = lines.stream()
                .skip(1)
                .map(line -> line.substring(0, 14).strip())
                .toList();
        assertEquals(
                List.of(
                        "network",
                        "input",
                        "threads",
                        "java",
                        "first result",
                        "warm-up",
                        "calls",
                        "median",
                        "p90",
                        "p99",
                        "per image",
                        "speed",
                        "peak memory",
                        "of that",
                        "allocation"),
                titles);
        assertEquals("network       resnet18", lines.get(1));
        assertEquals("input         [1, 3, 32, 32]", lines.get(2));
        assertEquals("threads       3, exact", lines.get(3));
        assertTrue(lines.get(5).matches("first result  [0-9]+\\.[0-9]{2} s from the start of Java"), lines::toString);
        assertTrue(lines.get(6).matches("warm-up       [0-9]+ calls in [0-9]+\\.[0-9] s"), lines::toString);
        assertTrue(lines.get(8).matches("median        [0-9]+\\.[0-9]{3} ms"), lines::toString);
        assertTrue(lines.get(12).matches("speed         [0-9]+\\.[0-9] GFLOP/s"), lines::toString);
        assertTrue(lines.get(15).matches("allocation    [0-9.]+ (bytes|[kM]B) a call"), lines::toString);
        assertTrue(lines.stream().noneMatch(line -> line.endsWith(" ")));
    }

    @Test
    void fewCallsHaveNoP99() {
        String out = tiny();
        assertTrue(out.contains("p99           not told of less than 459 calls\n"), out);
        assertFalse(out.contains("exact"), out);
    }

    @Test
    void aNetworkWithoutAHeadIsMeasuredToItsFeatures() throws IOException {
        Path headless = folder.resolve("headless.safetensors");
        ResNetV2.builder().depth(18).width(4).classes(0).build().save(headless);
        String out = Outcome.done("bench", "--model", headless, "--size", 33, "--seconds", 0.01);
        assertTrue(out.contains("input         [1, 3, 33, 33]\n"), out);
    }

    @Test
    void aWrongCallIsRefused() {
        assertEquals("expected --model NETWORK, found none", Outcome.misuse("bench"));
        assertEquals(
                "--seconds: expected a number from 0.001 to 86400.0, found '0'",
                Outcome.misuse("bench", "--model", "resnet18", "--seconds", 0));
        assertEquals(
                "--threads: expected a whole number from 1 to 1024, found '0'",
                Outcome.misuse("bench", "--model", "resnet18", "--threads", 0));
        assertEquals(
                "--batch and --size: expected less than 2^31 - 8 numbers a call, found 9663676416",
                Outcome.misuse("bench", "--model", "resnet18", "--batch", 12, "--size", 16_384));
        assertEquals("resnet51: no such file", Outcome.failure("bench", "--model", "resnet51"));
    }
}
