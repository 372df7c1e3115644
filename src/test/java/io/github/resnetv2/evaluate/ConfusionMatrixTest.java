package io.github.resnetv2.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.evaluate.ConfusionMatrix.Cell;
import io.github.resnetv2.evaluate.ConfusionMatrix.Count;
import io.github.resnetv2.image.RgbImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfusionMatrixTest {
    private static final int NOTHING = 0xf4f4f4;

    private static List<String> labels(int classes) {
        return IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
    }

    /** Classes 1, 3 and 4 have photos; some of 3 are taken for 0, of which there are none. */
    private final ConfusionMatrix matrix = new ConfusionMatrix(
            labels(5),
            Map.of(new Cell(1, 1), 9, new Cell(1, 4), 1, new Cell(3, 3), 2, new Cell(3, 0), 1, new Cell(4, 1), 4));

    @Test
    void countsRowsColumnsAndWhatLiesOutside() {
        assertEquals(List.of(1, 3, 4), matrix.truths());
        assertEquals(
                List.of(0, 10, 0, 3, 4),
                IntStream.range(0, 5).mapToObj(matrix::photos).toList());
        assertEquals(
                List.of(1, 13, 0, 2, 1),
                IntStream.range(0, 5).mapToObj(matrix::predictions).toList());
        assertEquals(
                List.of(0, 0, 0, 1, 0),
                IntStream.range(0, 5).mapToObj(matrix::others).toList());
        assertEquals(1, matrix.count(1, 4));
        assertEquals(0, matrix.count(4, 4));
    }

    @Test
    void theMostFrequentMistakeComesFirst() {
        assertEquals(List.of(new Count(4, 1, 4), new Count(1, 4, 1), new Count(3, 0, 1)), matrix.mistakes());
        assertEquals(5, matrix.counts().size());
        assertEquals(new Count(1, 1, 9), matrix.counts().get(0));
    }

    /** Cells of 52 pixels, right of the labels, 8 pixels above the lower edge; others have a column apart. */
    @Test
    void thePictureShowsRightAnswersBlueAndMistakesRed() {
        RgbImage picture = matrix.picture();
        int left = 8 + "class 1".length() * 12 + 8;
        int top = picture.height() - 8 - 3 * 52;
        // The upper left corner of a cell holds no digit.
        assertTrue(isBlue(picture.rgb(left + 1, top + 1)));
        assertTrue(isRed(picture.rgb(left + 2 * 52 + 1, top + 1)));
        assertTrue(isRed(picture.rgb(left + 1, top + 2 * 52 + 1)));
        assertTrue(isRed(picture.rgb(left + 3 * 52 + 8 + 1, top + 52 + 1)));
        assertEquals(NOTHING, picture.rgb(left + 52 + 1, top + 1));
        assertEquals(NOTHING, picture.rgb(left + 3 * 52 + 8 + 1, top + 1));
        assertEquals(0xffffff, picture.rgb(left + 51, top + 1), "a line between the cells");
        // The whole of class 4 was mistaken, a tenth of class 1.
        assertTrue(brightness(picture.rgb(left + 1, top + 2 * 52 + 1))
                < brightness(picture.rgb(left + 2 * 52 + 1, top + 1)));
    }

    private static boolean isBlue(int rgb) {
        return (rgb & 0xff) > (rgb >> 16) + 40;
    }

    private static boolean isRed(int rgb) {
        return (rgb >> 16) > (rgb & 0xff) + 40;
    }

    private static int brightness(int rgb) {
        return (rgb >> 16) + (rgb >> 8 & 0xff) + (rgb & 0xff);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 12, 33, 60, 71, 200, 641, 1000})
    void anyNumberOfClassesIsDrawnAndFillsTheLowerRightCorner(int classes) {
        Map<Cell, Integer> counts = new HashMap<>();
        for (int i = 0; i < classes; i++) {
            counts.put(new Cell(i, i), 1_000_000);
        }
        RgbImage picture = new ConfusionMatrix(labels(classes), counts).picture();
        assertTrue(picture.width() <= 1100 && picture.height() <= 1100, picture.toString());
        int cell = Math.max(1, Math.min(52, 640 / classes));
        int bottom = picture.height() - 8 - cell;
        assertEquals(0xffffff, picture.rgb(picture.width() - 8, bottom));
        // The title is wider than a matrix of few classes.
        if (classes >= 12) {
            int right = picture.width() - 8 - cell;
            assertTrue(isBlue(picture.rgb(right, bottom)));
            assertEquals(NOTHING, picture.rgb(right, bottom - cell));
        }
    }

    @Test
    void aPictureOfNothingOrOfTooManyClassesIsRefused() {
        ConfusionMatrix none = new ConfusionMatrix(labels(5), Map.of());
        assertEquals(
                "picture of a confusion matrix: expected photos of 1 to 4096 classes, found 0",
                assertThrows(IllegalArgumentException.class, none::picture).getMessage());
        Map<Cell, Integer> counts = new HashMap<>();
        for (int i = 0; i <= ConfusionMatrix.MAX_PICTURE_CLASSES; i++) {
            counts.put(new Cell(i, 0), 1);
        }
        ConfusionMatrix large = new ConfusionMatrix(labels(5000), counts);
        assertThrows(IllegalArgumentException.class, large::picture);
    }

    @Test
    void everyLetterHasAShapeOfItsOwn() {
        Map<RgbImage, Character> seen = new HashMap<>();
        for (char letter = ' '; letter <= '~'; letter++) {
            Canvas canvas = new Canvas(6, 8);
            canvas.text(0, 0, 1, 0, Character.toString(letter));
            Character other = seen.put(canvas.toImage(), letter);
            assertEquals(null, other, letter + " looks like " + other);
        }
    }

    @Test
    void textUpwardsIsTextTurnedToTheLeft() {
        Canvas level = new Canvas(36, 16);
        level.text(0, 0, 2, 0x123456, "g\u00e9?");
        Canvas upwards = new Canvas(16, 36);
        upwards.textUpwards(0, 36, 2, 0x123456, "ge\u732b");
        RgbImage a = level.toImage();
        RgbImage b = upwards.toImage();
        for (int x = 0; x < 36; x++) {
            for (int y = 0; y < 16; y++) {
                assertEquals(a.rgb(x, y), b.rgb(y, 35 - x));
            }
        }
    }
}
