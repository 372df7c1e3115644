package io.github.resnetv2.cli.terminal;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/** Text that may come from a hostile file, made fit for a screen. */
final class Printable {
    private static final Set<UnicodeScript> WIDE =
            Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

    private Printable() {}

    /** Several lines: line ends and tabs stay, other control characters are escaped. */
    static String block(String text) {
        return escape(text, "\n\t");
    }

    /** One line: every control character is escaped. */
    static String line(String text) {
        return escape(text, "");
    }

    private static String escape(String text, String kept) {
        StringBuilder safe = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (isControl((char) c) && kept.indexOf(c) < 0) {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.append((char) c);
            }
        });
        return safe.toString();
    }

    /** Also those that turn the direction of writing: they can make a name look like another. */
    private static boolean isControl(char c) {
        return Character.isISOControl(c) || (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
    }

    /** How many columns of a screen a line takes: two for each East Asian character, none for combining ones. */
    static int width(String line) {
        return line.codePoints().map(Printable::width).sum();
    }

    private static int width(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> WIDE.contains(UnicodeScript.of(codePoint)) ? 2 : 1;
        };
    }
}
