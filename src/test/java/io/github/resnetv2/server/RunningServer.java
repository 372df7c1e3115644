package io.github.resnetv2.server;

import io.github.resnetv2.Batching;
import io.github.resnetv2.Classifier;
import io.github.resnetv2.Numerics;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.family.Presets;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import io.github.resnetv2.testing.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;

/** A small network behind a server at a free port, and ways to talk to it. */
final class RunningServer implements AutoCloseable {
    static final List<String> LABELS = List.of("cat", "dog", "<b>\"caf\u00e9\"</b>");

    static final ResNetV2 MODEL = ResNetV2.builder()
            .depth(18)
            .width(4)
            .classes(3)
            .smallImages()
            .seed(1)
            .build()
            .withLabels(LABELS)
            .withPreprocessing(Presets.byName("cifar10"))
            .withNumerics(Numerics.EXACT);

    static final Classifier CLASSIFIER = Classifier.of(MODEL);

    /** Nothing in it waits: most tests send one request at a time. */
    static final ServerSettings SETTINGS = ServerSettings.DEFAULT
            .withAddress(ServerSettings.DEFAULT.address(), 0)
            .withBatching(Batching.DEFAULT.withMaxDelay(Duration.ZERO))
            .withMaxBody(100_000);

    /** One for all: each has a thread of its own. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    final PhotoServer server;

    RunningServer(ServerSettings settings) {
        this(MODEL, "a small network", settings);
    }

    RunningServer(ResNetV2 model, String title, ServerSettings settings) {
        try {
            server = PhotoServer.start(model, title, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RgbImage picture(int number) {
        return Pictures.of(40 + number % 5, 36, number);
    }

    static byte[] png(RgbImage picture) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture.toBufferedImage(), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    int port() {
        return server.address().getPort();
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    }

    HttpRequest.Builder post(String type, byte[] body) {
        return post("/v1/classify", type, body);
    }

    HttpRequest.Builder post(String path, String type, byte[] body) {
        return request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    static Json.Obj json(HttpResponse<String> response) {
        return json(response.body());
    }

    static Json.Obj json(String text) {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8), 8, 10_000).object();
        } catch (JsonException e) {
            throw new AssertionError("no JSON object: " + text, e);
        }
    }

    static String error(HttpResponse<String> response) {
        return ((Json.Text) json(response).find("error").orElseThrow()).value();
    }

    /** A connection on which anything may be written. */
    Socket socket() throws IOException {
        Socket socket = new Socket(server.address().getAddress(), port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Sends these characters and nothing more, and reads until the server closes the connection. */
    String raw(String request) throws IOException {
        try (Socket socket = socket()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** The value of a line of the metrics; 0 without one. */
    long metric(String name) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** Waits until a line of the metrics has a value: a client may see an answer before the server is done with it. */
    void awaitMetric(String name, long value) {
        long found = metric(name);
        for (int i = 0; i < 2000 && found != value; i++) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            found = metric(name);
        }
        if (found != value) {
            throw new AssertionError(name + ": expected " + value + ", found " + found);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
