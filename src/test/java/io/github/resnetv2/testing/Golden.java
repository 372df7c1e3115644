package io.github.resnetv2.testing;

import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A recorded safetensors file, read in the shortest way that works on good files: an oracle that shares no line with the
 * readers under test.
 */
public final class Golden {
    /** One recorded tensor: type as safetensors names it, extents, and little-endian bytes. */
    public record Recorded(String dtype, int[] shape, ByteBuffer bytes) {
        /** The values of an F32 tensor. */
        public float[] floats() {
            FloatBuffer values =
                    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            float[] array = new float[values.remaining()];
            values.get(array);
            return array;
        }

        /** The values of an F64 tensor, or of an F32 one widened. */
        public double[] doubles() {
            ByteBuffer data = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            double[] array = new double[data.remaining() / (dtype.equals("F64") ? Double.BYTES : Float.BYTES)];
            Arrays.setAll(array, i -> dtype.equals("F64") ? data.getDouble() : data.getFloat());
            return array;
        }

        /** The values of an I64 tensor. */
        public long[] longs() {
            LongBuffer values = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
            long[] array = new long[values.remaining()];
            values.get(array);
            return array;
        }
    }

    private final Map<String, Recorded> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private Golden() {}

    /** The path of a resource under {@code golden/}, such as {@code files/reference-small18.pth}. */
    public static Path path(String resource) {
        URL url = Golden.class.getResource("/golden/" + resource);
        if (url == null) {
            throw new IllegalArgumentException("no test resource golden/" + resource);
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of a resource under {@code golden/}. */
    public static byte[] bytes(String resource) throws IOException {
        return Files.readAllBytes(path(resource));
    }

    /** Reads a safetensors resource under {@code golden/}. */
    public static Golden read(String resource) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(bytes(resource)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[(int) file.getLong()];
        file.get(header);
        int data = file.position();
        Golden golden = new Golden();
        try {
            ((Json.Obj) Json.parse(header, 8, 1 << 20)).members().forEach((name, value) -> {
                if (name.equals("__metadata__")) {
                    ((Json.Obj) value)
                            .members()
                            .forEach((key, text) -> golden.metadata.put(key, ((Json.Text) text).value()));
                } else {
                    golden.tensors.put(name, recorded((Json.Obj) value, file, data));
                }
            });
        } catch (JsonException e) {
            throw new IOException(resource, e);
        }
        return golden;
    }

    private static Recorded recorded(Json.Obj json, ByteBuffer file, int data) {
        try {
            long[] shape = integers(json.get("shape"));
            long[] range = integers(json.get("data_offsets"));
            int[] extents = new int[shape.length];
            for (int d = 0; d < shape.length; d++) {
                extents[d] = (int) shape[d];
            }
            return new Recorded(
                    ((Json.Text) json.get("dtype")).value(), extents, file.slice(data + (int) range[0], (int)
                            (range[1] - range[0])));
        } catch (JsonException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long[] integers(Json array) {
        return ((Json.Arr) array)
                .items().stream().mapToLong(item -> ((Json.Int) item).value()).toArray();
    }

    /** All tensors, by name. */
    public Map<String, Recorded> tensors() {
        return tensors;
    }

    /** The tensor of a name that must be there. */
    public Recorded tensor(String name) {
        Recorded tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no recorded tensor " + name + " among " + tensors.keySet());
        }
        return tensor;
    }

    /** The texts recorded with the tensors. */
    public Map<String, String> metadata() {
        return metadata;
    }
}
