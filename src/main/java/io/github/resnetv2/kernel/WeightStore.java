package io.github.resnetv2.kernel;

/**
 * Hands out pieces of large arrays for packed weights.
 *
 * <p>Small arrays lie anywhere in the heap, large ones on a cache line (see {@link Blocks#ALIGNMENT}); therefore the
 * weights of many layers share an array. Not thread-safe.
 */
public final class WeightStore {
    private static final int CHUNK = 4 << 20;

    private long expected;
    private float[] array = {};
    private int used;

    /**
     * An empty store.
     *
     * @param expected how many floats will be asked for altogether, as far as is known; the last array is made to fit
     */
    public WeightStore(long expected) {
        this.expected = expected;
    }

    /** A piece of an array: {@code size} floats of {@link #array} from {@link #offset} on. */
    record Piece(float[] array, int offset) {}

    Piece take(int size) {
        int offset = Blocks.align(used);
        if (array.length - size < offset) {
            offset = Blocks.ALIGNMENT;
            long rest = Math.min(CHUNK, Math.max(expected, size));
            array = new float[Math.toIntExact(Math.max(size, rest) + offset)];
        }
        used = offset + size;
        expected = Math.max(0, expected - size);
        return new Piece(array, offset);
    }
}
