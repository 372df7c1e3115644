package io.github.resnetv2.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.Graph;
import io.github.resnetv2.weights.Graph.Attribute;
import io.github.resnetv2.weights.Graph.Input;
import io.github.resnetv2.weights.Graph.Node;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxReaderTest {
    private static final int INITIALIZER = 5;
    private static final int NODE = 1;

    private static Checkpoint read(ProtoBytes model) throws IOException {
        return OnnxReader.read(ByteSource.of(ByteBuffer.wrap(model.toByteArray()), "test.onnx"), Limits.DEFAULT);
    }

    private static String refusal(ProtoBytes model) {
        return assertThrows(ModelFormatException.class, () -> read(model)).getMessage();
    }

    /** A model around a graph. */
    private static ProtoBytes model(ProtoBytes graph) {
        return new ProtoBytes()
                .integer(1, 8)
                .message(8, new ProtoBytes().integer(2, 17))
                .message(7, graph);
    }

    private static ProtoBytes tensor(int type, long... sizes) {
        return new ProtoBytes().packed(1, sizes).integer(2, type).text(8, "t");
    }

    private static Entry entry(ProtoBytes tensor) throws IOException {
        return read(model(new ProtoBytes().message(INITIALIZER, tensor)))
                .tensors()
                .get("t");
    }

    private static String refusedTensor(ProtoBytes tensor) {
        return refusal(model(new ProtoBytes().message(INITIALIZER, tensor)));
    }

    private static Attribute attribute(UnaryOperator<ProtoBytes> content) throws IOException {
        ProtoBytes attribute = content.apply(new ProtoBytes().text(1, "a"));
        Graph graph = read(model(new ProtoBytes().message(NODE, new ProtoBytes().message(5, attribute))))
                .graph()
                .orElseThrow();
        return graph.nodes().get(0).attributes().get("a");
    }

    @Test
    void initializersOfTorchKeepNamesAndValues() throws IOException {
        try (Checkpoint checkpoint = OnnxReader.read(
                ByteSource.open(Golden.path("files/reference-small18-unfolded.onnx")), Limits.DEFAULT)) {
            assertEquals(Format.ONNX, checkpoint.format());
            assertEquals("pytorch", checkpoint.metadata().get("onnx.producer"));
            assertEquals("17", checkpoint.metadata().get("onnx.opset"));
            assertEquals("8", checkpoint.metadata().get("onnx.ir_version"));
            assertEquals(86, checkpoint.tensors().entries().size());
            for (Entry entry : checkpoint.tensors().entries()) {
                assertArrayEquals(
                        GoldenValues.parameter(entry.name(), entry.shape()).toArray(),
                        entry.toTensor().toArray(),
                        entry.name());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "zoo7-small18.onnx, data, -1x3x64x64, 70, 100, 7",
        "mxnet-small50.onnx, data, -1x3x64x64, 65, 94, 18",
        "timm-small50d-opset12.onnx, input, -1x3x-1x-1, 58, 60, 12",
        "cifar-small18-dynamo.onnx, x, 2x3x32x32, 43, 49, 20"
    })
    void inputsAreThoseWithoutAValueAndKeepTheirDeclaredSizes(
            String file, String input, String sizes, int nodes, int tensors, long opset) throws IOException {
        try (Checkpoint checkpoint = OnnxReader.read(ByteSource.open(Golden.path("files/" + file)), Limits.DEFAULT)) {
            Graph graph = checkpoint.graph().orElseThrow();
            List<Long> expected =
                    Arrays.stream(sizes.split("x")).map(Long::valueOf).toList();
            assertEquals(List.of(new Input(input, expected)), graph.inputs());
            assertEquals(nodes, graph.nodes().size());
            assertEquals(tensors, checkpoint.tensors().entries().size());
            assertEquals(opset, graph.opset());
        }
    }

    @Test
    void typedArrayOfMxnetIsReadInPlace() throws IOException {
        try (Checkpoint checkpoint =
                OnnxReader.read(ByteSource.open(Golden.path("files/mxnet-small18.onnx")), Limits.DEFAULT)) {
            assertArrayEquals(
                    GoldenValues.parameter("features.1.weight", Shape.of(8, 3, 7, 7))
                            .toArray(),
                    checkpoint
                            .tensors()
                            .get("resnetv22_conv0_weight")
                            .toTensor()
                            .toArray());
        }
    }

    @Test
    void numbersMayBeRawPackedOneByOneOrInPieces() throws IOException {
        float[] values = {1.5f, -2, 3};
        ProtoBytes raw = tensor(1, 3).bytes(9, ProtoBytes.floats(values));
        ProtoBytes packed = tensor(1, 3).bytes(4, ProtoBytes.floats(values));
        ProtoBytes single = tensor(1, 3).number(4, 1.5f).number(4, -2).number(4, 3);
        ProtoBytes pieces = tensor(1, 3).bytes(4, ProtoBytes.floats(1.5f, -2)).number(4, 3);
        ProtoBytes doubles = tensor(11, 3).bytes(10, ProtoBytes.doubles(1.5, -2, 3));
        for (ProtoBytes tensor : List.of(raw, packed, single, pieces, doubles)) {
            assertArrayEquals(values, entry(tensor).toTensor().toArray());
        }
    }

    @Test
    void extentsMayBePackedOrOneByOneAndComeLast() throws IOException {
        ProtoBytes tensor = new ProtoBytes()
                .bytes(9, ProtoBytes.floats(1, 2, 3, 4, 5, 6))
                .text(8, "t")
                .integer(2, 1)
                .integer(1, 2)
                .integer(1, 3);
        assertEquals(Shape.of(2, 3), entry(tensor).shape());
    }

    @Test
    void smallNumberTypesAreStoredAsVarints() throws IOException {
        Entry half = entry(tensor(10, 2).packed(5, 0x3e00, 0xc000));
        assertEquals(DType.F16, half.dtype());
        assertArrayEquals(new float[] {1.5f, -2}, half.toTensor().toArray());
        assertArrayEquals(
                new float[] {1.5f, -2},
                entry(tensor(16, 2).integer(5, 0x3fc0).integer(5, 0xc000))
                        .toTensor()
                        .toArray());
        assertArrayEquals(
                new double[] {-1, 127}, entry(tensor(3, 2).packed(5, -1, 127)).toDoubleArray());
        assertArrayEquals(
                new double[] {255, 0}, entry(tensor(2, 2).packed(5, 255, 0)).toDoubleArray());
        assertArrayEquals(
                new double[] {0, -1}, entry(tensor(7, 2).packed(7, 0, -1)).toDoubleArray());
        assertArrayEquals(
                new double[] {4294967295.0},
                entry(tensor(12, 1).packed(11, 4294967295L)).toDoubleArray());
        assertArrayEquals(
                new double[] {1, 0}, entry(tensor(9, 2).packed(5, 1, 0)).toDoubleArray());
    }

    @Test
    void scalarsAndEmptyTensorsAreRead() throws IOException {
        assertEquals(Shape.of(), entry(tensor(7).packed(7, 5)).shape());
        assertEquals(0, entry(tensor(1, 0, 3)).shape().elements());
    }

    @Test
    void numbersThatDoNotFillTheShapeAreRefused() {
        String expected = "test.onnx: t: expected 12 bytes for shape [3], found 8";
        assertEquals(expected, refusedTensor(tensor(1, 3).bytes(9, ProtoBytes.floats(1, 2))));
        assertEquals(expected, refusedTensor(tensor(1, 3).bytes(4, ProtoBytes.floats(1, 2))));
        assertEquals("test.onnx: t: expected 12 bytes for shape [3], found 0", refusedTensor(tensor(1, 3)));
        assertTrue(refusedTensor(tensor(7, 2).packed(7, 1)).endsWith("t: expected 2 values, found 1 bytes"));
        assertTrue(
                refusedTensor(tensor(7, 1).packed(7, 1, 2)).endsWith("expected 1 values of I64, found 2 beyond them"));
        assertTrue(refusedTensor(tensor(10, 1).packed(5, 65536)).endsWith("expected 1 values of F16, found 65536"));
    }

    @Test
    void numbersInTwoPlacesOrInTheWrongOneAreRefused() {
        byte[] one = ProtoBytes.floats(1);
        assertTrue(refusedTensor(tensor(1, 1).bytes(9, one).bytes(9, one)).contains("a second set of values"));
        assertTrue(refusedTensor(tensor(1, 1).bytes(4, one).bytes(9, one)).contains("a second set of values"));
        assertTrue(
                refusedTensor(tensor(7, 1).bytes(4, one)).contains("expected values of I64 in field 7, found field 4"));
    }

    @Test
    void impossibleExtentsAreRefusedBeforeMemoryIsTaken() {
        assertTrue(refusedTensor(tensor(1, -1)).contains("extent -1"));
        assertTrue(refusedTensor(tensor(1, 1L << 40)).contains("extent 1099511627776"));
        assertTrue(refusedTensor(tensor(1, 1 << 20, 1 << 20, 1 << 20)).contains("elements or fewer"));
        assertTrue(
                refusedTensor(tensor(7, 1 << 30).packed(7, 1)).contains("expected 1073741824 values, found 1 bytes"));
    }

    @Test
    void foreignNumberTypesAreRefused() {
        assertTrue(refusedTensor(tensor(8, 1)).endsWith("found element type 8"));
        assertTrue(refusedTensor(tensor(0, 1)).endsWith("found element type 0"));
        assertTrue(refusedTensor(tensor(1, 1).bytes(6, new byte[1])).contains("in segments or of texts"));
    }

    @Test
    void valuesInOtherFilesAreRefusedAndNeverOpened() {
        ProtoBytes location = new ProtoBytes().text(1, "location").text(2, "../../etc/passwd");
        String byLocation = refusedTensor(tensor(1, 1).message(13, location).integer(14, 1));
        assertTrue(byLocation.startsWith("test.onnx: t: its values are in another file"), byLocation);
        assertFalse(byLocation.contains("passwd"));
        assertTrue(refusedTensor(tensor(1, 1).integer(14, 1)).contains("in another file"));
        assertTrue(refusedTensor(tensor(1, 1).message(13, location).bytes(9, ProtoBytes.floats(1)))
                .contains("in another file"));
    }

    @Test
    void initializersNeedNamesThatDiffer() {
        ProtoBytes one = tensor(1, 1).bytes(9, ProtoBytes.floats(1));
        assertTrue(refusal(model(new ProtoBytes().message(INITIALIZER, one).message(INITIALIZER, one)))
                .contains("a second initializer named t"));
        ProtoBytes nameless = new ProtoBytes().packed(1, 1).integer(2, 1).bytes(9, ProtoBytes.floats(1));
        assertTrue(
                refusal(model(new ProtoBytes().message(INITIALIZER, nameless))).contains("without a name"));
    }

    @Test
    void whatWouldChangeTheMeaningOfAGraphIsRefused() {
        ProtoBytes empty = new ProtoBytes();
        assertTrue(refusal(model(new ProtoBytes().message(15, empty))).contains("sparse initializers"));
        assertTrue(refusal(model(empty).message(25, empty)).contains("functions of its own"));
        assertTrue(refusal(model(empty).message(20, empty)).contains("training graphs"));
        assertTrue(refusal(model(empty).message(7, empty)).contains("a second graph"));
        assertTrue(refusal(new ProtoBytes().integer(1, 8)).contains("found no graph"));
    }

    @Test
    void attributesHaveTheKindTheySayEvenIfTheValueIsLeftOut() throws IOException {
        assertEquals(List.of(0L), attribute(a -> a.integer(20, 2)).integers());
        assertEquals(
                List.of(-3L), attribute(a -> a.integer(20, 2).integer(3, -3)).integers());
        assertEquals(List.of(0f), attribute(a -> a.integer(20, 1)).floats());
        assertEquals(
                List.of(1.5f), attribute(a -> a.integer(20, 1).number(2, 1.5f)).floats());
        assertEquals(
                List.of(1L, -1L, 2L),
                attribute(a -> a.integer(20, 7).packed(8, 1, -1).integer(8, 2)).integers());
        assertEquals(
                List.of(1f, 2f, 3f),
                attribute(a -> a.integer(20, 6)
                                .bytes(7, ProtoBytes.floats(1, 2))
                                .number(7, 3))
                        .floats());
        assertEquals(
                Optional.of("SAME"),
                attribute(a -> a.integer(20, 3).text(4, "SAME")).text());
        Entry value = attribute(a -> a.integer(20, 4).message(5, tensor(7, 1).packed(7, 9)))
                .tensor()
                .orElseThrow();
        assertArrayEquals(new double[] {9}, value.toDoubleArray());
    }

    @Test
    void graphsInsideGraphsStayUnreadHoweverDeep() throws IOException {
        byte[] inner = {0x0a};
        for (int depth = 0; depth < 2_000; depth++) {
            inner = new ProtoBytes().bytes(6, inner).toByteArray();
        }
        byte[] deepest = inner;
        Attribute opaque = attribute(a -> a.integer(20, 5).bytes(6, deepest));
        assertEquals(new Attribute(List.of(), List.of(), Optional.empty(), Optional.empty()), opaque);
    }

    @Test
    void nodesKeepOrderNamesAndTheDefaultDomain() throws IOException {
        ProtoBytes first = new ProtoBytes()
                .text(1, "x")
                .text(1, "")
                .text(1, "w")
                .text(2, "y")
                .text(3, "n")
                .text(4, "Conv")
                .text(7, "ai.onnx");
        ProtoBytes second = new ProtoBytes().text(4, "FusedConv").text(7, "com.microsoft");
        Graph graph = read(model(new ProtoBytes().message(NODE, first).message(NODE, second)))
                .graph()
                .orElseThrow();
        assertEquals(
                List.of(
                        new Node("n", "Conv", "", List.of("x", "", "w"), List.of("y"), Map.of()),
                        new Node("", "FusedConv", "com.microsoft", List.of(), List.of(), Map.of())),
                graph.nodes());
    }

    @Test
    void metadataComesWithTheModel() throws IOException {
        ProtoBytes pair = new ProtoBytes().text(1, "license").text(2, "MIT");
        assertEquals(
                "MIT",
                read(model(new ProtoBytes()).message(14, pair)).metadata().get("license"));
    }

    @Test
    void unknownFieldsOfEveryWireTypeAreSkipped() throws IOException {
        ProtoBytes model = new ProtoBytes()
                .integer(100, -1)
                .number(101, 1)
                .bytes(102, new byte[300])
                .raw(103 << 3 | 1)
                .raw(0)
                .raw(0)
                .raw(0)
                .raw(0)
                .raw(0)
                .raw(0)
                .raw(0)
                .raw(0)
                .message(7, new ProtoBytes());
        assertEquals(0, read(model).graph().orElseThrow().nodes().size());
    }

    @Test
    void brokenWireFormatIsRefusedWithItsOffset() {
        assertEquals(
                "test.onnx: offset 0: expected a number or bytes, found wire type 3",
                refusal(new ProtoBytes().raw(0x0b)));
        assertEquals(
                "test.onnx: offset 0: expected the number of a field, found 0", refusal(new ProtoBytes().raw(0x02)));
        assertEquals(
                "test.onnx: offset 11: expected 18446744073709551615 bytes, found 0 before the end",
                refusal(new ProtoBytes().raw(0x3a).raw(-1)));
        assertEquals("test.onnx: offset 1: a number is cut off", refusal(new ProtoBytes().raw(0x08)));
        assertEquals(
                "test.onnx: offset 1: expected a number of at most 64 bits, found a longer one",
                assertThrows(
                                ModelFormatException.class,
                                () -> OnnxReader.read(
                                        ByteSource.of(
                                                ByteBuffer.wrap(new byte[] {8, -1, -1, -1, -1, -1, -1, -1, -1, -1, 2}),
                                                "test.onnx"),
                                        Limits.DEFAULT))
                        .getMessage());
        assertTrue(refusal(new ProtoBytes().integer(7, 1)).contains("expected field 7 with wire type 2, found 0"));
        ProtoBytes beyond = new ProtoBytes().raw(0x0a).raw(100);
        assertTrue(refusal(model(beyond)).contains("expected 100 bytes, found 0 before the end"));
    }

    @Test
    void descriptionTakesNoMoreMemoryThanAllowed() {
        ProtoBytes graph = new ProtoBytes();
        for (int i = 0; i < 1000; i++) {
            graph.message(NODE, new ProtoBytes());
        }
        byte[] file = model(graph).toByteArray();
        Limits small = new Limits(1 << 20, 100_000, 1000, 1 << 20, 64, 1, 1, 1, 1);
        assertTrue(assertThrows(
                        ModelFormatException.class,
                        () -> OnnxReader.read(ByteSource.of(ByteBuffer.wrap(file), "test.onnx"), small))
                .getMessage()
                .contains("at most 100000 bytes of memory"));
    }

    @Test
    void countOfTensorsIsBounded() {
        ProtoBytes graph = new ProtoBytes();
        for (int i = 0; i < 3; i++) {
            graph.message(INITIALIZER, tensor(7, 1).packed(7, 1).text(8, "t" + i));
        }
        Limits two = new Limits(1 << 20, 100_000, 2, 1 << 20, 64, 1, 1, 1, 1);
        assertTrue(assertThrows(
                        ModelFormatException.class,
                        () -> OnnxReader.read(
                                ByteSource.of(ByteBuffer.wrap(model(graph).toByteArray()), "test.onnx"), two))
                .getMessage()
                .contains("at most 2 tensors"));
    }

    @Test
    void valuesAreNotReadUntilAskedFor() throws IOException {
        int count = 1 << 20;
        byte[] file = model(new ProtoBytes()
                        .message(INITIALIZER, tensor(1, count).bytes(9, new byte[4 * count])))
                .toByteArray();
        CountingSource source = new CountingSource(ByteSource.of(ByteBuffer.wrap(file), "test.onnx"));
        Checkpoint checkpoint = OnnxReader.read(source, Limits.DEFAULT);
        assertTrue(source.count < 100_000, () -> "read " + source.count + " bytes");
        assertEquals(count, checkpoint.tensors().get("t").toTensor().shape().elements());
        assertTrue(source.count > 4 * count);
    }

    @Test
    void modelBeginsWithASmallVersion() {
        assertTrue(OnnxReader.isModel(ByteBuffer.wrap(new byte[] {8, 3})));
        assertFalse(OnnxReader.isModel(ByteBuffer.wrap(new byte[] {8})));
        assertFalse(OnnxReader.isModel(ByteBuffer.wrap(new byte[] {8, 0})));
        assertFalse(OnnxReader.isModel(ByteBuffer.wrap(new byte[] {8, 127})));
        assertFalse(OnnxReader.isModel(ByteBuffer.wrap(new byte[] {'P', 'K'})));
    }

    /** Counts the bytes that are read. */
    private static final class CountingSource implements ByteSource {
        private final ByteSource source;
        private long count;

        CountingSource(ByteSource source) {
            this.source = source;
        }

        @Override
        public long size() {
            return source.size();
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            count += target.remaining();
            source.read(position, target);
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
