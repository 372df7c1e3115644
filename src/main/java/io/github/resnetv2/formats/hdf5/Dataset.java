package io.github.resnetv2.formats.hdf5;

import io.github.resnetv2.formats.bytes.StoredShape;
import io.github.resnetv2.formats.bytes.StoredValues;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.util.List;
import java.util.Map;

/** Turns the header of a dataset into an entry: numbers that lie in one piece, in the header or elsewhere. */
final class Dataset {
    private static final int DATASPACE = 0x01;
    private static final int DATATYPE = 0x03;
    private static final int LAYOUT = 0x08;
    private static final Map<Integer, String> REFUSED =
            Map.of(0x07, "lies in external files", 0x0b, "is filtered (compressed)");
    private static final List<String> LAYOUTS = List.of("compact", "contiguous", "chunked", "virtual");

    private final Hdf5Bytes file;
    private final String path;
    private final ObjectHeader header;

    private Dataset(Hdf5Bytes file, String path, ObjectHeader header) {
        this.file = file;
        this.path = path;
        this.header = header;
    }

    static boolean isDataset(ObjectHeader header) {
        return header.has(LAYOUT);
    }

    /**
     * The entry of a dataset.
     *
     * @param bfloat16 whether an attribute of the dataset says that its two opaque bytes are a bfloat16
     */
    static Entry entry(Hdf5Bytes file, String path, ObjectHeader header, boolean bfloat16, Limits limits)
            throws ModelFormatException {
        return new Dataset(file, path, header).entry(bfloat16, limits);
    }

    private Entry entry(boolean bfloat16, Limits limits) throws ModelFormatException {
        for (Map.Entry<Integer, String> refused : REFUSED.entrySet()) {
            if (header.has(refused.getKey())) {
                throw error("it " + refused.getValue() + ", which is not read");
            }
        }
        Datatype type = Datatype.parse(message(DATATYPE, "datatype"));
        boolean opaque = bfloat16 && type.kind() == Datatype.Kind.OPAQUE && type.size() == DType.BF16.bytes();
        DType dtype = opaque
                ? DType.BF16
                : type.number().orElseThrow(() -> error("expected numbers, found the type " + type.title()));
        Shape shape = StoredShape.of(
                Dataspace.parse(message(DATASPACE, "dataspace")),
                limits,
                file.source().name() + ": " + path);
        long bytes = shape.elements() * dtype.bytes();
        return StoredValues.contiguous(path, dtype, shape, file.source(), address(bytes), type.order());
    }

    /** Where the values lie, checked to be of this size (specification, section IV.A.2.i). */
    private long address(long bytes) throws ModelFormatException {
        Fields layout = message(LAYOUT, "data layout");
        int version = layout.u8();
        int type = layout.u8();
        if (version < 3 || version > 4 || type >= LAYOUTS.size()) {
            throw error("expected a data layout of version 3 or 4, found version " + version + " and class " + type);
        }
        if (type > 1) {
            throw error("it is " + LAYOUTS.get(type) + ", which is not read; only data in one piece is");
        }
        long address;
        long stored;
        if (type == 0) {
            stored = layout.u16();
            address = layout.address();
        } else {
            address = layout.i64();
            stored = layout.i64();
        }
        if (stored != bytes) {
            throw error("expected " + bytes + " stored bytes, found " + stored);
        }
        if (address == Hdf5Bytes.UNDEFINED) {
            if (bytes > 0) {
                throw error("its values were never written");
            }
            return 0;
        }
        return address;
    }

    private Fields message(int type, String what) throws ModelFormatException {
        ObjectHeader.Message message = header.find(type).orElseThrow(() -> error("it has no " + what));
        if (message.shared()) {
            throw error("its " + what + " is shared with other objects, which is not read");
        }
        return message.body();
    }

    private ModelFormatException error(String what) {
        return new ModelFormatException(
                file.source().name() + ": dataset " + path + " at offset " + header.address() + ": " + what);
    }
}
