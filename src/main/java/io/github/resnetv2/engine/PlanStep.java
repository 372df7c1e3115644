package io.github.resnetv2.engine;

import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.tensor.Shape;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A step with everything decided.
 *
 * @param step what it computes
 * @param algorithm how, for a convolution
 * @param offset where its result begins in the arena, in floats
 * @param weights floats of packed weights that it reads
 * @param works does it: one work for the whole batch, or one for each image
 */
record PlanStep(Step step, @Nullable Algorithm algorithm, int offset, long weights, List<Work> works) {
    PlanStep {
        works = List.copyOf(works);
    }

    /** The floats that a part of it needs in its thread's own region. */
    int localSize() {
        return works.stream().mapToInt(Work::localSize).max().orElse(0);
    }

    /** The name of the layer that gives the step its kind. */
    String path() {
        return step.head().path;
    }

    /** What is done, in a word. */
    String kind() {
        if (algorithm != null) {
            String name = algorithm.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return step.pooled() == null ? name : name + " pool";
        }
        Layer layer = step.head().layer;
        String name = layer == null ? step.head().kind.name() : layer.getClass().getSimpleName();
        return name.toLowerCase(Locale.ROOT).replace("adaptive", "").replace("2d", "");
    }

    /** The shape of the result. */
    Shape output() {
        return step.plain().shape;
    }

    /** Multiplications and additions of the layer as it is defined, whatever the algorithm saves: two for each weight used. */
    long flops() {
        Layer layer = step.head().layer;
        Shape shape = step.head().shape;
        if (layer instanceof Conv2d convolution) {
            long pixels = (long) shape.size(0) * shape.size(2) * shape.size(3);
            return 2 * pixels * convolution.weight().shape().elements();
        }
        return layer instanceof Linear linear
                ? 2L * shape.size(0) * linear.weight().shape().elements()
                : 0;
    }
}
