package io.github.resnetv2.evaluate;

import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated values (RFC 4180): a field in quotes may hold commas, line ends and doubled quotes. */
final class CsvText {
    private final String text;
    private int at;
    private int line = 1;

    private CsvText(String text) {
        this.text = text;
    }

    /**
     * One record of the text.
     *
     * @param line where it begins, from 1
     * @param fields at least one
     */
    record Row(int line, List<String> fields) {}

    /** All records; empty lines are none. */
    static List<Row> rows(String text) {
        CsvText csv = new CsvText(text);
        List<Row> rows = new ArrayList<>();
        while (csv.at < text.length()) {
            int line = csv.line;
            List<String> fields = csv.fields();
            if (fields.size() > 1 || !fields.get(0).isBlank()) {
                rows.add(new Row(line, fields));
            }
        }
        return rows;
    }

    private List<String> fields() {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        while (at < text.length()) {
            char c = text.charAt(at++);
            line += c == '\n' ? 1 : 0;
            if (c == '"' && quoted && at < text.length() && text.charAt(at) == '"') {
                field.append(c);
                at++;
            } else if (c == '"' && (quoted || field.toString().isBlank())) {
                quoted = !quoted;
                if (quoted) {
                    field.setLength(0);
                }
            } else if (c == ',' && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else if (c == '\n' && !quoted) {
                break;
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().strip());
        return fields;
    }
}
