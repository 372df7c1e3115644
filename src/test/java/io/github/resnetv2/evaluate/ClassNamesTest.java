package io.github.resnetv2.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassNamesTest {
    private final ClassNames names = new ClassNames(
            List.of("tench, Tinca tinca", "crane", "great white shark", "Crane", "caf\u00e9", "7", "bus", "bus"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tench, Tinca tinca | 0",
                "Tench,_tinca-TINCA | 0",
                "crane | 1",
                "Crane | 3",
                "great_white_shark | 2",
                "Great-White  Shark | 2",
                "caf\u00e9 | 4",
                "cafe\u0301 | 4",
                "7 | 5",
                "0 | 0",
                "0006 | 6"
            })
    void aLabelIsFoundBeforeANumber(String word, int index) {
        assertEquals(index, names.find(word));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bus | 'bus' is the label of the classes [6, 7]: write the number of one",
                "CRANE | 'CRANE' is the label of the classes [1, 3]: write the number of one",
                "8 | '8' is no class: expected a label or a number from 0 to 7",
                "-1 | '-1' is no class: expected a label or a number from 0 to 7",
                "12345678901 | '12345678901' is no class: expected a label or a number from 0 to 7",
                "tench | 'tench' is no class: expected a label or a number from 0 to 7"
            })
    void whatIsNoClassOrSeveralIsRefused(String word, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> names.find(word))
                        .getMessage());
    }
}
