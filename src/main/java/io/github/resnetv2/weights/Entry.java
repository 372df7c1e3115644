package io.github.resnetv2.weights;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One named tensor of a checkpoint: what is known of it without reading its values, and the way to read them.
 *
 * <p>Values are fetched on every call, nothing is cached. An entry that belongs to an open {@link Checkpoint} can be
 * read until that is closed.
 *
 * @param name the tensor's name in its file
 * @param dtype how its numbers are stored
 * @param shape its extents
 * @param values where its numbers are
 */
public record Entry(String name, DType dtype, Shape shape, Values values) {
    /** How many floats are turned into bytes at a time. */
    private static final int PORTION = 1 << 16;

    /** Where the numbers of an entry are: memory, a part of a file, a strided view of one. */
    @FunctionalInterface
    public interface Values {
        /**
         * Visits the values in row-major order, in one or more portions.
         *
         * @param sink takes each portion: little-endian, a whole number of elements in the entry's own number type,
         *     valid only during the call
         * @throws IOException if they cannot be read
         */
        void forEachPortion(Sink sink) throws IOException;
    }

    /** Takes the portions of an entry's values. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes the next portion.
         *
         * @param portion little-endian bytes, from position to limit
         * @throws IOException if the sink cannot take it
         */
        void accept(ByteBuffer portion) throws IOException;
    }

    /**
     * An entry that holds a tensor of floats in memory.
     *
     * @param name its name
     * @param tensor its values
     * @return the entry, of type F32
     */
    public static Entry of(String name, Tensor tensor) {
        return new Entry(name, DType.F32, tensor.shape(), sink -> {
            Tensor flat = tensor.reshape(-1);
            int elements = flat.shape().size(0);
            ByteBuffer bytes = ByteBuffer.allocate(Math.min(elements, PORTION) * Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 0; at < elements; at += PORTION) {
                int count = Math.min(PORTION, elements - at);
                flat.slice(0, at, at + count).copyTo(bytes.clear().asFloatBuffer());
                sink.accept(bytes.limit(count * Float.BYTES));
            }
        });
    }

    /**
     * The number of bytes the values take in the entry's own number type.
     *
     * @return elements times the size of one
     */
    public long byteSize() {
        return Math.multiplyExact(shape.elements(), (long) dtype.bytes());
    }

    /**
     * The values as single-precision floats; doubles and integers are rounded to the nearest.
     *
     * @return a tensor of this entry's shape
     * @throws IOException if the values cannot be read
     */
    public Tensor toTensor() throws IOException {
        return Tensor.build(shape, target -> {
            int[] at = {0};
            values.forEachPortion(portion -> {
                requireRoom(at[0], portion, target.length);
                at[0] = Decoding.toFloats(dtype, portion, target, at[0]);
            });
            requireComplete(at[0], target.length);
        });
    }

    /**
     * The values as double-precision floats, in row-major order.
     *
     * @return a fresh array
     * @throws IOException if the values cannot be read
     */
    public double[] toDoubleArray() throws IOException {
        double[] target = new double[Math.toIntExact(shape.elements())];
        int[] at = {0};
        values.forEachPortion(portion -> {
            requireRoom(at[0], portion, target.length);
            at[0] = Decoding.toDoubles(dtype, portion, target, at[0]);
        });
        requireComplete(at[0], target.length);
        return target;
    }

    private void requireRoom(int at, ByteBuffer portion, int length) throws ModelFormatException {
        if (portion.remaining() % dtype.bytes() != 0 || portion.remaining() / dtype.bytes() > length - at) {
            throw new ModelFormatException(name + ": expected " + (long) length * dtype.bytes() + " bytes, found "
                    + ((long) at * dtype.bytes() + portion.remaining()) + " or more");
        }
    }

    private void requireComplete(int found, int expected) throws ModelFormatException {
        if (found != expected) {
            throw new ModelFormatException(name + ": expected " + expected + " values, found " + found);
        }
    }
}
