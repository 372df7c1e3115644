package io.github.resnetv2.nn;

import io.github.resnetv2.tensor.Shape;

/** The check that an input is a batch of maps with the right number of channels. */
final class Channels {
    private Channels() {}

    static Shape require(String layer, Shape input, int channels) {
        if (input.rank() != 4 || input.size(0) < 1 || input.size(1) != channels) {
            throw new IllegalArgumentException(
                    layer + ": expected input [N, " + channels + ", H, W] with N at least 1, found " + input);
        }
        return input;
    }
}
