package io.github.resnetv2.cli.arguments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
    private static void assertRefused(String message, Function<String, ?> reader, String text) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> reader.apply(text))
                        .getMessage());
    }

    @Test
    void integersOfTheRangeAreRead() {
        assertEquals(1, Values.integer(1, 3).apply("1"));
        assertEquals(3, Values.integer(1, 3).apply("3"));
        assertRefused("expected a whole number from 1 to 3, found '4'", Values.integer(1, 3), "4");
        assertRefused("expected a whole number from 1 to 3, found '1.5'", Values.integer(1, 3), "1.5");
        assertRefused(
                "expected a whole number of at least 1, found '99999999999'",
                Values.integer(1, Integer.MAX_VALUE),
                "99999999999");
    }

    @Test
    void numbersOfTheRangeAreRead() {
        assertEquals(0.5, Values.number(0.5, 20).apply("0.5"));
        assertEquals(20, Values.number(0.5, 20).apply("20"));
        assertRefused("expected a number from 0.5 to 20.0, found '0.4'", Values.number(0.5, 20), "0.4");
        assertRefused("expected a number from 0.5 to 20.0, found 'NaN'", Values.number(0.5, 20), "NaN");
        assertRefused("expected a number from 0.5 to 20.0, found '2 s'", Values.number(0.5, 20), "2 s");
    }

    @Test
    void shapesAreReadAsPeopleWriteThem() {
        assertEquals(Shape.of(1, 3, 224, 224), Values.shape("1x3x224x224"));
        assertEquals(Shape.of(7), Values.shape("7"));
    }

    @ParameterizedTest
    @CsvSource({"''", "1x", "x3", "1x-3", "1 x 3", "1X3", "1x3x1000000000", "a"})
    void whatIsNoShapeIsRefused(String text) {
        assertRefused("expected a shape such as 1x3x224x224, found '" + text + "'", Values::shape, text);
    }

    @Test
    void aChoiceListsAllAndHints() {
        Function<String, Integer> choice = Values.oneOf(new TreeMap<>(Map.of("bf16", 1, "f16", 2)));
        assertEquals(2, choice.apply("f16"));
        assertRefused("expected one of bf16, f16, found 'fp16'; did you mean f16?", choice, "fp16");
    }

    @Test
    void aFileNeedsAName() {
        assertEquals(Path.of("a.npy"), Values.file("a.npy"));
        assertRefused("expected the name of a file, found nothing", Values::file, "");
    }

    @Test
    void anOutputNeedsAKnownEndingAndAFolder(@TempDir Path folder) {
        Function<String, Path> output = Values.output(".npy", ".safetensors");
        assertEquals(Path.of("y.npy"), output.apply("y.npy"));
        assertEquals(
                folder.resolve("Y.NPY"), output.apply(folder.resolve("Y.NPY").toString()));
        assertRefused("expected a name that ends with .npy or .safetensors, found 'y.csv'", output, "y.csv");
        String nowhere = folder.resolve("none").resolve("y.npy").toString();
        assertRefused("expected a file in a folder that exists, found '" + nowhere + "'", output, nowhere);
    }

    @Test
    void anOutputThatIsAFolderIsRefused(@TempDir Path parent) throws IOException {
        String folder = Files.createDirectory(parent.resolve("y.npy")).toString();
        assertRefused("expected a file in a folder that exists, found '" + folder + "'", Values.output(".npy"), folder);
    }
}
