package io.github.resnetv2.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    private static Json parse(String text) throws JsonException {
        return Json.parse(text.getBytes(UTF_8), 64, 1000);
    }

    private static String errorOf(String text) {
        return assertThrows(JsonException.class, () -> parse(text)).getMessage();
    }

    @Test
    void readsEveryKindOfValue() throws JsonException {
        Json value = parse(" {\"a\" : [1, -2.5e3, true, false, null, \"x\"] ,\r\n\t\"b\":{}, \"\":[]} ");
        Json.Obj object = value.object();
        assertEquals(
                List.of(
                        new Json.Int(1),
                        new Json.Real(-2500),
                        new Json.Bool(true),
                        new Json.Bool(false),
                        new Json.Null(),
                        new Json.Text("x")),
                object.get("a").array());
        assertEquals(Map.of(), object.get("b").object().members());
        assertEquals(List.of(), object.get("").array());
        assertEquals(List.of("a", "b", ""), List.copyOf(object.members().keySet()));
    }

    @Test
    void unescapesStrings() throws JsonException {
        assertEquals("\"\\/\b\f\n\r\t", parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"").text());
        assertEquals(
                "é€\uD83D\uDE00ü\uD83D\uDE00",
                parse("\"\\u00e9\\u20AC\\ud83d\\uDE00ü\uD83D\uDE00\"").text());
        assertEquals("\u0000", parse("\"\\u0000\"").text());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "-1, -1"
    })
    void keepsIntegersExact(String text, long value) throws JsonException {
        assertEquals(value, parse(text).integer());
        assertEquals((double) value, parse(text).number());
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "1.0", "1e2", "-0", "18446744073709551615"})
    void doesNotTakeOtherNumbersForIntegers(String text) throws JsonException {
        Json value = parse(text);
        assertEquals(Double.parseDouble(text), value.number());
        assertTrue(
                assertThrows(JsonException.class, value::integer).getMessage().startsWith("expected an integer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1 \"b\":2}",
                "[1 2]",
                "1 2",
                "nul",
                "tru",
                "True",
                "NaN",
                "Infinity",
                "-",
                "+1",
                "01",
                "-01",
                "1.",
                ".5",
                "1e",
                "1e+",
                "0x1",
                "1_0",
                "\"",
                "\"\\\"",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\ud800\"",
                "\"\\ud800x\"",
                "\"\\ud800\\u0041\"",
                "\"\\udc00\"",
                "\"\n\"",
                "\"\u0001\"",
                "//x",
                "[1]]",
                "{}{}",
                "1e400",
                "-1e400",
                "\uFEFF{}",
                "\u00a01",
                "[1\f]"
            })
    void refusesWhatIsNotJson(String text) {
        assertTrue(errorOf(text).startsWith("at byte "), text);
    }

    @Test
    void saysWhereAndWhat() {
        assertEquals("at byte 6: expected a value, found '}'", errorOf("{\"a\": }"));
        assertEquals("at byte 3: expected ']', found the end of the document", errorOf("[1 "));
        assertEquals("at byte 7: the name \"a\" stands twice in one object", errorOf("{\"a\":1,\"a\":2}"));
    }

    @Test
    void refusesANameThatStandsTwiceHoweverItIsWritten() {
        assertTrue(errorOf("{\"a\":1,\"\\u0061\":2}").contains("\"a\" stands twice"));
        assertTrue(errorOf("{\"a\":null,\"a\":null}").contains("\"a\" stands twice"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\u00ff\"",
                "\"\u00c3\"",
                "\"\u00c0\u0080\"",
                "\"\u00ed\u00a0\u0080\"",
                "\"\u00f5\u0080\u0080\u0080\"",
                "\u00ff"
            })
    void refusesBytesThatAreNotUtf8(String latin1) {
        JsonException error =
                assertThrows(JsonException.class, () -> Json.parse(latin1.getBytes(ISO_8859_1), 64, 1000));
        assertTrue(error.getMessage().startsWith("at byte "), error.getMessage());
    }

    @Test
    void boundsTheDepth() throws JsonException {
        assertEquals(1, Json.parse("[[0]]".getBytes(UTF_8), 2, 10).array().size());
        JsonException error = assertThrows(JsonException.class, () -> Json.parse("[[[0]]]".getBytes(UTF_8), 2, 10));
        assertEquals("at byte 2: nested deeper than 2 levels", error.getMessage());
    }

    @Test
    void aMillionBracketsAreAnErrorWhateverDepthIsAskedFor() {
        for (String open : List.of("[", "{\"a\":", "[{\"a\":")) {
            byte[] hostile = open.repeat(1_000_000).getBytes(UTF_8);
            assertThrows(JsonException.class, () -> Json.parse(hostile, Integer.MAX_VALUE, Integer.MAX_VALUE));
        }
    }

    @Test
    void boundsTheNumberOfValues() {
        byte[] hostile = ("[" + "{},".repeat(5_000_000) + "0]").getBytes(UTF_8);
        JsonException error = assertThrows(JsonException.class, () -> Json.parse(hostile, 64, 1000));
        assertTrue(error.getMessage().endsWith("more than 1000 values"), error.getMessage());
    }

    @Test
    void hugeStringsAndNumbersTakeLinearTime() {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertTrue(errorOf("[" + "1".repeat(10_000_000) + "]").contains("more than 1024 characters"));
            assertEquals(
                    5_000_000,
                    parse("\"" + "é\\n".repeat(2_500_000) + "\"").text().length());
        });
    }

    @Test
    void saysWhatStandsWhereAnotherKindWasExpected() throws JsonException {
        Json.Obj object = parse("{\"n\":3.5,\"s\":\"cat\",\"o\":{},\"a\":[]}").object();
        assertEquals(
                "expected a string, found 3.5", message(() -> object.get("n").text()));
        assertEquals(
                "expected an array, found \"cat\"",
                message(() -> object.get("s").array()));
        assertEquals(
                "expected a number, found an object",
                message(() -> object.get("o").number()));
        assertEquals(
                "expected true or false, found an array of 0",
                message(() -> object.get("a").bool()));
        assertEquals("expected a member \"x\", found none of that name", message(() -> object.get("x")));
        assertEquals(Optional.empty(), object.find("x"));
    }

    @Test
    void errorsStayShortWhateverTheDocumentHolds() {
        String huge = "x".repeat(1_000_000);
        assertEquals(
                "expected an array, found a string of 1000000 characters",
                message(() -> parse("\"" + huge + "\"").array()));
        assertTrue(errorOf("{\"" + huge + "\":1,\"" + huge + "\":1}").length() < 200);
        assertEquals(
                "expected a string, found an array of 3",
                message(() -> parse("[1,2,3]").text()));
    }

    private static String message(Executable call) {
        return assertThrows(JsonException.class, call).getMessage();
    }

    @Test
    void writesCompactAndPrettyInTheGivenOrder() {
        Json value = Json.members()
                .put("name", "cat \"Tom\"\n")
                .put("index", 3)
                .put("probability", 0.1f)
                .put("exact", 0.25)
                .put("ok", true)
                .put("none", new Json.Null())
                .put("shape", Json.integers(1, 3))
                .put("labels", Json.texts(List.of("a", "b")))
                .put(
                        "nested",
                        new Json.Arr(List.of(
                                Json.members().put("x", 1).build(),
                                Json.members().build())))
                .put("empty", new Json.Arr(List.of()))
                .build();
        assertEquals(
                "{\"name\":\"cat \\\"Tom\\\"\\n"
                        + "\",\"index\":3,\"probability\":0.1,\"exact\":0.25,\"ok\":true,"
                        + "\"none\":null,\"shape\":[1,3],\"labels\":[\"a\",\"b\"],\"nested\":[{\"x\":1},{}],\"empty\":[]}",
                value.compact());
        assertEquals(value.compact(), value.toString());
        assertEquals("""
            {
              "name": "cat \\"Tom\\"\\n",
              "index": 3,
              "probability": 0.1,
              "exact": 0.25,
              "ok": true,
              "none": null,
              "shape": [1, 3],
              "labels": ["a", "b"],
              "nested": [
                {
                  "x": 1
                },
                {}
              ],
              "empty": []
            }\
            """, value.pretty());
    }

    @Test
    void readingWhatWasWrittenGivesTheSameValue() throws JsonException {
        StringBuilder everyCharacter = new StringBuilder();
        for (int code = 0; code <= Character.MAX_CODE_POINT; code += code < 0x3000 ? 1 : 97) {
            if (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE) {
                everyCharacter.appendCodePoint(code);
            }
        }
        Json value = Json.members()
                .put("text", everyCharacter.toString())
                .put(everyCharacter.toString(), Long.MIN_VALUE)
                .put("tiny", Double.MIN_VALUE)
                .put("minus zero", -0.0)
                .put("large", Double.MAX_VALUE)
                .build();
        assertEquals(value, parse(value.compact()));
        assertEquals(value, parse(value.pretty()));
    }

    @Test
    void writesHalfASurrogatePairAsTheReplacementCharacter() {
        assertEquals("\"a\uFFFDb\uFFFD\"", new Json.Text("a\uD800b\uDC00").compact());
    }

    @Test
    void cannotHoldWhatJsonCannotExpress() {
        assertThrows(IllegalArgumentException.class, () -> new Json.Real(Double.NaN));
        assertThrows(
                IllegalArgumentException.class, () -> Json.members().put("a", 1).put("a", 2));
    }
}
