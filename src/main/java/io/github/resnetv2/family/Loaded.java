package io.github.resnetv2.family;

import io.github.resnetv2.model.Network;

/**
 * A model file turned into a network.
 *
 * @param network ready to run
 * @param recognition what it was recognised as
 */
public record Loaded(Network network, Recognition recognition) {}
