package io.github.resnetv2.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The shape of all vectors, as constants: only then the compiler keeps vectors in registers. Initialised after {@link
 * KernelGate} has found the machine fit.
 */
final class VectorLanes {
    static final VectorSpecies<Float> SPECIES = species(VectorWidth.bits);
    static final int LANES = SPECIES.length();

    /** Columns of a panel of weights: four vectors of the widest kind. */
    static final int PANEL = 64;

    private VectorLanes() {}

    private static VectorSpecies<Float> species(int bits) {
        return switch (bits) {
            case 128 -> FloatVector.SPECIES_128;
            case 256 -> FloatVector.SPECIES_256;
            case 512 -> FloatVector.SPECIES_512;
            default -> throw new IllegalStateException("vector width: expected 128, 256 or 512 bits, found " + bits);
        };
    }
}
