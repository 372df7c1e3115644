package io.github.resnetv2.kernel;

/**
 * The layout of activations inside the engine: channels in blocks of sixteen, all images of the batch one behind the
 * other inside a block, no borders.
 *
 * <p>A <em>map</em> of {@code C} channels, {@code N} images and {@code H x W} pixels is {@code [ceil(C/16)][N*H*W][16]}
 * floats somewhere in a {@code float[]}: channel {@code c} of pixel {@code m = (n*H + y)*W + x} is at
 *
 * <pre>{@code offset + (c / 16) * plane + m * 16 + c % 16        plane = N*H*W*16 for a map that fills its planes}</pre>
 *
 * <p>Lanes beyond {@code C} in the last block hold zero: weights, biases, scales and shifts are padded with zeros, and
 * every operation maps zero lanes to zero lanes.
 *
 * <p>Why this layout: the rows of a matrix product over such a map lie a <em>constant</em> sixteen floats apart, so that
 * all row addresses of a register tile are one register plus a constant. In NHWC, where the distance is the number of
 * channels, every row of the tile costs an address computation on the ports that multiply, and large powers of two as
 * distance make the rows fight for the same cache set.
 */
public final class Blocks {
    /** Channels in a block; a whole number of vectors at every supported width. */
    public static final int SIZE = 16;

    /**
     * The offset, modulo {@link #SIZE}, at which data should start in a large array: an array that G1 treats as humongous
     * starts on a cache line with a header of 16 bytes, so from this offset on every block starts on a cache line. It is
     * a matter of speed only (3 to 15 % of a matrix product).
     */
    public static final int ALIGNMENT = 12;

    /**
     * Floats that must follow, in the same array, the last element of anything used as the left operand of
     * {@link Kernels#multiply} or {@link Kernels#winogradOutput}: register tiles are computed whole, so up to five
     * rows beyond the last are read (and never used).
     */
    public static final int SLACK = 5 * SIZE;

    private Blocks() {}

    /**
     * The number of blocks that hold so many channels.
     *
     * @param channels zero or more
     * @return {@code ceil(channels / 16)}
     */
    public static int count(int channels) {
        return (channels + SIZE - 1) / SIZE;
    }

    /**
     * The smallest well-aligned offset that is not below {@code offset}.
     *
     * @param offset zero or more
     * @return an offset that is {@link #ALIGNMENT} modulo {@link #SIZE}
     */
    public static int align(int offset) {
        return offset + Math.floorMod(ALIGNMENT - offset, SIZE);
    }
}
