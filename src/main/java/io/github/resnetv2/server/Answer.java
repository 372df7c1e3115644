package io.github.resnetv2.server;

import io.github.resnetv2.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What goes back to a client.
 *
 * @param status of HTTP
 * @param type the media type of the body
 * @param headers besides those that every answer has
 * @param body the bytes, not copied
 */
record Answer(int status, String type, Map<String, String> headers, byte[] body) {
    static Answer text(String text) {
        return new Answer(200, "text/plain; charset=utf-8", Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer json(int status, Map<String, String> headers, Json json) {
        byte[] body = (json.compact() + "\n").getBytes(StandardCharsets.UTF_8);
        return new Answer(status, "application/json", headers, body);
    }
}
