package io.github.resnetv2.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.evaluate.CsvText.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTextTest {
    private static Row row(int line, String... fields) {
        return new Row(line, List.of(fields));
    }

    @Test
    void fieldsLieBetweenCommas() {
        assertEquals(List.of(row(1, "a.jpg", "cat"), row(2, "", "")), CsvText.rows("a.jpg, cat \r\n,\n"));
    }

    @Test
    void quotesKeepCommasLineEndsAndQuotes() {
        assertEquals(
                List.of(row(1, "a,b.jpg", "the \"cat\""), row(2, "c\nd", "e"), row(4, "last", "one")),
                CsvText.rows("\"a,b.jpg\",\"the \"\"cat\"\"\"\n\"c\nd\" , e\nlast,one"));
    }

    @Test
    void aQuoteInsideAFieldIsAQuote() {
        assertEquals(List.of(row(1, "5\" disk.jpg", "disk")), CsvText.rows("5\" disk.jpg,disk\n"));
    }

    @Test
    void anOpenQuoteEndsWithTheText() {
        assertEquals(List.of(row(1, "a", "b,c\nd")), CsvText.rows("a,\"b,c\nd\n"));
    }

    @Test
    void emptyLinesAreNoRowsButCount() {
        assertEquals(List.of(), CsvText.rows(""));
        assertEquals(List.of(row(3, "a")), CsvText.rows("\n  \r\na\n\n"));
    }
}
