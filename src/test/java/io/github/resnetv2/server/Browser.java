package io.github.resnetv2.server;

import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One page of a headless Chromium, told what to do through its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Json.Obj>> open = new ConcurrentHashMap<>();

    /** What the page asked for, and what the browser complained about. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    final List<String> complaints = new CopyOnWriteArrayList<>();

    private Browser(Process process, URI page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Messages())
                .join();
        for (String domain : List.of("Page", "Runtime", "Network", "Log", "DOM")) {
            call(domain + ".enable", Json.members());
        }
    }

    /** A Chromium of this machine. */
    static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts a browser that knows nobody.
     *
     * @param program from {@link #find}
     * @param profile an empty folder, for what it writes
     */
    static Browser start(Path program, Path profile) throws IOException, InterruptedException {
        Path log = profile.resolve("browser.log");
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        // A container's root may have no other choice, and it sees nothing but our own page.
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--window-size=1000,670",
                        "--user-data-dir=" + profile.toAbsolutePath(),
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(log.toFile());
        builder.environment().put("TMPDIR", profile.toAbsolutePath().toString());
        Process process = builder.start();
        while (process.isAlive()) {
            for (String line : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(LISTENING)) {
                    return new Browser(process, page(URI.create(line.substring(LISTENING.length()))));
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError(program + " did not start: " + Files.readString(log, StandardCharsets.ISO_8859_1));
    }

    private static URI page(URI browser) throws IOException, InterruptedException {
        URI list = URI.create("http://" + browser.getAuthority() + "/json/list");
        String body = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString())
                .body();
        try {
            for (Json target : parse(body).array()) {
                if (target.object().get("type").text().equals("page")) {
                    return URI.create(
                            target.object().get("webSocketDebuggerUrl").text());
                }
            }
        } catch (JsonException e) {
            throw new AssertionError(body, e);
        }
        throw new AssertionError("no page: " + body);
    }

    private static Json parse(String text) throws JsonException {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8), 64, 1_000_000);
    }

    Json.Obj call(String method, Json.Members parameters) {
        int id = calls.incrementAndGet();
        CompletableFuture<Json.Obj> answer = new CompletableFuture<>();
        open.put(id, answer);
        socket.sendText(
                        Json.members()
                                .put("id", id)
                                .put("method", method)
                                .put("params", parameters.build())
                                .build()
                                .compact(),
                        true)
                .join();
        try {
            Json.Obj message = answer.get(30, TimeUnit.SECONDS);
            if (message.find("error").isPresent()) {
                throw new AssertionError(method + ": " + message);
            }
            return message.get("result").object();
        } catch (JsonException | ExecutionException | TimeoutException e) {
            throw new AssertionError(method, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void open(URI page) {
        requests.clear();
        complaints.clear();
        call("Page.navigate", Json.members().put("url", page.toString()));
        waitFor("location.href === '" + page + "' && document.readyState === 'complete'");
    }

    /** The value of an expression, as text. */
    String evaluate(String expression) {
        Json.Obj answer = call(
                "Runtime.evaluate",
                Json.members()
                        .put("expression", "Promise.resolve(" + expression + ").then(value => String(value))")
                        .put("awaitPromise", true));
        try {
            if (answer.find("exceptionDetails").isPresent()) {
                throw new AssertionError(expression + ": " + answer);
            }
            return answer.get("result").object().get("value").text();
        } catch (JsonException e) {
            throw new AssertionError(expression + ": " + answer, e);
        }
    }

    void waitFor(String condition) {
        for (int i = 0; i < 1000; i++) {
            if (evaluate(condition).equals("true")) {
                return;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("never true: " + condition + ", complaints " + complaints);
    }

    /** As if somebody had picked a file. */
    void pick(String selector, Path file) {
        try {
            Json root =
                    call("DOM.getDocument", Json.members()).get("root").object().get("nodeId");
            Json node = call(
                            "DOM.querySelector",
                            Json.members().put("nodeId", root).put("selector", selector))
                    .get("nodeId");
            call(
                    "DOM.setFileInputFiles",
                    Json.members()
                            .put("nodeId", node)
                            .put(
                                    "files",
                                    Json.texts(List.of(file.toAbsolutePath().toString()))));
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }

    void prefer(String scheme) {
        Json.Obj feature = Json.members()
                .put("name", "prefers-color-scheme")
                .put("value", scheme)
                .build();
        call("Emulation.setEmulatedMedia", Json.members().put("features", new Json.Arr(List.of(feature))));
    }

    byte[] screenshot() {
        try {
            String data = call("Page.captureScreenshot", Json.members().put("format", "png"))
                    .get("data")
                    .text();
            return Base64.getDecoder().decode(data);
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Answers go to whoever waits for them; of events only two kinds count. */
    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    take(parse(text.toString()).object());
                } catch (JsonException e) {
                    complaints.add("unreadable message: " + e.getMessage());
                }
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void take(Json.Obj message) throws JsonException {
            if (message.find("id").isPresent()) {
                CompletableFuture<Json.Obj> waiting =
                        open.remove((int) message.get("id").integer());
                if (waiting != null) {
                    waiting.complete(message);
                }
                return;
            }
            Json.Obj parameters = message.get("params").object();
            switch (message.get("method").text()) {
                case "Network.requestWillBeSent" ->
                    requests.add(parameters.get("request").object().get("url").text());
                case "Log.entryAdded" -> complaints.add(parameters.get("entry").toString());
                case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
                default -> {}
            }
        }
    }
}
