package io.github.resnetv2.formats.bytes;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.Arrays;

/** The extents of a tensor as a file declares them: checked before anything is computed from them. */
public final class StoredShape {
    /** More dimensions than any format's own library writes in practice. */
    public static final int HIGHEST_RANK = 32;

    /** Whatever the limits say, the values have to fit an array. */
    public static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private StoredShape() {}

    /**
     * The shape of these extents.
     *
     * @param sizes the extents, outermost first, as stored
     * @param limits bound the number of elements
     * @param where file and tensor, the beginning of the error's message
     * @return the shape
     * @throws ModelFormatException if an extent is negative or above 2^31 - 1, there are more than 32, or the elements
     *     are more than the limits or an array allow
     */
    public static Shape of(long[] sizes, Limits limits, String where) throws ModelFormatException {
        if (sizes.length > HIGHEST_RANK) {
            throw new ModelFormatException(
                    where + ": expected " + HIGHEST_RANK + " dimensions or fewer, found " + sizes.length);
        }
        long most = Math.min(limits.elements(), LONGEST_ARRAY);
        long elements = 1;
        int[] extents = new int[sizes.length];
        for (int d = 0; d < sizes.length; d++) {
            if (sizes[d] < 0 || sizes[d] > Integer.MAX_VALUE) {
                throw new ModelFormatException(where + ": extent " + sizes[d] + " in shape " + Arrays.toString(sizes));
            }
            extents[d] = (int) sizes[d];
            // Zero is read as one, so that an empty tensor cannot hide extents that overflow elsewhere.
            long extent = Math.max(1, sizes[d]);
            if (extent > most / elements) {
                throw new ModelFormatException(
                        where + ": expected " + most + " elements or fewer, found shape " + Arrays.toString(sizes));
            }
            elements *= extent;
        }
        return Shape.of(extents);
    }
}
