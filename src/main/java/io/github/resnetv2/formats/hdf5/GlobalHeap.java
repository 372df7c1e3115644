package io.github.resnetv2.formats.hdf5;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The texts of variable length, which lie in collections of numbered objects (specification, section III.E).
 *
 * <p>The collection used last is kept, as texts that belong together lie together.
 */
final class GlobalHeap {
    private static final int HEAD_BYTES = 16;
    private static final int OBJECT_HEAD_BYTES = 16;

    private final Hdf5Bytes file;
    private long collection = Hdf5Bytes.UNDEFINED;
    private final Map<Integer, Place> objects = new HashMap<>();

    /** Where an object lies. */
    private record Place(long address, long size) {}

    GlobalHeap(Hdf5Bytes file) {
        this.file = file;
    }

    /** The text that these sixteen bytes of an attribute point to: length, collection, number. */
    String text(Fields reference) throws IOException {
        long length = reference.u32();
        long address = reference.i64();
        int number = (int) reference.u32();
        if (length == 0 || address == 0 || address == Hdf5Bytes.UNDEFINED) {
            return "";
        }
        if (address != collection) {
            load(address);
        }
        Place place = objects.get(number);
        if (place == null || length > place.size()) {
            throw file.damaged(
                    address,
                    "expected an object " + number + " of " + length + " bytes or more in the" + " global heap, found "
                            + (place == null ? "none" : place.size() + " bytes"));
        }
        return file.read(place.address(), length).text((int) length);
    }

    private void load(long address) throws IOException {
        objects.clear();
        Fields head = file.read(address, "GCOL", HEAD_BYTES);
        if (head.u8() != 1) {
            throw file.damaged(address, "expected a global heap of version 1");
        }
        long size = head.skip(3).i64();
        Fields fields = file.read(address + HEAD_BYTES, size - HEAD_BYTES);
        while (fields.remaining() >= OBJECT_HEAD_BYTES) {
            int number = fields.u16();
            long bytes = fields.skip(6).i64();
            if (number == 0) {
                break; // The free space at the end.
            }
            Place place = new Place(fields.take(bytes).address(), bytes);
            if (objects.putIfAbsent(number, place) != null) {
                throw file.damaged(place.address(), "two objects of a global heap have the number " + number);
            }
            // Each object is filled up to a multiple of eight.
            fields.skip(Math.min(fields.remaining(), (int) -bytes & 7));
        }
        collection = address;
    }
}
