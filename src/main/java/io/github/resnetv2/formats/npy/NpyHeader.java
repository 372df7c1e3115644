package io.github.resnetv2.formats.npy;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.bytes.StoredShape;
import io.github.resnetv2.formats.bytes.StoredValues;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What stands before the values of an array.
 *
 * @param dtype the number type
 * @param order of the bytes of a number
 * @param fortran whether the first dimension moves fastest
 * @param shape the extents
 * @param data offset of the first value
 */
record NpyHeader(DType dtype, ByteOrder order, boolean fortran, Shape shape, int data) {
    /** Magic, version and the wider of the two forms of the header's length. */
    private static final int PREFIX_BYTES = 12;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** What version 1.0 can express; a header of plain numbers takes 118 bytes. */
    private static final int MAX_TEXT = 0xffff;

    private static final Map<String, DType> DTYPES = Map.ofEntries(
            Map.entry("f4", DType.F32),
            Map.entry("f2", DType.F16),
            Map.entry("f8", DType.F64),
            Map.entry("i8", DType.I64),
            Map.entry("i4", DType.I32),
            Map.entry("i2", DType.I16),
            Map.entry("i1", DType.I8),
            Map.entry("u8", DType.U64),
            Map.entry("u4", DType.U32),
            Map.entry("u2", DType.U16),
            Map.entry("u1", DType.U8),
            Map.entry("b1", DType.BOOL));

    /** The beginning of an array's bytes. */
    @FunctionalInterface
    interface Head {
        /** The first {@code length} bytes, little-endian, or all if there are fewer. */
        ByteBuffer first(int length) throws IOException;
    }

    static boolean hasMagic(ByteBuffer start) {
        return start.remaining() >= MAGIC.length
                && start.slice(start.position(), MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    /**
     * Reads and checks a header.
     *
     * @param head gives its bytes
     * @param size of header and values together
     * @param limits bounds the elements
     * @param where file and entry, for messages
     */
    static NpyHeader read(Head head, long size, Limits limits, String where) throws IOException {
        ByteBuffer prefix = head.first(PREFIX_BYTES);
        if (prefix.remaining() < PREFIX_BYTES || !hasMagic(prefix)) {
            throw new ModelFormatException(where + ": expected a NumPy array, found another beginning");
        }
        int version = prefix.get(6);
        if (version < 1 || version > 3 || prefix.get(7) != 0) {
            throw new ModelFormatException(
                    where + ": expected NumPy format 1.0 to 3.0, found " + version + "." + prefix.get(7));
        }
        int start = version == 1 ? 10 : 12;
        long length = version == 1 ? Short.toUnsignedInt(prefix.getShort(8)) : Integer.toUnsignedLong(prefix.getInt(8));
        if (length > MAX_TEXT || length > size - start) {
            throw new ModelFormatException(where + ": expected a header of at most " + Math.min(MAX_TEXT, size - start)
                    + " bytes, found " + length);
        }
        int data = start + (int) length;
        byte[] text = new byte[(int) length];
        head.first(data).get(start, text);
        // The three keys and their values are ASCII in every version.
        Map<String, Object> fields = new PythonDict(new String(text, StandardCharsets.ISO_8859_1), where).read();
        NpyHeader header = of(fields, data, limits, where);
        long bytes = header.shape.elements() * header.dtype.bytes();
        if (bytes != size - data) {
            throw new ModelFormatException(where + ": expected " + bytes + " bytes for " + header.dtype + " "
                    + header.shape + ", found " + (size - data));
        }
        return header;
    }

    private static NpyHeader of(Map<String, Object> fields, int data, Limits limits, String where)
            throws ModelFormatException {
        if (fields.size() == 3
                && fields.get("descr") instanceof String descr
                && fields.get("fortran_order") instanceof Boolean fortran
                && fields.get("shape") instanceof long[] sizes) {
            ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            return new NpyHeader(dtype(descr, where), order, fortran, StoredShape.of(sizes, limits, where), data);
        }
        throw new ModelFormatException(
                where + ": expected descr, fortran_order and shape of a plain array, found " + fields.keySet());
    }

    private static DType dtype(String descr, String where) throws ModelFormatException {
        if (descr.equals("|O")) {
            throw new ModelFormatException(where + ": an array of pickled Python objects (|O) is not read");
        }
        DType dtype = DTYPES.get(descr.isEmpty() ? "" : descr.substring(1));
        boolean ordered = descr.startsWith("<") || descr.startsWith(">");
        if (dtype == null || !(ordered || (descr.startsWith("|") && dtype.bytes() == 1))) {
            throw new ModelFormatException(where + ": expected a number type such as <f4, found '" + descr + "'");
        }
        return dtype;
    }

    /** The entry whose header this is; {@code source} begins with the header. */
    Entry entry(String name, ByteSource source) throws ModelFormatException {
        long[] strides = new long[shape.rank()];
        long stride = 1;
        for (int i = 0; i < strides.length; i++) {
            int d = fortran ? i : strides.length - 1 - i;
            strides[d] = stride;
            stride *= Math.max(1, shape.size(d));
        }
        return StoredValues.strided(name, dtype, shape, strides, source, data, order);
    }
}
