package io.github.resnetv2.nn;

import org.jspecify.annotations.Nullable;

/**
 * The way around a residual block.
 *
 * @param projection brings the block's input to the shape of its output; null where it already has it
 * @param source what the projection reads
 */
public record Shortcut(@Nullable Layer projection, Source source) {
    /** What a projection reads. The families differ in this; without a projection it is always the raw input. */
    public enum Source {
        /** The block's raw input. */
        INPUT,
        /** The input after the block's first norm and ReLU. */
        PREACTIVATION
    }

    /** The raw input itself. */
    public static final Shortcut IDENTITY = new Shortcut(null, Source.INPUT);

    /** What is to be added to the block's branch, given both candidates. */
    <V> V wire(Wiring<V> w, V input, V preactivation) {
        return projection == null
                ? input
                : w.apply("downsample", projection, source == Source.INPUT ? input : preactivation);
    }
}
