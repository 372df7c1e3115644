package io.github.resnetv2.formats.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.formats.pytorch.Value.Dict;
import io.github.resnetv2.formats.pytorch.Value.Sequence;
import io.github.resnetv2.formats.pytorch.Value.Text;
import io.github.resnetv2.formats.pytorch.Value.View;
import io.github.resnetv2.formats.pytorch.Value.Whole;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnpicklerTest {
    private static final Limits FEW = new Limits(1 << 20, 1 << 20, 10, 1000, 4, 1, 1, 1, 1);

    private static PickleProgram program() {
        return new PickleProgram().raw("\u0080\u0002");
    }

    private static String refusal(PickleProgram program) {
        String message = assertThrows(ModelFormatException.class, program::run).getMessage();
        assertTrue(message.startsWith("test.pkl: pickle offset "), message);
        return message;
    }

    @Test
    void readsNumbersOfEveryWidth() throws IOException {
        assertEquals(new Whole(255), program().raw("K\u00ff").run());
        assertEquals(new Whole(65535), program().raw("M\u00ff\u00ff").run());
        assertEquals(new Whole(-2), program().whole(-2).run());
        assertEquals(new Whole(-1), program().raw("\u008a\u0001\u00ff").run());
        assertEquals(new Whole(0), program().raw("\u008a\u0000").run());
        assertEquals(new Whole(Long.MIN_VALUE), program().whole(Long.MIN_VALUE).run());
        assertEquals(
                new Value.Real(1.5), program().raw("G\u003f\u00f8\0\0\0\0\0\0").run());
    }

    @Test
    void refusesIntegersOfMoreThanEightBytes() {
        assertTrue(refusal(program().raw("\u008a\u0009\1\1\1\1\1\1\1\1\1")).contains("8 bytes"));
    }

    @Test
    void readsTextsOfBothPythons() throws IOException {
        assertEquals(new Text("Größe"), program().text("Größe").run());
        assertEquals(new Text("abc"), program().raw("U\u0003abc").run());
        assertEquals(new Text("ab"), program().raw("T\2\0\0\0ab").run());
    }

    @Test
    void buildsDictionariesInOrder() throws IOException {
        Value value = program()
                .raw("}")
                .text("b")
                .whole(1)
                .raw("s(")
                .text("a")
                .whole(2)
                .whole(3)
                .raw("Nu")
                .run();
        Dict dict = assertInstanceOf(Dict.class, value);
        assertEquals(
                List.of(new Text("b"), new Text("a"), new Whole(3)), dict.keys().toList());
        assertEquals(new Whole(2), dict.find("a"));
    }

    @Test
    void buildsTheOrderedDictionaryOfPythonTwoFromPairs() throws IOException {
        Value value = program()
                .global("collections", "OrderedDict")
                .raw("](]")
                .text("a")
                .raw("a")
                .whole(1)
                .raw("a]")
                .text("b")
                .raw("a")
                .whole(2)
                .raw("ae\u0085R")
                .run();
        assertEquals(new Whole(2), assertInstanceOf(Dict.class, value).find("b"));
    }

    @Test
    void recallsWhatWasMemorised() throws IOException {
        Value value = program().text("a").raw("q\1h\1\u0086").run();
        assertEquals(
                List.of(new Text("a"), new Text("a")),
                assertInstanceOf(Sequence.class, value).items());
    }

    @Test
    void buildsViewsOfStorages() throws IOException {
        View view = assertInstanceOf(
                View.class,
                program()
                        .tensor("7", 24, 2, new long[] {3, 4}, new long[] {1, 6})
                        .run());
        assertEquals("7", view.storage().key());
        assertEquals(96, view.storage().bytes());
        assertEquals(2, view.offset());
        assertArrayEquals(new long[] {3, 4}, view.sizes());
        assertArrayEquals(new long[] {1, 6}, view.strides());
    }

    @Test
    void namesTheOpcodeItRefuses() {
        assertTrue(refusal(program().raw("c").raw("collections\nOrderedDict\n)\u0081"))
                .contains("NEWOBJ"));
        assertTrue(refusal(program().raw("}\u0094")).contains("MEMOIZE"));
        assertTrue(refusal(program().raw("(S'echo'\niposix\nsystem\n")).contains("STRING"));
        assertTrue(refusal(program().raw("\u00c0")).contains("0xc0 is not a pickle opcode"));
    }

    @ParameterizedTest
    @CsvSource({"posix,system", "builtins,eval", "os.path,join", "torch.nn.modules.linear,Linear", "torch,_C"})
    void namesTheFunctionItRefuses(String module, String name) {
        String message = refusal(program().raw("}").text("x").global(module, name));
        assertTrue(message.contains("pickle offset 9: an object of " + module + '.' + name), message);
    }

    @Test
    void advisesToSaveTheStateDictOfAWholeModel() {
        String message =
                refusal(program().global("torchvision.models.resnet", "ResNet").raw(")\u0081"));
        assertTrue(message.contains("whole pickled object"), message);
        assertTrue(message.contains("torch.save(model.state_dict(), file)"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"torch FloatStorage", "torch uint16", "torch.storage UntypedStorage"})
    void callsNoTypes(String name) {
        String[] parts = name.split(" ");
        assertTrue(refusal(program().global(parts[0], parts[1]).raw(")R")).contains(name + " cannot be called"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // a value short
                "NN", // a value too many
                "t", // no mark
                "(s", // nothing above the mark
                "}(Nu", // half a pair
                "}]Ns", // a list as a key
                "}K\1NsK\1Ns", // a key twice
                ")Na", // an append to a tuple
                "NNa", // an append to nothing that takes it
                "h\5", // nothing remembered
                "q\0", // nothing to remember
                "]Q", // an empty storage description
                "NQ", // none at all
                "NNR", // a call of nothing
                "}Nb", // a state that is none
                "N}b", // a state for what takes none
                "X\u00ff\u00ff\u00ff\u00ff", // a text of four gigabytes
                "X\2\0\0\0a", // a text that reaches beyond the end
                "X\1\0\0\0\u00ff", // no UTF-8
                "\u0080\4", // another protocol
                "ccollections\n", // half a name
                "J\1", // half a number
            })
    void refusesNonsense(String opcodes) {
        refusal(program().raw(opcodes));
    }

    @Test
    void refusesNamesOfEndlessLength() {
        assertTrue(refusal(program().raw("c" + "a".repeat(300))).contains("longer than"));
    }

    @Test
    void keepsTheNamesOfNumberTypesThatSettingsMention() throws IOException {
        assertEquals(
                new Value.Name(Global.FLOAT16),
                program().global("torch", "float16").run());
    }

    @Test
    void refusesTheSameStorageInTwoSizes() {
        assertTrue(
                refusal(program().storage("0", 4).storage("0", 5).raw("\u0086")).contains("described twice"));
    }

    @Test
    void refusesStoragesWhoseSizeOverflows() {
        refusal(program().storage("0", Long.MAX_VALUE / 2));
        refusal(program().storage("0", -1));
    }

    @Test
    void refusesViewsOfStoragesAsOldTorchWroteThem() {
        PickleProgram program = program().raw("(").text("storage").global("torch", "FloatStorage");
        program.text("1").text("cpu").whole(4).tuple(1, 2, 3).raw("tQ");
        assertTrue(refusal(program).contains("before 0.4"));
    }

    @Test
    void boundsTheNestingOfMarks() throws IOException {
        program().raw("((((tttt").run(FEW);
        assertThrows(
                ModelFormatException.class, () -> program().raw("(((((ttttt").run(FEW));
    }

    @Test
    void isReadyForAnyLimitOnTheNesting() throws IOException {
        Limits deep = new Limits(1 << 20, 1 << 20, 1000, 1000, Integer.MAX_VALUE, 1, 1, 1, 1);
        program().raw("(".repeat(512) + "t".repeat(512)).run(deep);
        PickleProgram deeper = program().raw("(".repeat(513) + "t".repeat(513));
        assertThrows(ModelFormatException.class, () -> deeper.run(deep));
    }

    @Test
    void boundsTheMemoryOfEvenTheSmallestValues() {
        for (String opcode : List.of("]", "}", "N", ")", "K\1", "\u0088")) {
            ModelFormatException refused = assertThrows(
                    ModelFormatException.class,
                    () -> program().raw(opcode.repeat(10_000)).run(FEW));
            assertTrue(refused.getMessage().contains("limit on tensors"), refused.getMessage());
        }
    }

    @Test
    void boundsTheMemo() {
        assertTrue(refusal(program().raw("Nr").int32(1_000_000)).contains("so early"));
        assertTrue(refusal(program().raw("Nr").int32(-1)).contains("so early"));
    }

    @Test
    void survivesAListThatHoldsItselfAndABillionLaughs() throws IOException {
        Value circle = program().raw("]q\0h\0a").run();
        assertInstanceOf(Sequence.class, circle);
        StringBuilder laughs = new StringBuilder("(]");
        for (int i = 0; i < 60; i++) {
            laughs.append('q')
                    .append((char) i)
                    .append("](")
                    .append(("h" + (char) i).repeat(10))
                    .append('e');
        }
        Value value = assertTimeout(
                Duration.ofSeconds(1),
                () -> program().raw(laughs.toString()).raw("t").run());
        assertInstanceOf(Sequence.class, value);
    }

    /** Of so many texts with one hash the one of a number below 2^15. */
    private static String colliding(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 15; bit++) {
            text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    @Test
    void staysFastWhenKeysCollide() throws IOException {
        PickleProgram program = program().raw("}(");
        for (int i = 0; i < 1 << 15; i++) {
            program.text(colliding(i)).raw("N");
        }
        Dict dict = (Dict)
                assertTimeout(Duration.ofSeconds(2), () -> program.raw("u").run());
        assertEquals(1 << 15, dict.keys().count());
    }

    /** A map compares keys of one class alone: among texts of the same hash a number would be looked for everywhere. */
    @Test
    void staysFastWhenTextsAndNumbersCollide() throws IOException {
        PickleProgram program = program().raw("}(");
        for (int i = 0; i < 1 << 15; i++) {
            Text text = new Text(colliding(i));
            Whole number = new Whole((long) i << 32 | Integer.toUnsignedLong(i ^ text.hashCode()));
            assertEquals(text.hashCode(), number.hashCode());
            program.text(text.text()).raw("N").whole(number.value()).raw("N");
        }
        Dict dict = (Dict)
                assertTimeout(Duration.ofSeconds(2), () -> program.raw("u").run());
        assertEquals(1 << 16, dict.keys().count());
    }

    @Test
    void refusesKeysOfEndlessLength() throws IOException {
        String longest = "k".repeat(1024);
        program().raw("}").text(longest).raw("Ns").run();
        program().storage(longest, 1).run();
        assertTrue(refusal(program().raw("}").text(longest + "k").raw("Ns")).contains("1024 characters or fewer"));
        assertTrue(refusal(program().storage(longest + "k", 1)).contains("1024 characters or fewer"));
        for (String message : List.of(
                refusal(program().raw("}").text(longest).raw("Ns").text(longest).raw("Ns")),
                refusal(program().storage(longest, 1).storage(longest, 2).raw("\u0086")),
                refusal(program().storage(longest, -1)))) {
            assertTrue(message.length() < 300, message);
        }
    }
}
