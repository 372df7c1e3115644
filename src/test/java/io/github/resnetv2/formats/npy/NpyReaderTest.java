package io.github.resnetv2.formats.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.testing.Mutations;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NpyReaderTest {
    static byte[] file(int version, String dict, byte[] data) {
        byte[] text = dict.getBytes(ISO_8859_1);
        ByteBuffer file = ByteBuffer.allocate((version == 1 ? 10 : 12) + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        return (version == 1 ? file.putShort((short) text.length) : file.putInt(text.length))
                .put(text)
                .put(data)
                .array();
    }

    static String dict(String descr, boolean fortran, String shape) {
        return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape
                + ", }          \n";
    }

    static byte[] floats(ByteOrder order, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(order);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private static Checkpoint read(ByteSource source) throws IOException {
        return NpyReader.read(source, Limits.DEFAULT);
    }

    private static Entry entry(byte[] file) throws IOException {
        Checkpoint checkpoint = read(ByteSource.of(ByteBuffer.wrap(file), "x.npy"));
        assertEquals(Format.NPY, checkpoint.format());
        assertEquals(List.of("arr_0"), List.copyOf(checkpoint.tensors().names()));
        return checkpoint.tensors().get("arr_0");
    }

    private static void assertRefused(String expected, byte[] file) {
        String message =
                assertThrows(ModelFormatException.class, () -> entry(file)).getMessage();
        assertTrue(message.startsWith("x.npy: "), message);
        assertTrue(message.contains(expected), message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsEveryVersionInRowMajorOrder(int version) throws IOException {
        byte[] data = floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6);
        Entry entry = entry(file(version, dict("<f4", false, "(2, 3)"), data));
        assertEquals(Shape.of(2, 3), entry.shape());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, entry.toTensor().toArray());
    }

    @Test
    void readsFortranOrderAndBigEndian() throws IOException {
        byte[] data = floats(ByteOrder.BIG_ENDIAN, 1, 4, 2, 5, 3, 6);
        Entry entry = entry(file(1, dict(">f4", true, "(2, 3)"), data));
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, entry.toTensor().toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "<f4,F32",
        "<f2,F16",
        "<f8,F64",
        "<i8,I64",
        "<i4,I32",
        "<i2,I16",
        "|i1,I8",
        "<u8,U64",
        "<u4,U32",
        "<u2,U16",
        "|u1,U8",
        "|b1,BOOL",
        ">f8,F64"
    })
    void readsEveryNumberType(String descr, DType dtype) throws IOException {
        Entry entry = entry(file(1, dict(descr, false, "(2,)"), new byte[2 * dtype.bytes()]));
        assertEquals(dtype, entry.dtype());
        assertArrayEquals(new double[2], entry.toDoubleArray());
    }

    @Test
    void readsScalarsEmptyArraysAndOldHeaders() throws IOException {
        assertEquals(
                Shape.of(),
                entry(file(1, dict("<f4", false, "()"), new byte[4])).shape());
        assertEquals(
                Shape.of(0, 3),
                entry(file(1, dict("<f4", true, "(0, 3)"), new byte[0])).shape());
        String python2 = "{\"shape\": (1L, 2L), \"fortran_order\": False, \"descr\": \"<f4\"}\n";
        assertEquals(Shape.of(1, 2), entry(file(1, python2, new byte[8])).shape());
    }

    @ParameterizedTest
    @ValueSource(strings = {"|O", "O"})
    void refusesPickledObjectsByName(String descr) {
        assertRefused(descr, file(1, dict(descr, false, "(1,)"), new byte[8]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<c8", "<U4", "|S3", "|V2", "<f16", "=f4", "f4", "<", "", "|f4", "<M8[ns]"})
    void refusesOtherTypes(String descr) {
        assertRefused(
                "expected a number type such as <f4, found '" + descr + "'",
                file(1, dict(descr, false, "(1,)"), new byte[8]));
    }

    @Test
    void refusesEscapesInStrings() {
        assertRefused("an escape in a string is not read", file(1, dict("<f4\\x00", false, "(1,)"), new byte[4]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "{'descr': '<f4'}",
                "{'descr': '<f4', 'fortran_order': False}",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': 1}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': True}",
                "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
                "{'descr': '<f4', 'fortran_order': __import__('os').system('x'), 'shape': (1,)}"
            })
    void refusesHeadersOfAnotherForm(String dict) {
        assertRefused("", file(1, dict, new byte[4]));
    }

    @Test
    void refusesShapesWhoseProductOverflows() {
        // A product that has wrapped around to nothing would fit a file without data.
        for (int bytes : new int[] {0, 4}) {
            assertRefused(
                    "extent 4294967296 in shape",
                    file(1, dict("<f4", false, "(4294967296, 4294967296)"), new byte[bytes]));
            assertRefused(
                    "expected 2147483639 elements or fewer",
                    file(1, dict("<f4", false, "(0, 2147483647, 2147483647, 2147483647)"), new byte[bytes]));
        }
    }

    @Test
    void refusesDataOfAnotherLengthAndOtherBeginnings() {
        assertRefused("expected 8 bytes for F32 [2], found 4", file(1, dict("<f4", false, "(2,)"), new byte[4]));
        assertRefused("expected 8 bytes for F32 [2], found 12", file(1, dict("<f4", false, "(2,)"), new byte[12]));
        assertRefused("found 4.0", file(4, dict("<f4", false, "(1,)"), new byte[4]));
        assertRefused("another beginning", new byte[100]);
        assertRefused("another beginning", new byte[0]);
        byte[] file = file(2, dict("<f4", false, "(1,)"), new byte[4]);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
        assertRefused("expected a header of at most", file);
    }

    @Test
    void aDamagedFileIsATypedErrorOrReadsWhole() throws IOException {
        byte[] file = file(1, dict("<f4", true, "(2, 3)"), floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6));
        Mutations mutations = Mutations.of(file, NpyReaderTest::read);
        assertTrue(mutations.truncate(1) > 70);
        assertTrue(mutations.flipEveryWay() > 200);
    }
}
