package io.github.resnetv2.formats.npy;

import io.github.resnetv2.formats.bytes.AtomicFile;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Writes a {@code .npy} file: format 1.0, little-endian floats, row-major. */
public final class NpyWriter {
    private static final int ALIGNMENT = 64;
    private static final int PREFIX_BYTES = 10;

    private NpyWriter() {}

    /**
     * Writes a file, or replaces it in one step; if anything fails, nothing has changed.
     *
     * @param file where to
     * @param tensor what
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, Tensor tensor) throws IOException {
        byte[] header = header(tensor);
        AtomicFile.replace(file, sink -> {
            sink.accept(ByteBuffer.wrap(header));
            Entry.of("", tensor).values().forEachPortion(sink);
        });
    }

    private static byte[] header(Tensor tensor) {
        String sizes = Arrays.stream(tensor.shape().toArray())
                .mapToObj(size -> size + ",")
                .collect(Collectors.joining(" "));
        String shape = tensor.shape().rank() > 1 ? sizes.substring(0, sizes.length() - 1) : sizes;
        String dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
        // NumPy ends its header with a line feed such that the values begin at a multiple of 64.
        int total = (PREFIX_BYTES + dict.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] header = new byte[total];
        Arrays.fill(header, (byte) ' ');
        ByteBuffer.wrap(header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) (total - PREFIX_BYTES))
                .put(dict.getBytes(StandardCharsets.ISO_8859_1));
        header[total - 1] = '\n';
        return header;
    }
}
