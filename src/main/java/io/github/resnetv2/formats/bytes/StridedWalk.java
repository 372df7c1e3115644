package io.github.resnetv2.formats.bytes;

import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Visits the elements of a strided view in row-major order and hands them on in portions. */
final class StridedWalk {
    private final Shape shape;
    private final long[] strides;
    private final int width;

    /** A walk over a shape of at least one dimension and one element; strides in elements of {@code width} bytes. */
    StridedWalk(Shape shape, long[] strides, int width) {
        this.shape = shape;
        this.strides = strides;
        this.width = width;
    }

    void copy(ByteBuffer stored, Entry.Sink sink) throws IOException {
        int inner = shape.rank() - 1;
        int length = shape.size(inner);
        int step = (int) (strides[inner] * width);
        ByteBuffer portion = ByteBuffer.allocate(StoredValues.PORTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int[] index = new int[inner];
        int row = 0;
        do {
            for (int done = 0; done < length; ) {
                int count = Math.min(length - done, portion.remaining() / width);
                copyRow(stored, row + done * step, step, count, portion);
                done += count;
                if (portion.remaining() < width) {
                    sink.accept(portion.flip());
                    portion.clear();
                }
            }
            row = next(index, row);
        } while (row >= 0);
        if (portion.position() > 0) {
            sink.accept(portion.flip());
        }
    }

    /** Moves the outer index on; returns where the next row begins, or -1 after the last one. */
    private int next(int[] index, int row) {
        int at = row;
        for (int d = index.length - 1; d >= 0; d--) {
            int step = (int) (strides[d] * width);
            if (++index[d] < shape.size(d)) {
                return at + step;
            }
            index[d] = 0;
            at -= step * (shape.size(d) - 1);
        }
        return -1;
    }

    private void copyRow(ByteBuffer stored, int from, int step, int count, ByteBuffer portion) {
        int at = from;
        switch (width) {
            case 1 -> {
                for (int i = 0; i < count; i++, at += step) {
                    portion.put(stored.get(at));
                }
            }
            case 2 -> {
                for (int i = 0; i < count; i++, at += step) {
                    portion.putShort(stored.getShort(at));
                }
            }
            case 4 -> {
                for (int i = 0; i < count; i++, at += step) {
                    portion.putInt(stored.getInt(at));
                }
            }
            default -> {
                for (int i = 0; i < count; i++, at += step) {
                    portion.putLong(stored.getLong(at));
                }
            }
        }
    }
}
