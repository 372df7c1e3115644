package io.github.resnetv2.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Rows of text in aligned columns, two blanks apart. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<Align> aligns;
    private final List<List<String>> rows = new ArrayList<>();
    private String indent = "";
    private boolean header;

    /** To which side the text of a column is moved. */
    public enum Align {
        /** Text. */
        LEFT,
        /** Numbers. */
        RIGHT
    }

    /**
     * A table without rows.
     *
     * @param aligns one a column
     */
    public TextTable(Align... aligns) {
        this.aligns = List.of(aligns);
    }

    /**
     * Moves the table to the right.
     *
     * @param blanks before each row
     * @return this
     */
    public TextTable indent(int blanks) {
        indent = " ".repeat(blanks);
        return this;
    }

    /**
     * Adds the titles, over a line, before any row.
     *
     * @param titles one a column
     * @return this
     */
    public TextTable header(String... titles) {
        header = true;
        return row(titles);
    }

    /**
     * Adds a row.
     *
     * @param cells at most one a column; missing ones are empty
     * @return this
     * @throws IllegalArgumentException if there are more cells than columns
     */
    public TextTable row(String... cells) {
        if (cells.length > aligns.size()) {
            throw new IllegalArgumentException("row: expected " + aligns.size() + " cells, found " + cells.length);
        }
        rows.add(Stream.of(cells).map(Printable::line).toList());
        return this;
    }

    /** The rows as lines that end with a newline, without blanks at their ends. */
    @Override
    public String toString() {
        int[] widths = new int[aligns.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], Printable.width(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            line(rows.get(i), widths, text);
            if (i == 0 && header) {
                List<String> rules = Arrays.stream(widths).mapToObj("-"::repeat).toList();
                line(rules, widths, text);
            }
        }
        return text.toString();
    }

    private void line(List<String> row, int[] widths, StringBuilder text) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < row.size(); i++) {
            String blanks = " ".repeat(widths[i] - Printable.width(row.get(i)));
            line.append(i == 0 ? "" : GAP)
                    .append(aligns.get(i) == Align.LEFT ? row.get(i) + blanks : blanks + row.get(i));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
