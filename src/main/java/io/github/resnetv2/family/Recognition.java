package io.github.resnetv2.family;

import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.weights.Format;
import java.util.List;

/**
 * What a model file was recognised as, and what had to be guessed.
 *
 * @param source the file's name, or {@code <bytes>} or {@code <stream>}
 * @param format its format
 * @param family whose names and switches it has, such as {@code timm}
 * @param variant that family's own name for the network, such as {@code resnetv2_50d}, or a description of its size
 * @param architecture the network
 * @param softmax whether the file's own network ends with a softmax; the one loaded gives the logits before it
 * @param preprocessing how photos are prepared
 * @param labels names of the classes, empty if the file has none
 * @param guesses one sentence for each thing that the file does not say
 */
public record Recognition(
        String source,
        Format format,
        String family,
        String variant,
        Architecture architecture,
        boolean softmax,
        Preprocessing preprocessing,
        List<String> labels,
        List<String> guesses) {
    /**
     * Copies the lists.
     *
     * @param source as in the record
     * @param format as in the record
     * @param family as in the record
     * @param variant as in the record
     * @param architecture as in the record
     * @param softmax as in the record
     * @param preprocessing as in the record
     * @param labels as in the record
     * @param guesses as in the record
     */
    public Recognition {
        labels = List.copyOf(labels);
        guesses = List.copyOf(guesses);
    }
}
