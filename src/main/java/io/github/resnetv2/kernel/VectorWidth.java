package io.github.resnetv2.kernel;

/**
 * The width of the vector kernels, set once before {@link VectorLanes} is initialised and final from then on. A class of
 * its own, as setting a field of {@code VectorLanes} would initialise that.
 */
final class VectorWidth {
    /** In bits: 128, 256 or 512. */
    static int bits;

    private VectorWidth() {}
}
