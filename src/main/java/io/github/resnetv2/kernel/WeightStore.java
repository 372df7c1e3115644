package io.github.resnetv2.kernel;

/**
 * Hands out pieces of large arrays for packed weights.
 *
 * <p>Small arrays lie anywhere in the heap, large ones on a cache line (see {@link Blocks#ALIGNMENT}); therefore the
 * weights of many layers share an array. Not thread-safe.
 */
public final class WeightStore {
    private static final int CHUNK = 2 << 20;

    /** Floats from which on an array is large by itself, so that nothing is lost at the end of a shared one. */
    private static final int LARGE = CHUNK / 2;

    private long expected;
    private float[] array = {};
    private long allocated;
    private int used;

    /**
     * An empty store.
     *
     * @param expected how many floats will be asked for altogether, as far as is known; the last array is made to fit
     */
    public WeightStore(long expected) {
        this.expected = expected;
    }

    /**
     * The floats of all arrays so far.
     *
     * @return at least what was taken
     */
    public long allocated() {
        return allocated;
    }

    /** A piece of an array: {@code size} floats of {@link #array} from {@link #offset} on. */
    record Piece(float[] array, int offset) {}

    Piece take(int size) {
        int offset = Blocks.align(used);
        if (array.length - size < offset) {
            if (size >= LARGE) {
                expected = Math.max(0, expected - size);
                float[] large = new float[Math.addExact(size, Blocks.ALIGNMENT)];
                allocated += large.length;
                return new Piece(large, Blocks.ALIGNMENT);
            }
            offset = Blocks.ALIGNMENT;
            long rest = Math.min(CHUNK, Math.max(expected, size));
            array = new float[Math.toIntExact(Math.max(size, rest) + offset)];
            allocated += array.length;
        }
        used = offset + size;
        expected = Math.max(0, expected - size);
        return new Piece(array, offset);
    }
}
