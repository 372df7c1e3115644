package io.github.resnetv2.bench.trial;

import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one process measured.
 *
 * @param environment Java and its version, and which kernels this library used
 * @param firstResult seconds from the start of the process to the first logits, or 0 where the system does not tell
 * @param micros the latencies of each load of the trial, in microseconds; of fewer loads if the others were too high
 * @param peakBytes the most memory that the process ever had, or 0 where the system does not tell
 * @param heapBytes what a call takes from Java's heap
 * @param cpuShare processor time of the process by the time that passed, while calls followed each other
 * @param peakGigaflops what the processor can do on so many threads, or 0 if that was not measured
 * @param logits of the first image, to compare
 */
public record Outcome(
        String environment,
        double firstResult,
        List<List<Long>> micros,
        long peakBytes,
        long heapBytes,
        double cpuShare,
        double peakGigaflops,
        List<Double> logits) {
    /** Copies the lists. */
    public Outcome {
        micros = micros.stream().map(List::copyOf).toList();
        logits = List.copyOf(logits);
    }

    /**
     * One line of JSON.
     *
     * @return what {@link #of} reads
     */
    public Json json() {
        List<Json> loads = new ArrayList<>();
        micros.forEach(load ->
                loads.add(Json.integers(load.stream().mapToLong(micro -> micro).toArray())));
        List<Json> values = new ArrayList<>();
        logits.forEach(logit -> values.add(new Json.Real(logit)));
        return Json.members()
                .put("environment", environment)
                .put("first_result_s", firstResult)
                .put("micros", new Json.Arr(loads))
                .put("peak_bytes", peakBytes)
                .put("heap_bytes_per_call", heapBytes)
                .put("cpu_share", cpuShare)
                .put("peak_gflops", peakGigaflops)
                .put("logits", new Json.Arr(values))
                .build();
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @param json the object
     * @return the outcome
     * @throws JsonException if it is another object
     */
    public static Outcome of(Json json) throws JsonException {
        Json.Obj fields = json.object();
        List<List<Long>> loads = new ArrayList<>();
        for (Json load : fields.get("micros").array()) {
            List<Long> micros = new ArrayList<>();
            for (Json micro : load.array()) {
                micros.add(micro.integer());
            }
            loads.add(micros);
        }
        List<Double> logits = new ArrayList<>();
        for (Json logit : fields.get("logits").array()) {
            logits.add(logit.number());
        }
        return new Outcome(
                fields.get("environment").text(),
                fields.get("first_result_s").number(),
                loads,
                fields.get("peak_bytes").integer(),
                fields.get("heap_bytes_per_call").integer(),
                fields.get("cpu_share").number(),
                fields.get("peak_gflops").number(),
                logits);
    }
}
