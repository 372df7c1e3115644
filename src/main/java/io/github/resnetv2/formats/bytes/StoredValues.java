package io.github.resnetv2.formats.bytes;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The values of an entry that lie in a {@link ByteSource}, contiguous or strided. */
public final class StoredValues {
    /** Large enough that the cost of a read does not show, small enough to stay in the second-level cache. */
    static final int PORTION_BYTES = 1 << 18;

    /** A view may repeat stored numbers up to this many elements; beyond, a small file could ask for any memory. */
    private static final long FREE_ELEMENTS = 1 << 20;

    private StoredValues() {}

    /**
     * An entry whose values lie one after the other, little-endian.
     *
     * @param name its name
     * @param dtype its number type
     * @param shape its extents
     * @param source where its values are; read when they are asked for
     * @param offset of its first byte; any number
     * @return the entry
     * @throws ModelFormatException if the values do not all lie inside the source
     */
    public static Entry contiguous(String name, DType dtype, Shape shape, ByteSource source, long offset)
            throws ModelFormatException {
        return contiguous(name, dtype, shape, source, offset, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * An entry whose values lie one after the other, in either byte order.
     *
     * @param name its name
     * @param dtype its number type
     * @param shape its extents
     * @param source where its values are; read when they are asked for
     * @param offset of its first byte; any number
     * @param order of the bytes of an element
     * @return the entry
     * @throws ModelFormatException if the values do not all lie inside the source
     */
    public static Entry contiguous(
            String name, DType dtype, Shape shape, ByteSource source, long offset, ByteOrder order)
            throws ModelFormatException {
        long bytes = requireInside(name, shape.elements(), dtype, source, offset);
        return new Entry(name, dtype, shape, sink -> {
            ByteBuffer portion =
                    ByteBuffer.allocate((int) Math.min(bytes, PORTION_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
            for (long at = 0; at < bytes; at += portion.limit()) {
                portion.clear().limit((int) Math.min(PORTION_BYTES, bytes - at));
                source.read(offset + at, portion);
                portion.flip();
                if (order == ByteOrder.BIG_ENDIAN) {
                    reverseElements(portion, dtype.bytes());
                }
                sink.accept(portion);
            }
        });
    }

    /**
     * An entry that is a strided view of stored elements, as PyTorch and Fortran-ordered NumPy write them.
     *
     * @param name its name
     * @param dtype its number type
     * @param shape its extents
     * @param strides one a dimension, in elements; any numbers. A stride of zero repeats what is stored
     * @param source where its values are; read when they are asked for
     * @param offset of the view's first element, in bytes; any number
     * @param order of the bytes of an element
     * @return the entry
     * @throws ModelFormatException if the view reaches outside the source, or repeats little to make much of it
     */
    public static Entry strided(
            String name, DType dtype, Shape shape, long[] strides, ByteSource source, long offset, ByteOrder order)
            throws ModelFormatException {
        if (strides.length != shape.rank()) {
            throw error(
                    source,
                    name,
                    "expected " + shape.rank() + " strides for shape " + shape + ", found " + strides.length);
        }
        if (shape.elements() == 0 || isContiguous(shape, strides)) {
            return contiguous(name, dtype, shape, source, offset, order);
        }
        long most = StoredShape.LONGEST_ARRAY / dtype.bytes();
        long span = 1;
        for (int d = 0; d < strides.length; d++) {
            long steps = shape.size(d) - 1L;
            if (strides[d] < 0 || (steps > 0 && strides[d] > (most - span) / steps)) {
                throw error(
                        source,
                        name,
                        "expected strides from 0 on that span at most " + most + " elements, found "
                                + Arrays.toString(strides) + " for shape " + shape);
            }
            span += steps == 0 ? 0 : steps * strides[d];
        }
        if (shape.elements() > Math.max(span, FREE_ELEMENTS)) {
            throw error(
                    source,
                    name,
                    "strides " + Arrays.toString(strides) + " make shape " + shape + " of " + span
                            + " stored elements: more than " + FREE_ELEMENTS + " elements must not repeat");
        }
        int bytes = (int) requireInside(name, span, dtype, source, offset);
        return new Entry(name, dtype, shape, sink -> {
            ByteBuffer stored = source.slice(offset, bytes);
            if (order == ByteOrder.BIG_ENDIAN) {
                reverseElements(stored, dtype.bytes());
            }
            new StridedWalk(shape, strides, dtype.bytes()).copy(stored, sink);
        });
    }

    private static boolean isContiguous(Shape shape, long[] strides) {
        long expected = 1;
        for (int d = shape.rank() - 1; d >= 0; d--) {
            // The stride of an extent of one is never used, and writers put anything there.
            if (shape.size(d) != 1 && strides[d] != expected) {
                return false;
            }
            expected *= shape.size(d);
        }
        return true;
    }

    private static long requireInside(String name, long elements, DType dtype, ByteSource source, long offset)
            throws ModelFormatException {
        if (elements > Long.MAX_VALUE / Long.BYTES) {
            throw error(source, name, "the size of " + elements + " elements overflows");
        }
        long bytes = elements * dtype.bytes();
        if (offset < 0 || bytes > source.size() || offset > source.size() - bytes) {
            throw error(
                    source,
                    name,
                    "expected " + bytes + " bytes at offset " + Long.toUnsignedString(offset) + ", found "
                            + source.size() + " bytes in all");
        }
        return bytes;
    }

    private static void reverseElements(ByteBuffer bytes, int width) {
        int end = bytes.limit();
        switch (width) {
            case 2 -> {
                for (int at = 0; at < end; at += 2) {
                    bytes.putShort(at, Short.reverseBytes(bytes.getShort(at)));
                }
            }
            case 4 -> {
                for (int at = 0; at < end; at += 4) {
                    bytes.putInt(at, Integer.reverseBytes(bytes.getInt(at)));
                }
            }
            case 8 -> {
                for (int at = 0; at < end; at += 8) {
                    bytes.putLong(at, Long.reverseBytes(bytes.getLong(at)));
                }
            }
            default -> {}
        }
    }

    private static ModelFormatException error(ByteSource source, String name, String what) {
        return new ModelFormatException(source.name() + ": " + name + ": " + what);
    }
}
