package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonOutputTest {
    @Test
    void floatsHaveAsFewDigitsAsTellThemApart() {
        assertEquals("0.1", JsonOutput.number(0.1f).toString());
        assertEquals("1.4E-45", JsonOutput.number(Float.MIN_VALUE).toString());
    }

    @Test
    void whatJsonCannotExpressIsNull() {
        assertEquals("null", JsonOutput.number(Float.NaN).toString());
        assertEquals("null", JsonOutput.number(Float.POSITIVE_INFINITY).toString());
    }
}
