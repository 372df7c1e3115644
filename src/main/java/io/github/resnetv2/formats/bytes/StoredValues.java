package io.github.resnetv2.formats.bytes;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The values of an entry that lie in a {@link ByteSource}, contiguous or strided. */
public final class StoredValues {
    /** Large enough that the cost of a read does not show, small enough to stay in the second-level cache. */
    private static final int PORTION_BYTES = 1 << 18;

    private StoredValues() {}

    /**
     * An entry whose values lie one after the other, little-endian, from {@code offset} on.
     *
     * @throws ModelFormatException if they do not all lie inside the source
     */
    public static Entry contiguous(String name, DType dtype, Shape shape, ByteSource source, long offset)
            throws ModelFormatException {
        return contiguous(name, dtype, shape, source, offset, ByteOrder.LITTLE_ENDIAN);
    }

    /** An entry whose values lie one after the other from {@code offset} on, in either byte order. */
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
     * @param offset of the view's first element, in bytes
     * @param strides one a dimension, in elements, zero or more
     * @throws ModelFormatException if the view reaches outside the source
     */
    public static Entry strided(
            String name, DType dtype, Shape shape, long[] strides, ByteSource source, long offset, ByteOrder order)
            throws ModelFormatException {
        if (strides.length != shape.rank()) {
            throw new ModelFormatException(source.name() + ": " + name + ": expected " + shape.rank()
                    + " strides for shape " + shape + ", found " + strides.length);
        }
        if (shape.elements() == 0 || isContiguous(shape, strides)) {
            return contiguous(name, dtype, shape, source, offset, order);
        }
        long last = 0;
        try {
            for (int d = 0; d < strides.length; d++) {
                if (strides[d] < 0) {
                    throw new ModelFormatException(source.name() + ": " + name + ": negative stride " + strides[d]);
                }
                last = Math.addExact(last, Math.multiplyExact(shape.size(d) - 1L, strides[d]));
            }
        } catch (ArithmeticException e) {
            throw new ModelFormatException(source.name() + ": " + name + ": the strides overflow", e);
        }
        if (last >= Integer.MAX_VALUE / dtype.bytes()) {
            throw new ModelFormatException(
                    source.name() + ": " + name + ": a strided view over " + last + " elements is too large");
        }
        requireInside(name, last + 1, dtype, source, offset);
        int span = (int) (last + 1) * dtype.bytes();
        return new Entry(name, dtype, shape, sink -> {
            ByteBuffer stored = source.slice(offset, span);
            if (order == ByteOrder.BIG_ENDIAN) {
                reverseElements(stored, dtype.bytes());
            }
            gather(stored, dtype.bytes(), shape, strides, sink);
        });
    }

    private static void gather(ByteBuffer stored, int width, Shape shape, long[] strides, Entry.Sink sink)
            throws IOException {
        int rank = shape.rank();
        int[] index = new int[rank];
        byte[] from = stored.array();
        ByteBuffer portion = ByteBuffer.allocate(PORTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long at = 0;
        for (long done = 0; done < shape.elements(); done++) {
            portion.put(from, (int) at * width, width);
            if (!portion.hasRemaining()) {
                sink.accept(portion.flip());
                portion.clear();
            }
            for (int d = rank - 1; d >= 0; d--) {
                at += strides[d];
                if (++index[d] < shape.size(d)) {
                    break;
                }
                at -= strides[d] * shape.size(d);
                index[d] = 0;
            }
        }
        if (portion.position() > 0) {
            sink.accept(portion.flip());
        }
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
        if (elements > Long.MAX_VALUE / 8) {
            throw new ModelFormatException(source.name() + ": " + name + ": the size overflows");
        }
        long bytes = elements * dtype.bytes();
        if (offset < 0 || bytes > source.size() || offset > source.size() - bytes) {
            throw new ModelFormatException(source.name() + ": " + name + ": expected " + bytes + " bytes at offset "
                    + offset + ", found " + source.size() + " in all");
        }
        return bytes;
    }

    private static void reverseElements(ByteBuffer bytes, int width) {
        for (int at = bytes.position(); at < bytes.limit(); at += width) {
            for (int low = at, high = at + width - 1; low < high; low++, high--) {
                byte swap = bytes.get(low);
                bytes.put(low, bytes.get(high));
                bytes.put(high, swap);
            }
        }
    }
}
