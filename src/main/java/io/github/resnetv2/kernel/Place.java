package io.github.resnetv2.kernel;

/**
 * Where a map lies in an array, in the layout of {@link Blocks}.
 *
 * <p>Adding {@code -16 * m} to the offset makes pixel {@code m} the first one of a buffer: so a step that works on a band
 * of pixels may put them into a small buffer of its own.
 *
 * @param offset the index of lane 0 of pixel 0 of block 0
 * @param plane the distance from one block to the next, in floats
 */
public record Place(int offset, int plane) {
    /**
     * The place of a map that fills its planes.
     *
     * @param offset the index of its first float
     * @param pixels the number of pixels of all images together
     * @return the place
     * @throws ArithmeticException if a plane is longer than an array can be
     */
    public static Place of(int offset, int pixels) {
        return new Place(offset, Math.multiplyExact(pixels, Blocks.SIZE));
    }

    /**
     * The index of lane 0.
     *
     * @param block which block of channels
     * @param pixel which pixel
     * @return the index in the array
     */
    public int at(int block, int pixel) {
        return offset + block * plane + pixel * Blocks.SIZE;
    }
}
