package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.bytes.StoredShape;
import io.github.resnetv2.formats.bytes.StoredValues;
import io.github.resnetv2.formats.pytorch.Value.Storage;
import io.github.resnetv2.formats.pytorch.Value.View;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the bytes of a storage, in the one or the other container. */
@FunctionalInterface
interface Storages {
    /** How many times a file may be handed out: modules that are known under several names share their storage. */
    long MOST_SHARED = 8;

    /**
     * Where a storage lies.
     *
     * @param bytes what holds it
     * @param offset of its first byte
     */
    record Place(ByteSource bytes, long offset) {}

    /**
     * Where this storage lies, checked to be stored in its declared size.
     *
     * @throws ModelFormatException if it is missing or of another size
     */
    Place find(Storage storage) throws IOException;

    /** The entries of these views of the storages in a file. */
    default StateDict entries(Map<String, View> views, ByteOrder order, ByteSource file, Limits limits)
            throws IOException {
        String source = file.name();
        if (views.size() > limits.tensors()) {
            throw new ModelFormatException(
                    source + ": expected " + limits.tensors() + " tensors or fewer, found " + views.size());
        }
        List<Entry> entries = new ArrayList<>(views.size());
        long left = MOST_SHARED * file.size();
        for (Map.Entry<String, View> named : views.entrySet()) {
            String name = named.getKey();
            View view = named.getValue();
            String where = source + ": " + name;
            Shape shape = StoredShape.of(view.sizes(), limits, where);
            // Reading a view reads all that lies between its first and its last element.
            left -= Math.max(shape.elements(), span(view, shape, where))
                    * view.dtype().bytes();
            if (left < 0) {
                throw new ModelFormatException(where + ": expected tensors of " + MOST_SHARED * file.size()
                        + " bytes in all or fewer, found more: too many look into the same storage");
            }
            Place place = find(view.storage());
            entries.add(StoredValues.strided(
                    name,
                    view.dtype(),
                    shape,
                    view.strides(),
                    place.bytes(),
                    place.offset() + view.offset() * view.dtype().bytes(),
                    order));
        }
        return StateDict.of(entries);
    }

    /**
     * How many stored elements a view reaches over, checked to be no further than its storage does; nor may it repeat elements
     * into more than that holds.
     */
    private static long span(View view, Shape shape, String where) throws ModelFormatException {
        long stored = view.storage().bytes() / view.dtype().bytes();
        if (view.strides().length != shape.rank()) {
            throw new ModelFormatException(where + ": expected " + shape.rank() + " strides for shape " + shape
                    + ", found " + view.strides().length);
        }
        try {
            long end = view.offset();
            for (int d = 0; d < shape.rank(); d++) {
                if (view.strides()[d] < 0) {
                    throw new ModelFormatException(where + ": negative stride " + view.strides()[d]);
                }
                end = Math.addExact(end, Math.multiplyExact(Math.max(0, shape.size(d) - 1L), view.strides()[d]));
            }
            end = shape.elements() == 0 ? view.offset() : Math.addExact(end, 1);
            if (view.offset() < 0 || end > stored || shape.elements() > stored) {
                throw new ModelFormatException(where + ": a view of shape " + shape + " from element " + view.offset()
                        + " to " + end + " does not fit into a storage of " + stored);
            }
            return end - view.offset();
        } catch (ArithmeticException e) {
            throw new ModelFormatException(where + ": the strides overflow", e);
        }
    }
}
