package io.github.resnetv2.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonRealTest {
    @Test
    void floatsHaveAsFewDigitsAsTellThemApart() {
        assertEquals("0.1", Json.real(0.1f).toString());
        assertEquals("1.4E-45", Json.real(Float.MIN_VALUE).toString());
    }

    @Test
    void whatJsonCannotExpressIsNull() {
        assertEquals("null", Json.real(Float.NaN).toString());
        assertEquals("null", Json.real(Float.POSITIVE_INFINITY).toString());
    }
}
