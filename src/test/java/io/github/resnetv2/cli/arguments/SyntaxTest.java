package io.github.resnetv2.cli.arguments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read, what is refused, and how the help text shows it. */
class SyntaxTest {
    private static final Parameter<String> MODEL =
            Parameter.option("--model", "FILE", "a network", Values::text).asRequired();
    private static final Parameter<Integer> TOP = Parameter.option(
                    "--top", "K", "how many classes", Values.integer(1, 100))
            .orElse("5");
    private static final Parameter<Integer> SIZES =
            Parameter.option("--sizes", "N", "sizes", Values.integer(0, 9)).asRepeated();
    private static final Parameter<String> NOTE = Parameter.option("--note", "TEXT", "a note", Values::text);
    private static final Parameter<Boolean> JSON = Parameter.flag("--json", "print JSON");
    private static final Parameter<String> FIRST = Parameter.operand("FIRST", "the first", Values::text);
    private static final Parameter<String> REST =
            Parameter.operand("REST", "more", Values::text).asOptional().asRepeated();

    private static final Syntax SYNTAX = Syntax.of("try", "Tries something out")
            .parameters(MODEL, TOP, SIZES, NOTE, JSON, FIRST, REST)
            .examples("--model m a", "--model some/where/model.safetensors --note something-long --json a b");

    private static Arguments parse(String... words) throws UsageException {
        return SYNTAX.parse(List.of(words));
    }

    @Test
    void optionsAndOperandsMayStandInAnyOrder() throws UsageException {
        Arguments arguments = parse("a", "--json", "b", "--model", "m", "c", "--top=7");
        assertEquals("m", arguments.get(MODEL));
        assertEquals(7, arguments.get(TOP));
        assertTrue(arguments.has(JSON));
        assertEquals("a", arguments.get(FIRST));
        assertEquals(List.of("b", "c"), arguments.all(REST));
    }

    @Test
    void whatIsLeftOutHasItsDefaultOrIsEmpty() throws UsageException {
        Arguments arguments = parse("--model", "m", "a");
        assertEquals(5, arguments.get(TOP));
        assertFalse(arguments.has(TOP));
        assertFalse(arguments.has(JSON));
        assertEquals(Optional.empty(), arguments.find(NOTE));
        assertEquals(List.of(), arguments.all(SIZES));
        assertEquals(List.of(), arguments.all(REST));
        assertThrows(UsageException.class, () -> arguments.get(NOTE));
    }

    @Test
    void aRepeatedOptionCollectsListsAndOccurrences() throws UsageException {
        assertEquals(
                List.of(1, 2, 3),
                parse("--model", "m", "a", "--sizes", "1,2", "--sizes=3").all(SIZES));
    }

    @Test
    void afterTwoDashesEverythingIsAnOperand() throws UsageException {
        Arguments arguments = parse("--model", "m", "--", "--json", "--help");
        assertEquals("--json", arguments.get(FIRST));
        assertEquals(List.of("--help"), arguments.all(REST));
        assertFalse(arguments.has(JSON));
        assertFalse(arguments.has(Syntax.HELP));
    }

    @Test
    void aSingleDashAndAnEmptyWordAreOperands() throws UsageException {
        Arguments arguments = parse("--model", "m", "-", "");
        assertEquals("-", arguments.get(FIRST));
        assertEquals(List.of(""), arguments.all(REST));
    }

    @Test
    void aValueMayBeginWithADashUnlessItIsAnOption() throws UsageException {
        assertEquals("-5", parse("--model", "m", "a", "--note", "-5").get(NOTE));
        assertEquals("--json", parse("--model", "m", "a", "--note=--json").get(NOTE));
    }

    @ParameterizedTest
    @CsvSource({"--help", "-h"})
    void whoAsksForHelpNeedNotGetTheRestRight(String help) throws UsageException {
        assertTrue(parse("--modle", "--top", "x", help).has(Syntax.HELP));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a                          | expected --model FILE, found none",
                "--model m                  | expected FIRST, found none",
                "--model m --modle n a      | there is no option --modle; did you mean --model?",
                "--model m -x a             | there is no option -x",
                "--model m a --top          | --top: expected a value (K), found nothing",
                "--model --json a           | --model: expected a value (FILE), found the option --json",
                "--model m --model n a      | --model: expected once, found a second time",
                "--model m a --json=yes     | --json: expected no value, found yes",
                "--model m a --top 0        | --top: expected a whole number from 1 to 100, found '0'",
                "--model m a --sizes 1,,2   | --sizes: expected a whole number from 0 to 9, found ''",
            })
    void aWrongCallIsRefusedWithWhatWasExpectedAndFound(String line, String message) {
        assertEquals(
                message,
                assertThrows(UsageException.class, () -> parse(line.split(" "))).getMessage());
    }

    @Test
    void oneOperandTooManyIsRefused() {
        Syntax single = Syntax.of("try", "Tries").parameters(FIRST);
        assertEquals(
                "expected no further argument, found b",
                assertThrows(UsageException.class, () -> single.parse(List.of("a", "b")))
                        .getMessage());
    }

    @Test
    void theHelpTextShowsPurposeUsageParametersAndExamples() {
        assertEquals("""
            Tries something out.

            Usage: java -jar resnetv2.jar try --model FILE [--top K] [--sizes N,...]
                   [--note TEXT] [--json] FIRST [REST...]

              --model FILE    a network
              --top K         how many classes (default: 5)
              --sizes N,...   sizes
              --note TEXT     a note
              --json          print JSON
              FIRST           the first
              REST            more
              --trace         on an error, also print where in the program it arose
              --help          print this text

            Examples:
              java -jar resnetv2.jar try --model m a
              java -jar resnetv2.jar try --model some/where/model.safetensors \\
                  --note something-long --json a b
            """, SYNTAX.help());
    }

    @Test
    void theHelpTextShowsAlternativesAndDetailsInstead() {
        assertEquals(
                """
                Tries.
                With care.

                Usage: java -jar resnetv2.jar try (--top K | --json)
                       java -jar resnetv2.jar try --note TEXT

                  --trace   on an error, also print where in the program it arose
                  --help    print this text
                """,
                Syntax.of("try", "Tries")
                        .details("With care.")
                        .usages("(--top K | --json)", "--note TEXT")
                        .help());
    }
}
