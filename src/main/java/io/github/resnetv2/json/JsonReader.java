package io.github.resnetv2.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Recursive descent over the bytes of one document. */
final class JsonReader {
    private static final int MAX_NUMBER_LENGTH = 1024;
    private static final Json.Obj EMPTY_OBJECT = new Json.Obj(Map.of());
    private static final Json.Arr EMPTY_ARRAY = new Json.Arr(List.of());
    private static final Json.Null NULL = new Json.Null();
    private static final Json.Bool TRUE = new Json.Bool(true);
    private static final Json.Bool FALSE = new Json.Bool(false);

    private final byte[] bytes;
    private final int maxDepth;
    private final int maxValues;
    private int at;
    private int values;

    JsonReader(byte[] bytes, int maxDepth, int maxValues) {
        this.bytes = bytes;
        this.maxDepth = maxDepth;
        this.maxValues = maxValues;
    }

    Json read() throws JsonException {
        Json value = value(0);
        skipSpace();
        if (at < bytes.length) {
            throw expected("the end of the document");
        }
        return value;
    }

    private Json value(int depth) throws JsonException {
        skipSpace();
        if (++values > maxValues) {
            throw error("more than " + maxValues + " values");
        }
        return switch (peek()) {
            case '{' -> object(enter(depth));
            case '[' -> array(enter(depth));
            case '"' -> new Json.Text(string());
            case 't' -> literal("true", TRUE);
            case 'f' -> literal("false", FALSE);
            case 'n' -> literal("null", NULL);
            default -> number();
        };
    }

    private int enter(int depth) throws JsonException {
        if (depth >= maxDepth) {
            throw error("nested deeper than " + maxDepth + " levels");
        }
        at++;
        skipSpace();
        return depth + 1;
    }

    private Json object(int depth) throws JsonException {
        if (accept('}')) {
            return EMPTY_OBJECT;
        }
        Map<String, Json> members = new LinkedHashMap<>();
        do {
            skipSpace();
            int start = at;
            if (peek() != '"') {
                throw expected("a name in double quotes");
            }
            String name = string();
            skipSpace();
            require(':');
            if (members.put(name, value(depth)) != null) {
                at = start;
                throw error("the name " + new Json.Text(name).describe() + " stands twice in one object");
            }
            skipSpace();
        } while (accept(','));
        require('}');
        return new Json.Obj(members);
    }

    private Json array(int depth) throws JsonException {
        if (accept(']')) {
            return EMPTY_ARRAY;
        }
        List<Json> items = new ArrayList<>();
        do {
            items.add(value(depth));
            skipSpace();
        } while (accept(','));
        require(']');
        return new Json.Arr(items);
    }

    private Json literal(String word, Json value) throws JsonException {
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= bytes.length || bytes[at + i] != word.charAt(i)) {
                throw expected("a value");
            }
        }
        at += word.length();
        return value;
    }

    private Json number() throws JsonException {
        int start = at;
        accept('-');
        if (!accept('0') && !digits()) {
            at = start;
            throw expected("a value");
        }
        boolean integer = true;
        if (accept('.')) {
            integer = false;
            if (!digits()) {
                throw expected("a digit");
            }
        }
        if (accept('e') || accept('E')) {
            integer = false;
            if (!accept('+')) {
                accept('-');
            }
            if (!digits()) {
                throw expected("a digit");
            }
        }
        if (at - start > MAX_NUMBER_LENGTH) {
            at = start;
            throw error("a number of more than " + MAX_NUMBER_LENGTH + " characters");
        }
        String text = new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
        if (integer && fitsLong(text)) {
            return new Json.Int(Long.parseLong(text));
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            at = start;
            throw error("the number " + text + " is too large");
        }
        return new Json.Real(value);
    }

    /** Whether an integer of JSON's grammar is a long; minus zero is not, as it would lose its sign. */
    private static boolean fitsLong(String text) {
        boolean negative = text.charAt(0) == '-';
        String digits = negative ? text.substring(1) : text;
        String largest = negative ? "9223372036854775808" : "9223372036854775807";
        return !text.equals("-0")
                && (digits.length() < largest.length()
                        || (digits.length() == largest.length() && digits.compareTo(largest) <= 0));
    }

    private boolean digits() {
        int start = at;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > start;
    }

    private String string() throws JsonException {
        int start = ++at;
        boolean ascii = true;
        boolean escaped = false;
        while (at < bytes.length && bytes[at] != '"') {
            if (bytes[at] >= 0 && bytes[at] < 0x20) {
                throw error("a control character in a string");
            }
            if (bytes[at] == '\\') {
                escaped = true;
                at++;
            }
            ascii &= at < bytes.length && bytes[at] >= 0;
            at++;
        }
        if (at >= bytes.length) {
            at = bytes.length;
            throw expected("the end of a string");
        }
        String raw = ascii ? new String(bytes, start, at - start, StandardCharsets.ISO_8859_1) : decode(start, at);
        String text = escaped ? unescape(raw, start) : raw;
        at++;
        return text;
    }

    private String decode(int from, int to) throws JsonException {
        ByteBuffer part = ByteBuffer.wrap(bytes, from, to - from);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
        } catch (CharacterCodingException e) {
            at = part.position();
            JsonException error = error("a byte that is not UTF-8");
            error.initCause(e);
            throw error;
        }
    }

    private String unescape(String raw, int start) throws JsonException {
        StringBuilder text = new StringBuilder(raw.length());
        int i = 0;
        while (i < raw.length()) {
            char c = raw.charAt(i++);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            // The scan for the closing quote has seen to it that something follows the backslash.
            char kind = raw.charAt(i++);
            switch (kind) {
                case '"', '\\', '/' -> text.append(kind);
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    int code = hex(raw, i);
                    i += 4;
                    if (code >= 0 && Character.isHighSurrogate((char) code) && raw.startsWith("\\u", i)) {
                        int low = hex(raw, i + 2);
                        code = low >= 0 && Character.isLowSurrogate((char) low)
                                ? Character.toCodePoint((char) code, (char) low)
                                : code;
                        i += 6;
                    }
                    if (code < 0 || (code <= Character.MAX_VALUE && Character.isSurrogate((char) code))) {
                        at = start - 1;
                        throw error("a \\u escape that is no character in the string that begins here");
                    }
                    text.appendCodePoint(code);
                }
                default -> {
                    at = start - 1;
                    throw error("an unknown escape in the string that begins here");
                }
            }
        }
        return text.toString();
    }

    /** The number that four hexadecimal digits stand for, or -1 if they are not there. */
    private static int hex(String text, int from) {
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < text.length() && text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }

    private void skipSpace() {
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
    }

    private int peek() throws JsonException {
        if (at == bytes.length) {
            throw error("the document ends too early");
        }
        return bytes[at];
    }

    private boolean accept(char wanted) {
        if (at < bytes.length && bytes[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void require(char wanted) throws JsonException {
        if (!accept(wanted)) {
            throw expected("'" + wanted + "'");
        }
    }

    private JsonException expected(String what) {
        if (at >= bytes.length) {
            return error("expected " + what + ", found the end of the document");
        }
        boolean printable = bytes[at] > ' ' && bytes[at] < 0x7f;
        String found = printable ? "'" + (char) bytes[at] + "'" : String.format("byte 0x%02x", bytes[at] & 0xff);
        return error("expected " + what + ", found " + found);
    }

    private JsonException error(String what) {
        return new JsonException("at byte " + at + ": " + what);
    }
}
