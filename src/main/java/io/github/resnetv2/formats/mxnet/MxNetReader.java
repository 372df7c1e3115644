package io.github.resnetv2.formats.mxnet;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.bytes.StoredShape;
import io.github.resnetv2.formats.bytes.StoredValues;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads MXNet's {@code .params}, everything little-endian: 64 bits 0x112, 64 bits 0, the number of arrays, the arrays, the
 * number of names, the names with their lengths.
 *
 * <p>Written after {@code NDArray::Load} of {@code src/ndarray/ndarray.cc}, MXNet 1.9.1, with all its versions of an array;
 * dense arrays only.
 */
public final class MxNetReader {
    private static final long MAGIC = 0x112;
    private static final int ARRAY_V1 = 0xF993fac8;
    private static final int ARRAY_V2 = 0xF993fac9;
    private static final int ARRAY_V3 = 0xF993faca;
    private static final int LONGEST_NAME = 4096;
    /** By the type flag of {@code mshadow}; others are refused. */
    private static final List<DType> TYPES =
            List.of(DType.F32, DType.F64, DType.F16, DType.U8, DType.I32, DType.I8, DType.I64);

    private final ByteSource source;
    private final Limits limits;
    private long at;

    private MxNetReader(ByteSource source, Limits limits) {
        this.source = source;
        this.limits = limits;
    }

    /** An array whose name is not yet known. */
    private record Array(DType dtype, Shape shape, long offset) {}

    /**
     * Whether a file begins as MXNet's parameter files do.
     *
     * @param start the first bytes of the file, 16 or more; left as it is
     * @return false also if there are fewer
     */
    public static boolean isParameters(ByteBuffer start) {
        ByteBuffer magic = start.slice().order(ByteOrder.LITTLE_ENDIAN);
        return magic.remaining() >= 2 * Long.BYTES && magic.getLong(0) == MAGIC && magic.getLong(Long.BYTES) == 0;
    }

    /**
     * Opens a parameter file; values are read when asked for.
     *
     * @param source the file; belongs to the checkpoint from now on, but not if this method throws
     * @param limits bound the number of arrays and their elements
     * @return the checkpoint, without metadata
     * @throws ModelFormatException if the file is damaged, or holds sparse or nameless arrays
     * @throws IOException if it cannot be read
     */
    public static Checkpoint read(ByteSource source, Limits limits) throws IOException {
        return new Checkpoint(
                Format.MXNET,
                source.name(),
                StateDict.of(new MxNetReader(source, limits).entries()),
                Map.of(),
                Optional.empty(),
                source);
    }

    private List<Entry> entries() throws IOException {
        if (!isParameters(source.slice(0, (int) Math.min(source.size(), 2 * Long.BYTES)))) {
            throw error("expected MXNet's magic number 0x112");
        }
        at = 2 * Long.BYTES;
        int count = count("arrays");
        List<Array> arrays = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arrays.add(array(i));
        }
        int names = count("names");
        if (names != count) {
            throw error("expected a name for each of " + count + " arrays, found " + names);
        }
        List<Entry> entries = new ArrayList<>(count);
        Set<String> known = new HashSet<>();
        for (Array array : arrays) {
            String name = name();
            if (!known.add(name)) {
                throw error("two arrays are named " + name);
            }
            entries.add(StoredValues.contiguous(name, array.dtype(), array.shape(), source, array.offset()));
        }
        if (at != source.size()) {
            throw error("expected the end of the file, found " + (source.size() - at) + " more bytes");
        }
        return entries;
    }

    private int count(String what) throws IOException {
        long count = int64();
        if (count < 0 || count > limits.tensors()) {
            throw error(
                    "expected " + limits.tensors() + " " + what + " or fewer, found " + Long.toUnsignedString(count));
        }
        return (int) count;
    }

    private Array array(int index) throws IOException {
        String where = source.name() + ": array " + index;
        int version = int32();
        if (version == ARRAY_V2 || version == ARRAY_V3) {
            int storage = int32();
            if (storage != 0) {
                throw error("array " + index + ": expected dense storage (0), found storage type " + storage);
            }
        }
        // Before version 1 an array began with its rank, and its extents had 32 bits.
        boolean wide = version == ARRAY_V1 || version == ARRAY_V2 || version == ARRAY_V3;
        int rank = wide ? int32() : version;
        // A rank of zero stands for no array at all, until version 3 made it a scalar.
        if (rank < (version == ARRAY_V3 ? 0 : 1) || rank > StoredShape.HIGHEST_RANK) {
            throw error("array " + index + ": expected values in 1 to " + StoredShape.HIGHEST_RANK
                    + " dimensions, found " + rank);
        }
        long[] sizes = new long[rank];
        for (int d = 0; d < rank; d++) {
            sizes[d] = wide ? int64() : Integer.toUnsignedLong(int32());
        }
        Shape shape = StoredShape.of(sizes, limits, where);
        at += 2 * Integer.BYTES; // The device it was on.
        int type = int32();
        if (type < 0 || type >= TYPES.size()) {
            throw error(
                    "array " + index + ": expected a number type from 0 to " + (TYPES.size() - 1) + ", found " + type);
        }
        DType dtype = TYPES.get(type);
        Array array = new Array(dtype, shape, at);
        long bytes = shape.elements() * dtype.bytes();
        if (bytes > source.size() - at) {
            throw error("array " + index + ": expected " + bytes + " bytes, found " + (source.size() - at));
        }
        at += bytes;
        return array;
    }

    private String name() throws IOException {
        long length = int64();
        if (length < 0 || length > LONGEST_NAME) {
            throw error(
                    "expected a name of " + LONGEST_NAME + " bytes or fewer, found " + Long.toUnsignedString(length));
        }
        ByteBuffer utf8 = source.slice(at, (int) length);
        try {
            String name = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
            at += length;
            return name;
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(source.name() + ": offset " + at + ": a name that is not UTF-8", e);
        }
    }

    private int int32() throws IOException {
        int value = source.slice(at, Integer.BYTES).getInt();
        at += Integer.BYTES;
        return value;
    }

    private long int64() throws IOException {
        long value = source.slice(at, Long.BYTES).getLong();
        at += Long.BYTES;
        return value;
    }

    private ModelFormatException error(String what) {
        return new ModelFormatException(source.name() + ": offset " + at + ": " + what);
    }
}
