package io.github.resnetv2.cli.arguments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static final List<String> NAMES = List.of("classify", "convert", "summary", "--output", "--outputs");

    @ParameterizedTest
    @CsvSource({
        "clasify, classify", // one letter missing
        "calssify, classify", // two swapped
        "convrets, convert", // two slips in eight letters
        "summ, summary", // a beginning
        "--outpu, --output", // a beginning of two: the nearer one
        "--outputss, --outputs"
    })
    void oneSlipInThreeLettersOrABeginningIsUnderstood(String written, String meant) {
        assertEquals("; did you mean " + meant + "?", NearestName.hint(written, NAMES));
    }

    @ParameterizedTest
    @CsvSource({"bench", "su", "''", "classification"})
    void nothingIsGuessedFromFarAway(String written) {
        assertEquals("", NearestName.hint(written, NAMES));
    }
}
