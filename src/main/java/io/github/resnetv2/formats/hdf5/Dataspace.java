package io.github.resnetv2.formats.hdf5;

import io.github.resnetv2.formats.bytes.StoredShape;
import io.github.resnetv2.weights.ModelFormatException;

/** The extents of a dataset or an attribute (specification, section IV.A.2.b). */
final class Dataspace {
    private static final int NULL_SPACE = 2;

    private Dataspace() {}

    /** The extents, outermost first; none for a scalar, one of zero for a space without elements. */
    static long[] parse(Fields fields) throws ModelFormatException {
        int version = fields.u8();
        int rank = fields.u8();
        fields.skip(1);
        if (version < 1 || version > 2 || rank > StoredShape.HIGHEST_RANK) {
            throw fields.damaged("expected a dataspace of version 1 or 2 and up to " + StoredShape.HIGHEST_RANK
                    + " dimensions, found version " + version + " and " + rank + " dimensions");
        }
        if (version == 1) {
            fields.skip(5);
        } else if (fields.u8() == NULL_SPACE) {
            return new long[] {0};
        }
        long[] sizes = new long[rank];
        for (int d = 0; d < rank; d++) {
            sizes[d] = fields.i64();
        }
        return sizes;
    }
}
