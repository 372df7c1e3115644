package io.github.resnetv2.formats.onnx;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.bytes.StoredShape;
import io.github.resnetv2.formats.bytes.StoredValues;
import io.github.resnetv2.formats.onnx.Message.Range;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a {@code TensorProto}.
 *
 * <p>Its numbers are in one of several fields, by type: as raw bytes, or as a repeated field of floats, doubles, or varints.
 * Where they lie in one piece as they are needed, the entry points there; else they are few and are put together.
 */
final class TensorReader {
    private static final int FLOATS = 4;
    private static final int INTEGERS_32 = 5;
    private static final int INTEGERS_64 = 7;
    private static final int RAW = 9;
    private static final int DOUBLES = 10;
    private static final int UNSIGNED_64 = 11;

    /** By the numbers of {@code TensorProto.DataType}; texts, complex numbers and those of less than 8 bits are refused. */
    private static final Map<Long, DType> TYPES = Map.ofEntries(
            Map.entry(1L, DType.F32),
            Map.entry(2L, DType.U8),
            Map.entry(3L, DType.I8),
            Map.entry(4L, DType.U16),
            Map.entry(5L, DType.I16),
            Map.entry(6L, DType.I32),
            Map.entry(7L, DType.I64),
            Map.entry(9L, DType.BOOL),
            Map.entry(10L, DType.F16),
            Map.entry(11L, DType.F64),
            Map.entry(12L, DType.U32),
            Map.entry(13L, DType.U64),
            Map.entry(16L, DType.BF16));

    private final ProtobufBytes bytes;
    private final Limits limits;
    private String name;
    private long type;
    private final List<Long> extents = new ArrayList<>();
    private int dataField;
    private final List<Range> data = new ArrayList<>();

    private TensorReader(ProtobufBytes bytes, Limits limits, String name) {
        this.bytes = bytes;
        this.limits = limits;
        this.name = name;
    }

    /**
     * Reads one.
     *
     * @param name what to call it if it has no name of its own
     * @throws ModelFormatException if its parts do not fit together, or its numbers are in another file
     */
    static Entry read(Message tensor, String name, ProtobufBytes bytes, Limits limits) throws IOException {
        TensorReader reader = new TensorReader(bytes, limits, name);
        boolean external = false;
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> tensor.integersInto(reader.extents);
                case 2 -> reader.type = tensor.integer();
                case 3, 6 -> throw tensor.error("a tensor in segments or of texts is not read");
                case FLOATS, INTEGERS_32, INTEGERS_64, RAW, DOUBLES, UNSIGNED_64 -> reader.addData(tensor);
                case 8 -> {
                    String own = tensor.text();
                    reader.name = own.isEmpty() ? name : own;
                }
                case 13 -> external = true;
                case 14 -> external |= tensor.integer() != 0;
                default -> {}
            }
        }
        if (external) {
            throw reader.error("its values are in another file, and no file that a model names is ever opened;"
                    + " save the model with its weights inside (external_data=False)");
        }
        return reader.entry();
    }

    private void addData(Message tensor) throws IOException {
        if (dataField != 0 && (dataField != tensor.field() || dataField == RAW)) {
            throw tensor.error("a second set of values in one tensor");
        }
        dataField = tensor.field();
        data.add(tensor.range());
    }

    private Entry entry() throws IOException {
        DType dtype = TYPES.get(type);
        if (dtype == null) {
            throw error("expected numbers of 8 to 64 bits, found element type " + type);
        }
        Shape shape = StoredShape.of(extents.stream().mapToLong(Long::longValue).toArray(), limits, where());
        if (dataField == 0) {
            dataField = RAW;
        }
        if (dataField != RAW && dataField != typedField(dtype)) {
            throw error(
                    "expected values of " + dtype + " in field " + typedField(dtype) + ", found field " + dataField);
        }
        long size = shape.elements() * dtype.bytes();
        if (dataField == RAW || dataField == FLOATS || dataField == DOUBLES) {
            long found = data.stream().mapToLong(Range::length).sum();
            if (found != size) {
                throw error("expected " + size + " bytes for shape " + shape + ", found " + found);
            }
            return data.size() == 1
                    ? StoredValues.contiguous(
                            name, dtype, shape, bytes.source(), data.get(0).start())
                    : inMemory(dtype, shape, joined(size));
        }
        return inMemory(dtype, shape, decoded(dtype, shape));
    }

    private static int typedField(DType dtype) {
        return switch (dtype) {
            case F32 -> FLOATS;
            case F64 -> DOUBLES;
            case I64 -> INTEGERS_64;
            case U32, U64 -> UNSIGNED_64;
            case F16, BF16, I32, I16, I8, U16, U8, BOOL -> INTEGERS_32;
        };
    }

    private ByteBuffer joined(long size) throws IOException {
        bytes.charge(size);
        ByteBuffer all = ByteBuffer.allocate((int) size);
        for (Range piece : data) {
            all.put(bytes.source().slice(piece.start(), (int) piece.length()));
        }
        return all.flip();
    }

    /** Half floats are stored as the number that their bits make. */
    private ByteBuffer decoded(DType dtype, Shape shape) throws IOException {
        long stored = data.stream().mapToLong(Range::length).sum();
        if (shape.elements() > stored) {
            throw error("expected " + shape.elements() + " values, found " + stored + " bytes");
        }
        long size = shape.elements() * dtype.bytes();
        bytes.charge(size);
        ByteBuffer all = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        for (Range piece : data) {
            Cursor cursor = new Cursor(bytes, piece.start(), piece.start() + piece.length());
            while (!cursor.atEnd()) {
                long value = cursor.varint();
                if (!all.hasRemaining() || !fits(value, dtype)) {
                    throw bytes.error(
                            cursor.position(),
                            name + ": expected " + shape.elements() + " values of " + dtype + ", found " + value
                                    + (all.hasRemaining() ? "" : " beyond them"));
                }
                switch (dtype.bytes()) {
                    case 1 -> all.put((byte) value);
                    case 2 -> all.putShort((short) value);
                    case 4 -> all.putInt((int) value);
                    default -> all.putLong(value);
                }
            }
        }
        if (all.hasRemaining()) {
            throw error("expected " + shape.elements() + " values, found " + all.position() / dtype.bytes());
        }
        return all.flip();
    }

    private static boolean fits(long value, DType dtype) {
        return switch (dtype) {
            case BOOL -> value == 0 || value == 1;
            case U8 -> value == (value & 0xff);
            case U16, F16, BF16 -> value == (value & 0xffff);
            case U32 -> value == (value & 0xffffffffL);
            case I8 -> value == (byte) value;
            case I16 -> value == (short) value;
            case I32 -> value == (int) value;
            case I64, U64, F32, F64 -> true;
        };
    }

    private Entry inMemory(DType dtype, Shape shape, ByteBuffer values) throws ModelFormatException {
        return StoredValues.contiguous(
                name, dtype, shape, ByteSource.of(values, bytes.source().name()), 0);
    }

    private String where() {
        return bytes.source().name() + ": " + name;
    }

    private ModelFormatException error(String what) {
        return new ModelFormatException(where() + ": " + what);
    }
}
