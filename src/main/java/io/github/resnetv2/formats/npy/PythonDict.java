package io.github.resnetv2.formats.npy;

import io.github.resnetv2.weights.ModelFormatException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the text of a Python dictionary whose keys are strings and whose values are strings, truth values or tuples of
 * integers: all that the header of an array of numbers holds.
 */
final class PythonDict {
    private static final int MAX_DIGITS = 18;

    private final String text;
    private final String where;
    private int at;

    PythonDict(String text, String where) {
        this.text = text;
        this.where = where;
    }

    /** The members; each value is a String, a Boolean or a {@code long[]}. */
    Map<String, Object> read() throws ModelFormatException {
        Map<String, Object> members = new LinkedHashMap<>();
        require('{');
        while (!accept('}')) {
            String key = string();
            require(':');
            if (members.put(key, value()) != null) {
                throw error("the key '" + key + "' stands twice");
            }
            if (!accept(',')) {
                require('}');
                break;
            }
        }
        skipSpace();
        if (at < text.length()) {
            throw error("expected the end of the header");
        }
        return members;
    }

    private Object value() throws ModelFormatException {
        skipSpace();
        if (accept('(')) {
            return tuple();
        }
        if (accept('[')) {
            throw error("an array of records is not read");
        }
        for (String word : new String[] {"True", "False"}) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return Boolean.valueOf(word);
            }
        }
        return string();
    }

    private long[] tuple() throws ModelFormatException {
        long[] items = new long[8];
        int count = 0;
        while (!accept(')')) {
            items = count == items.length ? Arrays.copyOf(items, 2 * count) : items;
            items[count++] = integer();
            if (!accept(',')) {
                require(')');
                break;
            }
        }
        return Arrays.copyOf(items, count);
    }

    private long integer() throws ModelFormatException {
        skipSpace();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start || at - start > MAX_DIGITS) {
            at = start;
            throw error("expected an extent of at most " + MAX_DIGITS + " digits");
        }
        long value = Long.parseLong(text, start, at, 10);
        // Python 2 marked its long integers.
        accept('L');
        return value;
    }

    private String string() throws ModelFormatException {
        skipSpace();
        char quote = at < text.length() ? text.charAt(at) : 0;
        int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
        if (end < 0) {
            throw error("expected a string in quotes");
        }
        String string = text.substring(at + 1, end);
        if (string.indexOf('\\') >= 0) {
            throw error("an escape in a string is not read");
        }
        at = end + 1;
        return string;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
            at++;
        }
    }

    private boolean accept(char wanted) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void require(char wanted) throws ModelFormatException {
        if (!accept(wanted)) {
            throw error("expected '" + wanted + "'");
        }
    }

    private ModelFormatException error(String what) {
        return new ModelFormatException(where + ": at character " + at + " of the array's header: " + what);
    }
}
