package io.github.resnetv2.formats.hdf5;

import io.github.resnetv2.formats.bytes.StoredShape;
import io.github.resnetv2.formats.bytes.StoredValues;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is noted at a group or a dataset (specification, section IV.A.2.m).
 *
 * @param name as in the file
 * @param text the value; the elements of an array are joined by line feeds
 */
record Attribute(String name, String text) {
    private static final int MESSAGE = 0x0c;
    private static final int NEWEST_VERSION = 3;
    /** What an element of an array is charged for, beside the bytes it is read from: about the size of its text. */
    private static final int ELEMENT_CHARGE = 16;

    /** The attributes of an object that are numbers or texts. */
    static List<Attribute> of(ObjectHeader header, Hdf5Bytes file, GlobalHeap heap, Limits limits) throws IOException {
        List<Attribute> attributes = new ArrayList<>();
        for (ObjectHeader.Message message : header.messages()) {
            if (message.type() == MESSAGE && !message.shared()) {
                parse(message.body(), file, heap, limits).ifPresent(attributes::add);
            }
        }
        return attributes;
    }

    private static Optional<Attribute> parse(Fields fields, Hdf5Bytes file, GlobalHeap heap, Limits limits)
            throws IOException {
        int version = fields.u8();
        int flags = fields.u8();
        if (version < 1 || version > NEWEST_VERSION) {
            throw fields.damaged("expected an attribute of version 1 to " + NEWEST_VERSION + ", found " + version);
        }
        int nameLength = fields.u16();
        int typeLength = fields.u16();
        int spaceLength = fields.u16();
        if (version == 3) {
            fields.skip(1);
        }
        int grid = version == 1 ? 8 : 1;
        String name = fields.take(onGrid(nameLength, grid)).text(nameLength);
        Fields typeFields = fields.take(onGrid(typeLength, grid));
        Fields spaceFields = fields.take(onGrid(spaceLength, grid));
        if (version > 1 && flags != 0) {
            return Optional.empty(); // Its type or space is stored elsewhere.
        }
        Datatype type = Datatype.parse(typeFields);
        Shape shape = StoredShape.of(
                Dataspace.parse(spaceFields), limits, file.source().name() + ": @" + name);
        return values(name, type, shape, fields, file, heap)
                .map(values -> new Attribute(name, String.join("\n", values)));
    }

    private static int onGrid(int length, int grid) {
        return (length + grid - 1) / grid * grid;
    }

    private static Optional<List<String>> values(
            String name, Datatype type, Shape shape, Fields fields, Hdf5Bytes file, GlobalHeap heap)
            throws IOException {
        if (type.kind() == Datatype.Kind.OTHER || type.kind() == Datatype.Kind.OPAQUE) {
            return Optional.empty();
        }
        Fields data = fields.take(Math.multiplyExact(shape.elements(), type.size()));
        file.charge(ELEMENT_CHARGE * shape.elements(), data.address());
        if (type.number().isPresent()) {
            DType dtype = type.number().get();
            Entry numbers = StoredValues.contiguous(name, dtype, shape, file.source(), data.address(), type.order());
            return Optional.of(Arrays.stream(numbers.toDoubleArray())
                    .mapToObj(value -> dtype.isFloating() ? Double.toString(value) : Long.toString((long) value))
                    .collect(Collectors.toList()));
        }
        List<String> texts = new ArrayList<>();
        for (long i = 0; i < shape.elements(); i++) {
            texts.add(type.kind() == Datatype.Kind.FIXED_TEXT ? data.text(type.size()) : heap.text(data));
        }
        return Optional.of(texts);
    }
}
