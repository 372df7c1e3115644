package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.Blocks;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.tensor.Shape;
import java.lang.ref.SoftReference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A network compiled for one input shape and one set of outputs: works in order, and a place in the arena for everything.
 *
 * <p>Immutable. A call runs it in an arena, which {@link Arenas} keep for the next.
 */
final class Plan {
    private final Kernels kernels;
    private final Shape input;
    private final int inputOffset;
    private final int arenaFloats;
    private final List<PlanStep> steps;
    private final Map<String, Output> outputs;
    private final int localFloats;

    /**
     * Where an output is when the plan has run.
     *
     * @param shape of the tensor
     * @param map the shape of the map that holds it
     * @param place where that is
     */
    record Output(Shape shape, Shape map, Place place) {}

    Plan(
            Kernels kernels,
            Shape input,
            int inputOffset,
            int arenaFloats,
            List<PlanStep> steps,
            Map<String, Output> outputs) {
        this.kernels = kernels;
        this.input = input;
        this.inputOffset = inputOffset;
        this.arenaFloats = arenaFloats;
        this.steps = List.copyOf(steps);
        this.outputs = Map.copyOf(outputs);
        this.localFloats = steps.stream().mapToInt(PlanStep::localSize).max().orElse(0);
    }

    /** Whether this plan is for those kernels, that input and those outputs. */
    boolean fits(Kernels chosen, Shape shape, List<String> names) {
        if (kernels != chosen || !input.equals(shape) || outputs.size() != names.size()) {
            return false;
        }
        // By index: an iterator would be the only thing that a call allocates.
        for (int i = 0; i < names.size(); i++) {
            if (!outputs.containsKey(names.get(i))) {
                return false;
            }
        }
        return true;
    }

    Kernels kernels() {
        return kernels;
    }

    List<PlanStep> steps() {
        return steps;
    }

    Shape input() {
        return input;
    }

    Output output(String name) {
        return Objects.requireNonNull(outputs.get(name), name);
    }

    /** The operations of all steps, as the layers are defined. */
    long flops() {
        return steps.stream().mapToLong(PlanStep::flops).sum();
    }

    /** The bytes of one call's arena with so many threads. */
    long arenaBytes(int threads) {
        long bound = steps.stream()
                .flatMap(step -> step.works().stream())
                .mapToLong(Work::boundBytes)
                .sum();
        long scratch = kernels.newScratch().bytes() * threads;
        return (long) Call.length(arenaFloats, localFloats, threads) * Float.BYTES + bound + scratch;
    }

    /** Everything that one running call needs, bound to the memory of its arena. */
    final class Run {
        final Team team;
        final Call call;

        /** By which it is held while no call uses it; made once, so that a call allocates nothing. */
        final SoftReference<Run> reference = new SoftReference<>(this);

        private final int[] parts;
        private final Team.Region[] regions;

        /** For each region, the step it belongs to. */
        private final int[] owners;

        Run(int threads) {
            team = new Team(threads - 1);
            call = new Call(kernels, arenaFloats, localFloats, threads);
            List<Integer> counts = new ArrayList<>();
            List<Team.Region> bound = new ArrayList<>();
            List<Integer> belongs = new ArrayList<>();
            int front = 0;
            while (front < steps.size() && steps.get(front).works().size() > 1) {
                front++;
            }
            // What is done image by image comes first: each image passes all those steps before the next one begins.
            int images = front == 0 ? 0 : steps.get(0).works().size();
            for (int k = 0; k < front * images + steps.size() - front; k++) {
                int index = k < front * images ? k % front : k - front * images + front;
                int image = k < front * images ? k / front : 0;
                steps.get(index).works().get(image).bind(call, (count, region) -> {
                    counts.add(Team.parts(count));
                    bound.add(Team.coarser(count, region));
                    belongs.add(index);
                });
            }
            parts = counts.stream().mapToInt(Integer::intValue).toArray();
            regions = bound.toArray(new Team.Region[0]);
            owners = belongs.stream().mapToInt(Integer::intValue).toArray();
        }

        /** Whose arena this is. */
        Plan plan() {
            return Plan.this;
        }

        /** Where the input tensor's first float belongs. */
        int inputOffset() {
            return inputOffset;
        }

        /**
         * Runs all steps.
         *
         * @throws CallCancelledException if the call is to end before it is done
         */
        void all() {
            for (int i = 0; i < regions.length; i++) {
                one(i);
            }
        }

        /** Runs all steps and adds the time that each takes to its entry. */
        void all(long[] nanos) {
            for (int i = 0; i < regions.length; i++) {
                long start = System.nanoTime();
                one(i);
                nanos[owners[i]] += System.nanoTime() - start;
            }
        }

        private void one(int i) {
            if (!team.run(parts[i], regions[i])) {
                int step = owners[i];
                throw new CallCancelledException(
                        team.reason(), step + 1, steps.size(), steps.get(step).path());
            }
        }

        /** Copies an output, row-major, into a buffer. */
        void copy(String name, FloatBuffer target) {
            Output output = output(name);
            Shape map = output.map();
            int pixels = map.rank() == 4 ? map.size(2) * map.size(3) : 1;
            for (int n = 0; n < map.size(0); n++) {
                for (int c = 0; c < map.size(1); c++) {
                    for (int i = 0; i < pixels; i++) {
                        target.put(value(output.place(), c, n * pixels + i));
                    }
                }
            }
        }

        private float value(Place place, int channel, int pixel) {
            return call.x[place.at(channel / Blocks.SIZE, pixel) + channel % Blocks.SIZE];
        }
    }
}
