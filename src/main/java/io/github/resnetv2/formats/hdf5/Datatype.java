package io.github.resnetv2.formats.hdf5;

import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.ModelFormatException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The type of the elements of a dataset or an attribute (specification, section IV.A.2.d).
 *
 * @param kind what they are
 * @param size of one element in bytes
 * @param number how a {@link Kind#NUMBER} is stored; empty for other kinds
 * @param order of the bytes of a number
 * @param title what to call the type in a message
 */
record Datatype(Kind kind, int size, Optional<DType> number, ByteOrder order, String title) {
    enum Kind {
        NUMBER,
        /** Text in a fixed number of bytes. */
        FIXED_TEXT,
        /** Text in a global heap. */
        VARIABLE_TEXT,
        /** Bytes of unknown meaning. */
        OPAQUE,
        OTHER
    }

    private static final List<String> CLASSES = List.of(
            "fixed-point",
            "floating-point",
            "time",
            "string",
            "bit field",
            "opaque",
            "compound",
            "reference",
            "enumeration",
            "variable-length",
            "array");
    private static final int NEWEST_VERSION = 3;

    static Datatype parse(Fields fields) throws ModelFormatException {
        int versionAndClass = fields.u8();
        int version = versionAndClass >> 4;
        int type = versionAndClass & 0xf;
        int low = fields.u8();
        int middle = fields.u8();
        long size = fields.skip(1).u32();
        if (version < 1
                || version > NEWEST_VERSION
                || type >= CLASSES.size()
                || size == 0
                || size > Integer.MAX_VALUE) {
            throw fields.damaged("expected a datatype of version 1 to " + NEWEST_VERSION + " and class 0 to "
                    + (CLASSES.size() - 1) + ", found version " + version + ", class " + type + " and size " + size);
        }
        String title = CLASSES.get(type) + " of " + size + " bytes";
        return switch (type) {
            case 0 -> integer(fields, (int) size, low, title);
            case 1 -> floating(fields, (int) size, low, middle, title);
            case 3 -> other(Kind.FIXED_TEXT, (int) size, title);
            case 5 -> other(Kind.OPAQUE, (int) size, title);
            case 9 -> other((low & 0xf) == 1 && size == 16 ? Kind.VARIABLE_TEXT : Kind.OTHER, (int) size, title);
            default -> other(Kind.OTHER, (int) size, title);
        };
    }

    private static Datatype integer(Fields fields, int size, int bits, String title) throws ModelFormatException {
        boolean whole = fields.u16() == 0 && fields.u16() == 8 * size;
        boolean signed = (bits & 8) != 0;
        Optional<DType> dtype = Optional.ofNullable(
                switch (size) {
                    case 1 -> signed ? DType.I8 : DType.U8;
                    case 2 -> signed ? DType.I16 : DType.U16;
                    case 4 -> signed ? DType.I32 : DType.U32;
                    case 8 -> signed ? DType.I64 : DType.U64;
                    default -> null;
                });
        return number(whole ? dtype : Optional.empty(), size, (bits & 1) != 0, title);
    }

    /** Where the bits of a floating-point number are. */
    private record Layout(int exponentAt, int exponentBits, int fractionAt, int fractionBits, long bias, int signAt) {}

    private static Datatype floating(Fields fields, int size, int bits, int signAt, String title)
            throws ModelFormatException {
        boolean whole = fields.u16() == 0 && fields.u16() == 8 * size;
        Layout layout = new Layout(fields.u8(), fields.u8(), fields.u8(), fields.u8(), fields.u32(), signAt);
        // The first bit of the fraction is implied; both bits of the order set means VAX.
        whole = whole && (bits & 0x30) == 0x20 && (bits & 0x40) == 0;
        Optional<DType> dtype = Optional.empty();
        if (layout.equals(new Layout(23, 8, 0, 23, 127, 31)) && size == 4) {
            dtype = Optional.of(DType.F32);
        } else if (layout.equals(new Layout(52, 11, 0, 52, 1023, 63)) && size == 8) {
            dtype = Optional.of(DType.F64);
        } else if (layout.equals(new Layout(10, 5, 0, 10, 15, 15)) && size == 2) {
            dtype = Optional.of(DType.F16);
        } else if (layout.equals(new Layout(7, 8, 0, 7, 127, 15)) && size == 2) {
            dtype = Optional.of(DType.BF16);
        }
        return number(whole ? dtype : Optional.empty(), size, (bits & 1) != 0, title);
    }

    private static Datatype number(Optional<DType> dtype, int size, boolean big, String title) {
        return new Datatype(
                dtype.isPresent() ? Kind.NUMBER : Kind.OTHER,
                size,
                dtype,
                big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                title);
    }

    private static Datatype other(Kind kind, int size, String title) {
        return new Datatype(kind, size, Optional.empty(), ByteOrder.LITTLE_ENDIAN, title);
    }
}
