package io.github.resnetv2.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = 1_000_000_000;

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);
    private long now;

    /** What was written since the last call, the carriage return shown. */
    private String drawn() {
        String text = screen.toString(StandardCharsets.UTF_8).replace('\r', '<');
        screen.reset();
        return text;
    }

    @Test
    void theLineIsDrawnOverItselfWithTheTimeLeft() {
        Progress progress = new Progress(out, "photos", 4, () -> now);
        assertEquals("<photos  [" + "-".repeat(30) + "]  0/4  ", drawn());
        now += 30 * SECOND;
        progress.step();
        String line = "photos  [" + "#".repeat(7) + "-".repeat(23) + "]  1/4  ETA 1:30";
        assertEquals("<" + line, drawn());
        now += SECOND;
        progress.clear();
        assertEquals("<" + " ".repeat(line.length()) + "<", drawn());
        progress.step();
        assertEquals("<photos  [" + "#".repeat(15) + "-".repeat(15) + "]  2/4  ETA 0:31", drawn());
    }

    @Test
    void aShorterLineLeavesNothingOfALongerOne() {
        Progress progress = new Progress(out, "photos", 1000, () -> now);
        now += SECOND;
        progress.step();
        drawn();
        progress.close();
        assertEquals("<" + " ".repeat("photos  [".length() + 30 + "]  1/1,000  ETA 16:39".length()) + "<", drawn());
        progress.close();
        assertEquals("", drawn());
    }

    @Test
    void fastStepsAreDrawnTenTimesASecond() {
        Progress progress = new Progress(out, "photos", 1000, () -> now);
        drawn();
        int drawings = 0;
        for (int i = 0; i < 1000; i++) {
            now += SECOND / 1000;
            progress.step();
            drawings += drawn().isEmpty() ? 0 : 1;
        }
        assertEquals(10, drawings);
    }

    @Test
    void nothingIsShownWithoutAScreen() {
        try (Progress progress = new Progress(null, "photos", 4, () -> now)) {
            progress.step();
            progress.clear();
        }
        assertEquals("", drawn());
    }
}
