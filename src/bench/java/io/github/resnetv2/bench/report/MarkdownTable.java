package io.github.resnetv2.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in Markdown: text in the first columns, numbers in the others. */
final class MarkdownTable {
    private final List<String> lines = new ArrayList<>();

    /** A table with titles, the first of which are over so many columns of text. */
    MarkdownTable(int textColumns, String... titles) {
        row(titles);
        List<String> rules = new ArrayList<>(Collections.nCopies(textColumns, "---"));
        rules.addAll(Collections.nCopies(titles.length - textColumns, "---:"));
        row(rules.toArray(String[]::new));
    }

    MarkdownTable row(String... cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
        return this;
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
