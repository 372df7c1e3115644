package io.github.resnetv2.server;

import io.github.resnetv2.json.Json;
import java.util.Map;

/** A request that gets no result; the message is for whoever sent it. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private static final String RETRY_SECONDS = "1";

    private final int status;
    private final transient Map<String, String> headers;

    private Refusal(int status, Map<String, String> headers, String message) {
        super(message, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    Refusal(int status, String message) {
        this(status, Map.of(), message);
    }

    /** 405. */
    static Refusal method(String found, String allowed) {
        return new Refusal(405, Map.of("Allow", allowed), "method: expected " + allowed + ", found " + found);
    }

    /** 503: the same request may succeed a little later. */
    static Refusal busy(String message) {
        return new Refusal(503, Map.of("Retry-After", RETRY_SECONDS), message);
    }

    /** 504. */
    static Refusal late() {
        return new Refusal(504, "the deadline has passed");
    }

    /** As JSON, which no browser takes for a page. */
    Answer answer() {
        String message = String.valueOf(getMessage());
        return Answer.json(status, headers, Json.members().put("error", message).build());
    }
}
