package io.github.resnetv2.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where every request comes in: it checks what holds for all of them, finds the endpoint, and writes the answer.
 *
 * <p>A path is looked up in a table and names no file. There is no cookie, no login and no state, so that a forged request
 * gains nothing but work for this machine; those that a browser marks as another site's are refused.
 */
final class FrontDoor implements HttpHandler {
    private static final System.Logger LOG = System.getLogger("io.github.resnetv2.server");
    private static final String POLICY = "Content-Security-Policy";

    /**
     * A path.
     *
     * @param post whether it takes POST; the others take GET and HEAD
     * @param endpoint what happens there
     */
    record Route(boolean post, Endpoint endpoint) {}

    private final Map<String, Route> routes;
    private final HostCheck hosts;
    private final Metrics metrics;
    private final Duration time;
    private volatile boolean closing;

    FrontDoor(Map<String, Route> routes, HostCheck hosts, Metrics metrics, Duration time) {
        this.routes = routes;
        this.hosts = hosts;
        this.metrics = metrics;
        this.time = time;
    }

    /** From now on there is only one answer. */
    void close() {
        closing = true;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        metrics.begin();
        try (exchange) {
            String path = String.valueOf(exchange.getRequestURI().getRawPath());
            Route route = routes.get(path);
            Answer answer = answer(exchange, route);
            metrics.count(route == null ? "other" : path, answer.status());
            write(exchange, answer);
        } catch (RuntimeException | Error e) {
            // Nobody else would end the exchange after an error.
            LOG.log(Level.ERROR, "an answer could not be written", e);
        } finally {
            metrics.end();
        }
    }

    private Answer answer(HttpExchange exchange, @Nullable Route route) throws IOException {
        try {
            Deadline deadline = Deadline.after(time);
            if (closing) {
                throw Refusal.busy("this server is ending");
            }
            Headers headers = exchange.getRequestHeaders();
            hosts.require(headers.getFirst("Host"));
            if (route == null) {
                throw new Refusal(404, "there is nothing at this path");
            }
            requireMethod(exchange.getRequestMethod(), route);
            if (route.post() && "cross-site".equals(headers.getFirst("Sec-Fetch-Site"))) {
                throw new Refusal(403, "requests from other sites' pages are not answered");
            }
            return route.endpoint().answer(exchange, deadline);
        } catch (Refusal e) {
            return e.answer();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Refusal.busy("this server is ending").answer();
        } catch (OutOfMemoryError e) {
            LOG.log(Level.WARNING, "out of memory during a request", e);
            return Refusal.busy("out of memory; try again, or a smaller picture")
                    .answer();
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(Level.ERROR, "a request failed", e);
            return new Refusal(500, "internal error").answer();
        }
    }

    private static void requireMethod(String method, Route route) throws Refusal {
        if (route.post() && !method.equals("POST")) {
            throw Refusal.method(method, "POST");
        }
        if (!route.post() && !method.equals("GET") && !method.equals("HEAD")) {
            throw Refusal.method(method, "GET, HEAD");
        }
    }

    private void write(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set(POLICY, "default-src 'none'; frame-ancestors 'none'");
        answer.headers().forEach(headers::set);
        headers.set("Content-Type", answer.type());
        headers.set("Cache-Control", "no-store");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Content-Type-Options", "nosniff");
        if (closing) {
            headers.set("Connection", "close");
        }
        if (exchange.getRequestMethod().toUpperCase(Locale.ROOT).equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(answer.body().length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer.body());
        }
    }
}
