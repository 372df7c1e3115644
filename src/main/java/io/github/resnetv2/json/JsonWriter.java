package io.github.resnetv2.json;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Values to text. */
final class JsonWriter {
    private final StringBuilder out = new StringBuilder();
    private final boolean pretty;

    private JsonWriter(boolean pretty) {
        this.pretty = pretty;
    }

    static String write(Json value, boolean pretty) {
        JsonWriter writer = new JsonWriter(pretty);
        writer.value(value, 0);
        return writer.out.toString();
    }

    private void value(Json value, int depth) {
        if (value instanceof Json.Obj object) {
            object(object.members(), depth);
        } else if (value instanceof Json.Arr array) {
            array(array.items(), depth);
        } else if (value instanceof Json.Text text) {
            string(text.value());
        } else if (value instanceof Json.Int integer) {
            out.append(integer.value());
        } else if (value instanceof Json.Real real) {
            out.append(real.value());
        } else if (value instanceof Json.Bool bool) {
            out.append(bool.value());
        } else {
            out.append("null");
        }
    }

    private void object(Map<String, Json> members, int depth) {
        out.append('{');
        Iterator<Map.Entry<String, Json>> rest = members.entrySet().iterator();
        while (rest.hasNext()) {
            Map.Entry<String, Json> member = rest.next();
            newLine(pretty, depth + 1);
            string(member.getKey());
            out.append(pretty ? ": " : ":");
            value(member.getValue(), depth + 1);
            out.append(rest.hasNext() ? "," : "");
        }
        newLine(pretty && !members.isEmpty(), depth);
        out.append('}');
    }

    private void array(List<Json> items, int depth) {
        boolean lines = pretty && items.stream().anyMatch(item -> item instanceof Json.Obj || item instanceof Json.Arr);
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.append(pretty && !lines ? ", " : ",");
            }
            newLine(lines, depth + 1);
            value(items.get(i), depth + 1);
        }
        newLine(lines, depth);
        out.append(']');
    }

    private void newLine(boolean wanted, int depth) {
        if (wanted) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        // UTF-8 cannot express half a pair: the replacement character stands for it, as Unicode
                        // advises.
                        out.append(Character.isSurrogate(c) ? '\uFFFD' : c);
                    }
                }
            }
        }
        out.append('"');
    }
}
