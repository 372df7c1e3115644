package io.github.resnetv2.server;

import com.sun.net.httpserver.HttpServer;
import io.github.resnetv2.BatchingClassifier;
import io.github.resnetv2.Classifier;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.server.FrontDoor.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A server that classifies photos with one network, from {@link #start} to {@link #close}.
 *
 * <p>Safe for use by any number of threads.
 */
public final class PhotoServer implements AutoCloseable {
    /** Each has a thread while it sends or waits; more are turned away. */
    private static final int CONNECTIONS = 256;

    private static final long IDLE_SECONDS = 10;

    /** Encoded, as the decoder gives it, and as the network's side sees it: about what a pixel takes in between. */
    private static final int BYTES_PER_PIXEL = 9;

    private final HttpServer http;
    private final FrontDoor door;
    private final Metrics metrics;
    private final BatchingClassifier classifier;
    private final ThreadPoolExecutor threads;
    private final Duration deadline;

    private PhotoServer(
            HttpServer http,
            FrontDoor door,
            Metrics metrics,
            BatchingClassifier classifier,
            ThreadPoolExecutor threads,
            Duration deadline) {
        this.http = http;
        this.door = door;
        this.metrics = metrics;
        this.classifier = classifier;
        this.threads = threads;
        this.deadline = deadline;
    }

    /**
     * Makes the network ready for every size of batch, then opens the port.
     *
     * @param model with a head
     * @param title what the page says the network is
     * @param settings where to listen and what to accept
     * @return the running server
     * @throws IOException if the port cannot be opened
     * @throws IllegalArgumentException if the model has no head
     */
    public static PhotoServer start(ResNetV2 model, String title, ServerSettings settings) throws IOException {
        Classifier single = Classifier.of(model);
        boolean heatMaps = makePlans(single, settings.batching().maxBatch());
        Metrics metrics = new Metrics();
        BatchingClassifier batching = BatchingClassifier.of(single, settings.batching());
        long heap = Runtime.getRuntime().maxMemory();
        int decoders = Runtime.getRuntime().availableProcessors();
        // All photos that are being decoded take a quarter of the heap at most, all bodies an eighth; a body is there
        // twice only for the moment in which it is put together, or a photo is taken out of its form.
        long pixels = Math.min(Limits.DEFAULT.pixels(), heap / 4 / decoders / BYTES_PER_PIXEL);
        Limits limits = Limits.DEFAULT.withImages(pixels, settings.maxBody());
        Endpoint classify = new ClassifyEndpoint(
                single,
                batching,
                heatMaps,
                new ImageDecoder(limits, settings.upright()),
                new Bodies(settings.maxBody(), Math.max(heap / 8, settings.maxBody())),
                metrics,
                settings.batching().maxQueue(),
                decoders);
        Answer about = about(model, title, heatMaps, limits, settings.upright());
        FrontDoor door = new FrontDoor(
                Map.of(
                        "/", new Route(false, new Page()),
                        "/v1/classify", new Route(true, classify),
                        "/v1/model", new Route(false, (exchange, deadline) -> about),
                        "/healthz", new Route(false, (exchange, deadline) -> Answer.text("ok\n")),
                        "/metrics", new Route(false, (exchange, deadline) -> metrics.answer(batching.statistics()))),
                new HostCheck(settings.address().isLoopbackAddress()),
                metrics,
                settings.deadline());
        JdkSettings.apply(settings.deadline(), CONNECTIONS);
        HttpServer http = HttpServer.create(new InetSocketAddress(settings.address(), settings.port()), CONNECTIONS);
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                CONNECTIONS, CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(null, work, "resnetv2-http", 0, false);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        http.setExecutor(threads);
        http.createContext("/", door);
        http.start();
        return new PhotoServer(http, door, metrics, batching, threads, settings.deadline());
    }

    /** Returns whether the network can have heat maps. */
    private static boolean makePlans(Classifier classifier, int maxBatch) {
        RgbImage black = RgbImage.ofRgb(64, 64, new byte[3 * 64 * 64]);
        for (int batch = 1; batch <= maxBatch; batch *= 2) {
            classifier.classifyAll(Collections.nCopies(batch, black), 1);
        }
        try {
            classifier.explain(black, 1);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Answer about(ResNetV2 model, String title, boolean heatMaps, Limits limits, boolean upright) {
        Json.Members facts = Json.members()
                .put("title", title)
                .put("classes", model.architecture().classes())
                .put("heatmap", heatMaps)
                .put("upright", upright)
                .put("max_body_bytes", limits.imageBytes())
                .put("max_pixels", limits.pixels());
        model.preprocessing().ifPresent(preprocessing -> facts.put("preprocessing", preprocessing.toString()));
        return Answer.json(200, Map.of(), facts.build());
    }

    /**
     * Where the server listens.
     *
     * @return with the port that was taken
     */
    public InetSocketAddress address() {
        return http.getAddress();
    }

    /**
     * Answers what has come in, refuses what comes now, and ends; all threads are gone when this returns. A thread that is
     * interrupted meanwhile ends the server without the answers.
     */
    @Override
    public void close() {
        door.close();
        boolean interrupted = false;
        try {
            // What was taken has its answer by then; who is still sending or reading is cut off.
            Deadline end = Deadline.after(deadline);
            while (metrics.open() > 0 && end.left() > 0) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        http.stop(0);
        threads.shutdownNow();
        classifier.close();
        try {
            threads.awaitTermination(IDLE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
