package io.github.resnetv2;

/** How freely a network may be computed. Either way the same input gives the same bits for any number of threads. */
public enum Numerics {
    /** The fastest way for each layer, Winograd's form of 3x3 convolutions among them. */
    FAST,
    /** Every output is one sum in a fixed order: a batch equals its images bit for bit. */
    EXACT
}
