package io.github.resnetv2.server;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** What happens at one path. */
@FunctionalInterface
interface Endpoint {
    /**
     * Answers a request.
     *
     * @param exchange to read from; the answer is written by the caller
     * @param deadline until when
     * @throws Refusal if there is no result
     * @throws IOException if the client is gone
     * @throws InterruptedException if the server ends
     */
    Answer answer(HttpExchange exchange, Deadline deadline) throws Refusal, IOException, InterruptedException;
}
