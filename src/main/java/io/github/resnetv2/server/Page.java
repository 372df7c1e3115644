package io.github.resnetv2.server;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page: one file with its style and its script, always the same bytes. Its policy allows that style and that script
 * by their hashes, pictures of its own making, and requests to this server; nothing else runs or loads.
 */
final class Page implements Endpoint {
    private static final String FILE = "page.html";

    private final Answer page;

    Page() {
        byte[] html = read();
        String text = new String(html, StandardCharsets.UTF_8);
        String policy = "default-src 'none'; style-src '" + hash(text, "style") + "'; script-src '"
                + hash(text, "script") + "'; img-src blob: data:; connect-src 'self'; base-uri 'none';"
                + " form-action 'none'; frame-ancestors 'none'";
        page = new Answer(200, "text/html; charset=utf-8", Map.of("Content-Security-Policy", policy), html);
    }

    private static byte[] read() {
        try (InputStream in = Page.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("this jar lacks " + FILE);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of what stands between an element's tags, as CSP level 3 wants it. */
    private static String hash(String html, String element) {
        Matcher matcher = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(html);
        if (!matcher.find()) {
            throw new IllegalStateException(FILE + " has no " + element);
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(matcher.group(1).getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public Answer answer(HttpExchange exchange, Deadline deadline) {
        return page;
    }
}
