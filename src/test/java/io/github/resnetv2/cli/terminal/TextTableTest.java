package io.github.resnetv2.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.cli.terminal.TextTable.Align;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAlignedAndLinesEndWithoutBlanks() {
        TextTable table = new TextTable(Align.LEFT, Align.RIGHT, Align.LEFT)
                .indent(1)
                .header("Name", "Bytes", "Note")
                .row("weight", "1,024", "")
                .row("b", "4", "bias")
                .row("nothing else");
        assertEquals("""
             Name          Bytes  Note
             ------------  -----  ----
             weight        1,024
             b                 4  bias
             nothing else
            """, table.toString());
    }

    @Test
    void aTableWithoutRowsIsEmpty() {
        assertEquals("", new TextTable(Align.LEFT).toString());
    }

    @Test
    void aRowWithTooManyCellsIsRefused() {
        TextTable table = new TextTable(Align.LEFT);
        assertThrows(IllegalArgumentException.class, () -> table.row("a", "b"));
    }

    @Test
    void aCellCanNeitherBreakTheLineNorControlTheScreen() {
        assertEquals(
                "a\\u000ab\\u001b[2J  c\n",
                new TextTable(Align.LEFT, Align.LEFT).row("a\nb\u001b[2J", "c").toString());
    }

    @Test
    void wideAndCombiningCharactersKeepTheColumnsAligned() {
        assertEquals(
                "\u732b    1\ne\u0301     2\ncat   3\n",
                new TextTable(Align.LEFT, Align.RIGHT)
                        .row("\u732b", " 1")
                        .row("e\u0301", " 2")
                        .row("cat", " 3")
                        .toString());
    }
}
