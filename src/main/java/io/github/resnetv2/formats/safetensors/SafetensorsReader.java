package io.github.resnetv2.formats.safetensors;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.bytes.StoredShape;
import io.github.resnetv2.formats.bytes.StoredValues;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one safetensors file. */
public final class SafetensorsReader {
    /** The member of the header that is no tensor. */
    static final String METADATA = "__metadata__";

    /** The format's own bound on headers; the limits may set a lower one. */
    static final int MAX_HEADER_BYTES = 100_000_000;

    /** Names of published tensors have a tenth of this; error messages are to stay readable. */
    static final int MAX_NAME = 1000;

    private final ByteSource source;
    private final Limits limits;

    private SafetensorsReader(ByteSource source, Limits limits) {
        this.source = source;
        this.limits = limits;
    }

    /** A tensor as the header declares it; {@code begin} and {@code end} count from the end of the header. */
    private record Declared(String name, DType dtype, Shape shape, long begin, long end) {}

    /**
     * Whether a file begins as safetensors does: with a length below 2^32 and an opening brace, perhaps after white
     * space.
     *
     * @param start the first bytes of the file, 9 or more; left as it is
     * @return false also if there are fewer
     */
    public static boolean isSafetensors(ByteBuffer start) {
        ByteBuffer bytes = start.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() <= Long.BYTES || bytes.getInt(Integer.BYTES) != 0) {
            return false;
        }
        bytes.position(Long.BYTES);
        byte next = bytes.get();
        while (bytes.hasRemaining() && (next == ' ' || next == '\n' || next == '\r' || next == '\t')) {
            next = bytes.get();
        }
        return next == '{';
    }

    /**
     * Reads and checks the header; the values are read when they are asked for.
     *
     * @param source the file, closed by the checkpoint, and not by this method
     * @param limits bounds the header, the number of tensors and the elements of one
     * @return the tensors in the order of the header
     * @throws ModelFormatException if the file is not safetensors, is damaged, or exceeds a limit
     * @throws IOException if it cannot be read
     */
    public static Checkpoint read(ByteSource source, Limits limits) throws IOException {
        return new SafetensorsReader(source, limits).read();
    }

    private Checkpoint read() throws IOException {
        byte[] text = headerText();
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Declared> tensors = new ArrayList<>();
        // A tensor takes about a dozen values: itself, type, shape, offsets, and the numbers in these.
        long mostValues = 16L * limits.tensors() + 10_000;
        try {
            Json.Obj header = Json.parse(text, limits.nesting(), (int) Math.min(mostValues, Integer.MAX_VALUE))
                    .object();
            for (Map.Entry<String, Json> member : header.members().entrySet()) {
                if (member.getKey().equals(METADATA)) {
                    metadata(member.getValue(), metadata);
                } else if (tensors.size() == limits.tensors()) {
                    throw error("expected at most " + limits.tensors() + " tensors, found more");
                } else {
                    tensors.add(declared(member.getKey(), member.getValue()));
                }
            }
        } catch (JsonException e) {
            throw new ModelFormatException(source.name() + ": header: " + e.getMessage(), e);
        }
        long data = (long) Long.BYTES + text.length;
        requireNoGap(tensors, source.size() - data);
        List<Entry> entries = new ArrayList<>(tensors.size());
        for (Declared tensor : tensors) {
            entries.add(StoredValues.contiguous(tensor.name, tensor.dtype, tensor.shape, source, data + tensor.begin));
        }
        return new Checkpoint(
                Format.SAFETENSORS, source.name(), StateDict.of(entries), metadata, Optional.empty(), source);
    }

    /**
     * The length of a file's header.
     *
     * @throws ModelFormatException if the file does not hold so much, or the limits do not allow it
     */
    static int headerBytes(ByteSource source, Limits limits) throws IOException {
        if (source.size() < Long.BYTES) {
            throw new ModelFormatException(source.name() + ": expected at least 8 bytes, found " + source.size());
        }
        long length = source.slice(0, Long.BYTES).getLong();
        int most = Math.min(limits.headerBytes(), MAX_HEADER_BYTES);
        if (length < 0 || length > most) {
            throw new ModelFormatException(source.name() + ": expected a header of at most " + most
                    + " bytes, found one of " + Long.toUnsignedString(length));
        }
        if (length > source.size() - Long.BYTES) {
            throw new ModelFormatException(source.name() + ": expected a header of " + length + " bytes, found "
                    + (source.size() - Long.BYTES) + " bytes after its length");
        }
        return (int) length;
    }

    private byte[] headerText() throws IOException {
        byte[] text = new byte[headerBytes(source, limits)];
        source.read(Long.BYTES, ByteBuffer.wrap(text));
        return text;
    }

    private void metadata(Json value, Map<String, String> metadata) throws ModelFormatException {
        try {
            for (Map.Entry<String, Json> member : value.object().members().entrySet()) {
                metadata.put(member.getKey(), member.getValue().text());
            }
        } catch (JsonException e) {
            throw new ModelFormatException(source.name() + ": " + METADATA + ": " + e.getMessage(), e);
        }
    }

    private Declared declared(String name, Json value) throws ModelFormatException {
        if (name.length() > MAX_NAME) {
            throw error("expected names of at most " + MAX_NAME + " characters, found one of " + name.length());
        }
        try {
            Json.Obj tensor = value.object();
            DType dtype = dtype(name, tensor.get("dtype").text());
            Shape shape = StoredShape.of(integers(tensor.get("shape")), limits, source.name() + ": " + name);
            Json offsets = tensor.get("data_offsets");
            long[] range = integers(offsets);
            if (range.length != 2 || range[0] < 0 || range[1] < range[0]) {
                throw error(name + ": expected data_offsets [begin, end] in this order, found "
                        + (range.length == 2 ? offsets : offsets.describe()));
            }
            // At most 2^31 elements of 8 bytes: the product cannot overflow.
            long bytes = shape.elements() * dtype.bytes();
            if (range[1] - range[0] != bytes) {
                throw error(name + ": expected " + bytes + " bytes for " + dtype + " " + shape + ", found "
                        + (range[1] - range[0]) + " at offsets " + Arrays.toString(range));
            }
            return new Declared(name, dtype, shape, range[0], range[1]);
        } catch (JsonException e) {
            throw new ModelFormatException(source.name() + ": " + name + ": " + e.getMessage(), e);
        }
    }

    private DType dtype(String name, String text) throws ModelFormatException {
        for (DType dtype : DType.values()) {
            if (dtype.name().equals(text)) {
                return dtype;
            }
        }
        throw error(name + ": expected one of the number types " + Arrays.toString(DType.values()) + ", found "
                + new Json.Text(text).describe());
    }

    private static long[] integers(Json array) throws JsonException {
        List<Json> items = array.array();
        long[] integers = new long[items.size()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = items.get(i).integer();
        }
        return integers;
    }

    /** Checks that the tensors fill the data exactly: no hole, no overlap, nothing before or behind. */
    private void requireNoGap(List<Declared> tensors, long dataBytes) throws ModelFormatException {
        List<Declared> byPosition = new ArrayList<>(tensors);
        byPosition.sort(Comparator.comparingLong(Declared::begin).thenComparingLong(Declared::end));
        long at = 0;
        for (Declared tensor : byPosition) {
            if (tensor.begin != at) {
                throw error(tensor.name + ": expected its data at offset " + at + ", found it at offset " + tensor.begin
                        + (tensor.begin < at ? ", inside another tensor" : ", behind a hole"));
            }
            at = tensor.end;
        }
        if (at != dataBytes) {
            throw error("expected " + at + " bytes of data behind the header, found " + dataBytes);
        }
    }

    private ModelFormatException error(String what) {
        return new ModelFormatException(source.name() + ": " + what);
    }
}
