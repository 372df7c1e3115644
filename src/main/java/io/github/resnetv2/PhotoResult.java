package io.github.resnetv2;

import java.nio.file.Path;
import java.util.List;

/** What became of one photo of many. */
public sealed interface PhotoResult {
    /**
     * The photo.
     *
     * @return as it was given
     */
    Path photo();

    /**
     * A photo that was classified.
     *
     * @param photo as it was given
     * @param predictions the most probable classes, best first
     */
    record Classified(Path photo, List<Prediction> predictions) implements PhotoResult {
        /**
         * Copies the list.
         *
         * @param photo as it was given
         * @param predictions the most probable classes, best first
         */
        public Classified {
            predictions = List.copyOf(predictions);
        }
    }

    /**
     * A photo that could not be classified.
     *
     * @param photo as it was given
     * @param reason an {@link java.io.IOException} if it cannot be read or decoded, an {@link IllegalArgumentException} if
     *     the network cannot take it
     */
    record Failed(Path photo, Exception reason) implements PhotoResult {}
}
