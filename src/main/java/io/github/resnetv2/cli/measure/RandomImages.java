package io.github.resnetv2.cli.measure;

import io.github.resnetv2.tensor.Shape;
import java.util.SplittableRandom;

/**
 * Made-up images: real numbers within two of zero, as normalised photos have them. All zeros would be faster than any photo
 * on some machines.
 */
public final class RandomImages {
    private RandomImages() {}

    /**
     * Images for one call.
     *
     * @param shape of less than 2^31 - 8 numbers
     * @param seed which images; the same seed gives the same
     * @return row-major
     */
    public static float[] of(Shape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() * 4 - 2);
        }
        return values;
    }
}
