package io.github.resnetv2.bench.trial;

import io.github.resnetv2.bench.contender.Contender;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one process measures.
 *
 * @param contender the engine
 * @param depth which standard network
 * @param size height and width of the images
 * @param batch how many images a call takes
 * @param threads how many the engine may use
 * @param loads one after the other: {@value #BACK_TO_BACK} for call after call, else calls a second that arrive at random
 * @param calls how many to measure at least, for each load
 * @param fork the number of the round, from 1
 */
public record Trial(
        Contender contender, int depth, int size, int batch, int threads, List<Integer> loads, int calls, int fork) {
    /** The load of a caller who calls again as soon as the answer is there. */
    public static final int BACK_TO_BACK = 0;

    /** Copies the list. */
    public Trial {
        loads = List.copyOf(loads);
    }

    /**
     * One line of JSON.
     *
     * @return what {@link #of} reads
     */
    public Json json() {
        return Json.members()
                .put("contender", contender.name())
                .put("depth", depth)
                .put("size", size)
                .put("batch", batch)
                .put("threads", threads)
                .put(
                        "loads",
                        Json.integers(loads.stream().mapToLong(load -> load).toArray()))
                .put("calls", calls)
                .put("fork", fork)
                .build();
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @param json the object
     * @return the trial
     * @throws JsonException if it is another object
     * @throws IllegalArgumentException if there is no such engine
     */
    public static Trial of(Json json) throws JsonException {
        Json.Obj fields = json.object();
        List<Integer> loads = new ArrayList<>();
        for (Json load : fields.get("loads").array()) {
            loads.add((int) load.integer());
        }
        return new Trial(
                Contender.valueOf(fields.get("contender").text()),
                (int) fields.get("depth").integer(),
                (int) fields.get("size").integer(),
                (int) fields.get("batch").integer(),
                (int) fields.get("threads").integer(),
                loads,
                (int) fields.get("calls").integer(),
                (int) fields.get("fork").integer());
    }

    /** For progress: {@code ONNX Runtime, ResNet-18, batch 4 of 224x224, 2 threads, fork 1}. */
    @Override
    public String toString() {
        String arrivals = loads.equals(List.of(BACK_TO_BACK)) ? "" : ", at " + loads + " calls/s";
        return "%s, ResNet-%d, batch %d of %dx%d, %d %s%s, fork %d"
                .formatted(
                        contender.title(),
                        depth,
                        batch,
                        size,
                        size,
                        threads,
                        threads == 1 ? "thread" : "threads",
                        arrivals,
                        fork);
    }
}
