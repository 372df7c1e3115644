package io.github.resnetv2.formats.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NpyWriterTest {
    @TempDir
    Path folder;

    @Test
    void writesTheVeryBytesThatNumPyWrites() throws IOException {
        Path file = folder.resolve("x.npy");
        NpyWriter.write(file, Tensor.of(Shape.of(1, 2), 1, -2));
        String header = "\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
        String expected =
                header + " ".repeat(127 - header.length()) + "\n\u0000\u0000\u0080\u003f\u0000\u0000\u0000\u00c0";
        assertEquals(expected, Files.readString(file, ISO_8859_1));
    }

    @Test
    void whatIsWrittenReadsBack() throws IOException {
        Path file = folder.resolve("x.npy");
        Tensor large = Tensor.build(Shape.of(7, 3, 5000), values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = i;
            }
        });
        for (Tensor tensor : new Tensor[] {
            large,
            large.permute(2, 0, 1),
            Tensor.of(Shape.of(), 3),
            Tensor.of(Shape.of(2), 3, 4),
            Tensor.zeros(Shape.of(0, 4)),
            Tensor.full(Shape.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), 2)
        }) {
            NpyWriter.write(file, tensor);
            try (Checkpoint checkpoint = NpyReader.read(ByteSource.open(file), Limits.DEFAULT)) {
                Entry entry = checkpoint.tensors().get("arr_0");
                assertEquals(tensor.shape(), entry.shape());
                assertArrayEquals(tensor.toArray(), entry.toTensor().toArray());
            }
        }
    }
}
