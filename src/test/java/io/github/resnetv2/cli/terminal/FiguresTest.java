package io.github.resnetv2.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "999, 999 bytes",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "102400000, 102.4 MB",
        "5000000000, 5.0 GB",
        "9223372036854775807, 9223372.0 TB"
    })
    void bytesAreInTheUnitThatLeavesFewDigits(long count, String text) {
        assertEquals(text, Figures.bytes(count));
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "65, 1:05", "3599, 59:59", "3600, 1:00:00", "90061, 25:01:01"})
    void durationsAreClockTimes(long seconds, String text) {
        assertEquals(text, Figures.duration(seconds));
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "0.012, ''", "0.013, \u258c", "0.05, \u2588", "0.075, \u2588\u258c", "NaN, ''"})
    void aBarShowsHalfBlocks(double share, String bar) {
        assertEquals(bar, Figures.bar(share));
    }

    @Test
    void aFullBarHasTwentyBlocks() {
        assertEquals("\u2588".repeat(20), Figures.bar(1));
    }

    @Test
    void numbersAreTheSameInEveryCountry() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals("11,689,512", Figures.grouped(11_689_512));
            assertEquals("22.35", Figures.decimal(22.346, 2));
            assertEquals("98.9 %", Figures.percent(0.9886));
            assertEquals("NaN %", Figures.percent(Double.NaN));
        } finally {
            Locale.setDefault(before);
        }
    }
}
