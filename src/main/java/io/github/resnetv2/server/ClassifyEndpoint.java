package io.github.resnetv2.server;

import com.sun.net.httpserver.HttpExchange;
import io.github.resnetv2.BatchingClassifier;
import io.github.resnetv2.Classifier;
import io.github.resnetv2.Explanation;
import io.github.resnetv2.Prediction;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.ImageFormatException;
import io.github.resnetv2.image.ResizeFilter;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.limits.Cancellation;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/classify}: a photo in, its most probable classes and perhaps a heat map out. */
final class ClassifyEndpoint implements Endpoint {
    private static final String FORM = "multipart/form-data";

    /** What the bytes are is seen from themselves; the type only keeps out what cannot be a photo. */
    private static final Set<String> PHOTOS = Set.of(
            "image/jpeg",
            "image/jpg",
            "image/png",
            "image/gif",
            "image/bmp",
            "image/x-bmp",
            "image/x-ms-bmp",
            "application/octet-stream");

    private static final int USUAL_TOP = 5;
    private static final String QUEUE_FULL = "the queue is full; try again";
    private static final String PREDICTIONS = "predictions";

    /** The longer side of a heat map's picture, in pixels: about 300 kB. */
    private static final int HEAT_MAP_SIZE = 512;

    private final Classifier single;
    private final BatchingClassifier batching;
    private final boolean heatMaps;
    private final ImageDecoder decoder;
    private final Bodies bodies;
    private final Metrics metrics;

    /** For each photo that is decoded, waits, or is computed. */
    private final Semaphore places;

    /** For each photo that is in memory with all its pixels. Decoding takes a whole processor. */
    private final Semaphore decoding;

    /**
     * Nothing is at work yet.
     *
     * @param single makes heat maps
     * @param batching answers all other requests
     * @param heatMaps whether the network can have any
     * @param decoder reads photos
     * @param bodies reads requests
     * @param metrics is told of every photo that was classified
     * @param places how many photos may be at work or wait
     * @param decoding how many may be in memory with all their pixels
     */
    ClassifyEndpoint(
            Classifier single,
            BatchingClassifier batching,
            boolean heatMaps,
            ImageDecoder decoder,
            Bodies bodies,
            Metrics metrics,
            int places,
            int decoding) {
        this.single = single;
        this.batching = batching;
        this.heatMaps = heatMaps;
        this.decoder = decoder;
        this.bodies = bodies;
        this.metrics = metrics;
        this.places = new Semaphore(places);
        this.decoding = new Semaphore(decoding, true);
    }

    @Override
    public Answer answer(HttpExchange exchange, Deadline deadline) throws Refusal, IOException, InterruptedException {
        long start = System.nanoTime();
        Query query = new Query(exchange.getRequestURI().getRawQuery(), List.of("top", "heatmap"));
        int top = query.count("top", USUAL_TOP);
        boolean heatMap = query.flag("heatmap");
        if (heatMap && !heatMaps) {
            throw new Refusal(400, "heatmap: this network's pool leaves out a part of its last map");
        }
        String type = type(exchange.getRequestHeaders().getFirst("Content-Type"));
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        Answer answer = bodies.with(length, exchange.getRequestBody(), deadline, body -> {
            byte[] photo = type.startsWith(FORM) ? Multipart.file(type, body.take()) : body.take();
            return classify(photo, top, heatMap, deadline);
        });
        metrics.classified(System.nanoTime() - start);
        return answer;
    }

    /** The media type with its parameters, if it may be a photo's. */
    private static String type(@Nullable String header) throws Refusal {
        if (header == null) {
            return "";
        }
        String name = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (name.equals(FORM)) {
            return FORM + header.strip().substring(FORM.length());
        }
        if (!PHOTOS.contains(name)) {
            throw new Refusal(
                    415,
                    "header Content-Type: expected image/jpeg, image/png, image/gif, image/bmp,"
                            + " application/octet-stream or multipart/form-data, found " + name
                            + "; with curl: -H 'Content-Type: image/jpeg'");
        }
        return name;
    }

    private Answer classify(byte[] photo, int top, boolean heatMap, Deadline deadline)
            throws Refusal, InterruptedException {
        if (!places.tryAcquire()) {
            throw Refusal.busy(QUEUE_FULL);
        }
        try {
            Json.Members result = Json.members();
            if (heatMap) {
                with(photo, deadline, image -> explain(image, top, deadline, result));
            } else {
                CompletableFuture<List<Prediction>> predictions = with(photo, deadline, image -> {
                    addSize(image, result);
                    return batching.classifyAsync(image, top);
                });
                result.put(PREDICTIONS, PredictionsJson.of(await(predictions, deadline)));
            }
            return Answer.json(200, Map.of(), result.build());
        } finally {
            places.release();
        }
    }

    /** Does something with a photo's pixels, which are forgotten then. */
    private <T> T with(byte[] photo, Deadline deadline, Function<RgbImage, T> use)
            throws Refusal, InterruptedException {
        if (!decoding.tryAcquire(deadline.left(), TimeUnit.NANOSECONDS)) {
            throw Refusal.late();
        }
        try {
            return use.apply(decoder.decode(photo));
        } catch (ImageFormatException e) {
            String message = String.valueOf(e.getMessage());
            throw new Refusal(422, message.replaceFirst("^bytes: ", "photo: "));
        } catch (RejectedExecutionException e) {
            throw Refusal.busy(QUEUE_FULL);
        } catch (CallCancelledException e) {
            throw Refusal.late();
        } catch (IllegalArgumentException e) {
            throw new Refusal(422, "photo: " + e.getMessage());
        } catch (IOException e) {
            // Java was put together without its decoder.
            throw new Refusal(500, String.valueOf(e.getMessage()));
        } finally {
            decoding.release();
        }
    }

    private Json.Members explain(RgbImage image, int top, Deadline deadline, Json.Members result) {
        Explanation explanation =
                single.explain(image, top, Cancellation.after(Duration.ofNanos(Math.max(0, deadline.left()))));
        double scale = Math.min(1, (double) HEAT_MAP_SIZE / Math.max(image.width(), image.height()));
        RgbImage small = image.resize(
                (int) Math.max(1, Math.rint(image.width() * scale)),
                (int) Math.max(1, Math.rint(image.height() * scale)),
                ResizeFilter.BILINEAR);
        byte[] png = explanation.heatMap().overlay(small).toPng();
        addSize(image, result);
        result.put(PREDICTIONS, PredictionsJson.of(explanation.predictions()));
        return result.put(
                "heatmap", "data:image/png;base64," + Base64.getEncoder().encodeToString(png));
    }

    private static List<Prediction> await(CompletableFuture<List<Prediction>> predictions, Deadline deadline)
            throws Refusal, InterruptedException {
        try {
            return predictions.get(deadline.left(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw Refusal.late();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("the network failed", e.getCause());
        } finally {
            predictions.cancel(false);
        }
    }

    private static void addSize(RgbImage image, Json.Members result) {
        result.put("width", image.width()).put("height", image.height());
    }
}
