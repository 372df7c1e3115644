package io.github.resnetv2.server;

import io.github.resnetv2.BatchingClassifier.Statistics;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens, for Prometheus (text format 0.0.4). Safe for use by any number of threads. */
final class Metrics {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    /** By labels; paths are those that exist, so that a stranger cannot add lines. */
    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();

    private final LongAdder[] within = new LongAdder[SECONDS.length + 1];
    private final LongAdder nanos = new LongAdder();
    private final AtomicInteger open = new AtomicInteger();

    Metrics() {
        for (int i = 0; i < within.length; i++) {
            within[i] = new LongAdder();
        }
    }

    void begin() {
        open.incrementAndGet();
    }

    void end() {
        open.decrementAndGet();
    }

    /** Requests that have no complete answer yet. */
    int open() {
        return open.get();
    }

    void count(String path, int status) {
        requests.computeIfAbsent("path=\"" + path + "\",status=\"" + status + "\"", labels -> new LongAdder())
                .increment();
    }

    /** A photo was classified in so much time, from the request's head to its answer. */
    void classified(long duration) {
        int i = 0;
        while (i < SECONDS.length && duration > SECONDS[i] * 1e9) {
            i++;
        }
        within[i].increment();
        nanos.add(duration);
    }

    Answer answer(Statistics statistics) {
        StringBuilder out = new StringBuilder();
        head(out, "resnetv2_http_requests_total", "counter", "Answered requests");
        requests.forEach((labels, count) -> line(out, "resnetv2_http_requests_total{" + labels + "}", count.sum()));
        head(out, "resnetv2_http_requests_open", "gauge", "Requests without a complete answer");
        line(out, "resnetv2_http_requests_open", open());
        histogram(out);
        head(out, "resnetv2_photos_waiting", "gauge", "Photos that wait for the network");
        line(out, "resnetv2_photos_waiting", statistics.waiting());
        head(out, "resnetv2_batches_total", "counter", "Calls of the network");
        line(out, "resnetv2_batches_total", statistics.batches());
        head(out, "resnetv2_batched_photos_total", "counter", "Photos in these calls");
        line(out, "resnetv2_batched_photos_total", statistics.pictures());
        Runtime runtime = Runtime.getRuntime();
        head(out, "resnetv2_heap_used_bytes", "gauge", "Java heap in use");
        line(out, "resnetv2_heap_used_bytes", runtime.totalMemory() - runtime.freeMemory());
        head(out, "resnetv2_heap_max_bytes", "gauge", "Java heap at most");
        line(out, "resnetv2_heap_max_bytes", runtime.maxMemory());
        return new Answer(200, TYPE, Map.of(), out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void histogram(StringBuilder out) {
        String name = "resnetv2_classify_seconds";
        head(out, name, "histogram", "Time from a request's head to its answer, of classified photos");
        long sum = 0;
        for (int i = 0; i < within.length; i++) {
            sum += within[i].sum();
            String bound = i < SECONDS.length ? Double.toString(SECONDS[i]) : "+Inf";
            line(out, name + "_bucket{le=\"" + bound + "\"}", sum);
        }
        out.append(String.format(Locale.ROOT, "%s_sum %.6f\n", name, nanos.sum() / 1e9));
        line(out, name + "_count", sum);
    }

    private static void head(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder out, String name, long value) {
        out.append(name).append(' ').append(value).append('\n');
    }
}
