package io.github.resnetv2.formats.safetensors;

import io.github.resnetv2.formats.bytes.AtomicFile;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Half;
import io.github.resnetv2.weights.ModelFormatException;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Writes safetensors: the same bytes for the same content.
 *
 * <p>The header lists the tensors in the order given, after the metadata in alphabetic order, and is padded with blanks
 * to a multiple of 8. The values are laid out by element size, the largest first, so that each tensor is aligned to its
 * elements, which PyTorch needs to read it.
 */
public final class SafetensorsWriter {
    private static final int PORTION = 1 << 16;

    private final byte[] header;
    private final List<Place> places;

    /** Where a tensor goes; {@code begin} counts from the end of the header. */
    private record Place(Entry entry, DType dtype, long begin) {
        long end() {
            return begin + entry.shape().elements() * dtype.bytes();
        }

        Json describe() {
            long[] shape = Arrays.stream(entry.shape().toArray()).asLongStream().toArray();
            return Json.members()
                    .put("dtype", dtype.name())
                    .put("shape", Json.integers(shape))
                    .put("data_offsets", Json.integers(begin, end()))
                    .build();
        }
    }

    private SafetensorsWriter(byte[] header, List<Place> places) {
        this.header = header;
        this.places = places;
    }

    /**
     * Writes a file, or replaces it in one step; if anything fails, nothing has changed.
     *
     * @param file where to
     * @param tensors what; integers keep their type
     * @param dtype F32, F16 or BF16: what all floating-point tensors are rounded to, to nearest even; a tensor that has
     *     the type already is copied bit by bit
     * @param metadata any text
     * @throws IllegalArgumentException if the type is another one, a finite value is too large for it, a name has more than
     *     1,000 characters, or the names and metadata exceed what a header may hold
     * @throws IOException if the tensors cannot be read or the file cannot be written
     */
    public static void write(Path file, StateDict tensors, DType dtype, Map<String, String> metadata)
            throws IOException {
        SafetensorsWriter writer = plan(tensors, dtype, metadata);
        AtomicFile.replace(file, writer::writeTo);
    }

    /**
     * Writes to a stream, which is not closed. As {@link #write(Path, StateDict, DType, Map)}, but after an error the
     * stream has received a part.
     *
     * @param stream where to
     * @param tensors what
     * @param dtype F32, F16 or BF16
     * @param metadata any text
     * @throws IllegalArgumentException as above
     * @throws IOException if the tensors cannot be read or the stream cannot be written
     */
    public static void write(OutputStream stream, StateDict tensors, DType dtype, Map<String, String> metadata)
            throws IOException {
        plan(tensors, dtype, metadata).writeTo(portion -> {
            byte[] bytes = new byte[portion.remaining()];
            portion.get(bytes);
            stream.write(bytes);
        });
        stream.flush();
    }

    private static SafetensorsWriter plan(StateDict tensors, DType dtype, Map<String, String> metadata) {
        if (dtype != DType.F32 && dtype != DType.F16 && dtype != DType.BF16) {
            throw new IllegalArgumentException("number type: expected F32, F16 or BF16, found " + dtype);
        }
        if (tensors.find(SafetensorsReader.METADATA).isPresent()) {
            throw new IllegalArgumentException("a tensor cannot be named " + SafetensorsReader.METADATA);
        }
        for (String name : tensors.names()) {
            if (name.length() > SafetensorsReader.MAX_NAME) {
                throw new IllegalArgumentException("tensor names: expected at most " + SafetensorsReader.MAX_NAME
                        + " characters, found one of " + name.length());
            }
        }
        List<Entry> bySize = new ArrayList<>(tensors.entries());
        bySize.sort(Comparator.comparingInt(entry -> -stored(entry, dtype).bytes()));
        List<Place> places = new ArrayList<>(bySize.size());
        Map<String, Place> byName = new HashMap<>();
        long at = 0;
        for (Entry entry : bySize) {
            Place place = new Place(entry, stored(entry, dtype), at);
            places.add(place);
            byName.put(entry.name(), place);
            at = place.end();
        }
        return new SafetensorsWriter(header(tensors.names(), byName, metadata), places);
    }

    private static DType stored(Entry entry, DType dtype) {
        return entry.dtype().isFloating() ? dtype : entry.dtype();
    }

    private static byte[] header(Collection<String> names, Map<String, Place> places, Map<String, String> metadata) {
        Json.Members members = Json.members();
        if (!metadata.isEmpty()) {
            Json.Members texts = Json.members();
            new TreeMap<>(metadata).forEach(texts::put);
            members.put(SafetensorsReader.METADATA, texts.build());
        }
        for (String name : names) {
            members.put(name, Objects.requireNonNull(places.get(name)).describe());
        }
        byte[] text = members.build().compact().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) & ~7;
        if (padded < 0 || padded > SafetensorsReader.MAX_HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "header: expected at most " + SafetensorsReader.MAX_HEADER_BYTES + " bytes, found " + text.length);
        }
        byte[] header = Arrays.copyOf(text, padded);
        Arrays.fill(header, text.length, padded, (byte) ' ');
        return header;
    }

    private void writeTo(Entry.Sink sink) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        sink.accept(length.putLong(header.length).flip());
        sink.accept(ByteBuffer.wrap(header));
        for (Place place : places) {
            if (place.dtype == place.entry.dtype()) {
                copy(place, sink);
            } else {
                convert(place, sink);
            }
        }
    }

    private static void copy(Place place, Entry.Sink sink) throws IOException {
        long[] copied = {0};
        place.entry.values().forEachPortion(portion -> {
            copied[0] += portion.remaining();
            sink.accept(portion);
        });
        if (copied[0] != place.entry.byteSize()) {
            throw new ModelFormatException(
                    place.entry.name() + ": expected " + place.entry.byteSize() + " bytes, found " + copied[0]);
        }
    }

    private static void convert(Place place, Entry.Sink sink) throws IOException {
        Tensor flat = place.entry.toTensor().reshape(-1);
        int elements = flat.shape().size(0);
        float[] values = new float[Math.min(elements, PORTION)];
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * place.dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < elements; at += PORTION) {
            int count = Math.min(PORTION, elements - at);
            flat.slice(0, at, at + count).copyTo(values, 0);
            bytes.clear();
            for (int i = 0; i < count; i++) {
                encode(place, values[i], bytes);
            }
            sink.accept(bytes.flip());
        }
    }

    private static void encode(Place place, float value, ByteBuffer bytes) {
        float rounded = value;
        switch (place.dtype) {
            case F16 -> {
                short bits = Half.fromFloat(value);
                bytes.putShort(bits);
                rounded = Half.toFloat(bits);
            }
            case BF16 -> {
                short bits = Half.toBfloat16(value);
                bytes.putShort(bits);
                rounded = Float.intBitsToFloat(bits << 16);
            }
            default -> bytes.putFloat(value);
        }
        if (Float.isInfinite(rounded) && Float.isFinite(value)) {
            throw new IllegalArgumentException(
                    place.entry.name() + ": the value " + value + " is too large for " + place.dtype);
        }
    }
}
