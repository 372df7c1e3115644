package io.github.resnetv2.family;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The names of the 1,000 classes of ImageNet's challenge (ILSVRC 2012), in the order of their WordNet numbers, which every
 * published network of 1,000 classes follows.
 *
 * <p>Each is the first word of its synset in WordNet 3.0; where two would have the same, the next word or a word of
 * explanation. Princeton's licence is in the jar as {@code META-INF/LICENSE-WordNet}.
 */
final class ImageNetLabels {
    private static final String RESOURCE = "imagenet-1k.txt";

    private ImageNetLabels() {}

    static List<String> read() {
        try (InputStream in = ImageNetLabels.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
