package io.github.resnetv2.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the file in a form (RFC 7578), as {@code curl -F photo=@cat.jpg} sends it. */
final class Multipart {
    private static final Pattern BOUNDARY =
            Pattern.compile(";\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))", Pattern.CASE_INSENSITIVE);
    private static final String END_OF_HEADERS = "\r\n\r\n";
    private static final int MAX_HEADERS = 8192;

    private Multipart() {}

    /**
     * The content of the first part that is a file.
     *
     * @param type the request's media type, with the boundary
     * @param form the request's body
     * @throws Refusal if there is none
     */
    static byte[] file(String type, byte[] form) throws Refusal {
        Matcher matcher = BOUNDARY.matcher(type);
        if (!matcher.find()) {
            throw new Refusal(400, "form: expected a boundary in the header Content-Type, found none");
        }
        String boundary = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        byte[] separator = ("\r\n--" + boundary).getBytes(ISO_8859_1);
        // The first separator begins the body, without an end of line before it.
        byte[] first = Arrays.copyOfRange(separator, 2, separator.length);
        if (form.length < first.length || !Arrays.equals(form, 0, first.length, first, 0, first.length)) {
            throw damaged("the boundary", 0);
        }
        for (int at = first.length; ; ) {
            int content = headersEnd(form, at);
            int end = indexOf(form, separator, content, form.length);
            if (end < 0) {
                throw damaged("a boundary behind each part", form.length);
            }
            String headers = new String(form, at, content - at, ISO_8859_1).toLowerCase(Locale.ROOT);
            if (headers.contains("filename=") || headers.contains("filename*=")) {
                return Arrays.copyOfRange(form, content, end);
            }
            at = end + separator.length;
        }
    }

    private static int headersEnd(byte[] form, int at) throws Refusal {
        int end = indexOf(form, END_OF_HEADERS.getBytes(ISO_8859_1), at, Math.min(form.length, at + MAX_HEADERS));
        if (end < 0) {
            throw damaged("a part with a file", at);
        }
        return end + END_OF_HEADERS.length();
    }

    private static Refusal damaged(String expected, int at) {
        return new Refusal(400, "form: expected " + expected + " at byte " + at + ", found none");
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from, int to) {
        for (int at = from; at <= to - wanted.length; at++) {
            if (bytes[at] == wanted[0] && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
