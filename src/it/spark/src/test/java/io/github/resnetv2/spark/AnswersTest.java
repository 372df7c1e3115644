package io.github.resnetv2.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.family.Presets;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.image.Sizing.Fit;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/** What happens in one partition, without a cluster. */
class AnswersTest {
    private static final ResNetV2 MODEL =
            ResNetV2.builder().depth(18).width(8).classes(4).build();

    @Test
    void everyPhotoIsAnsweredWhateverTheBatchSize() throws IOException {
        for (int batch : new int[] {1, 3, 4, 7, 8}) {
            List<Row> photos = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                photos.add(RowFactory.create("photo" + i, (Object) png(30, 20 + i)));
            }
            List<Row> answers = answers(photos, batch);
            assertEquals(
                    IntStream.range(0, 7).mapToObj(i -> "photo" + i).toList(),
                    answers.stream().map(row -> row.getString(0)).toList());
            for (Row answer : answers) {
                Row[] predictions = answer.getAs(1);
                assertEquals(2, predictions.length);
                assertTrue(predictions[0].getFloat(2) >= predictions[1].getFloat(2));
                assertNull(answer.get(2));
            }
        }
    }

    @Test
    void damagedPhotosAreAnsweredWithTheReason() throws IOException {
        List<Row> photos = List.of(
                RowFactory.create("empty", (Object) new byte[0]),
                RowFactory.create("good", (Object) png(30, 20)),
                // Its shorter side enlarged to 256, the longer one would have more pixels than an int can count.
                RowFactory.create("narrow", (Object) png(9_000_000, 1)),
                RowFactory.create("text", (Object) "not a photo".getBytes(StandardCharsets.UTF_8)));
        List<Row> answers = answers(photos, 2);
        assertEquals(4, answers.size());
        for (Row answer : answers) {
            boolean good = answer.getString(0).equals("good");
            assertEquals(good, answer.isNullAt(2), answer::toString);
            assertEquals(good, !answer.isNullAt(1), answer::toString);
        }
        assertEquals(2, answers(List.of(photos.get(0), photos.get(3)), 2).size());
    }

    @Test
    void emptyPartitionHasNoAnswers() {
        Iterator<Row> answers = new Answers(List.<Row>of().iterator(), MODEL, 2, 2);
        assertFalse(answers.hasNext());
        assertThrows(NoSuchElementException.class, answers::next);
    }

    @Test
    void modelForPhotosOfTheirOwnSizeTakesOneAtATime() throws IOException {
        Preprocessing usual = Presets.byName("torchvision-imagenet");
        ResNetV2 model = MODEL.withPreprocessing(usual.withSizing(usual.sizing().withFit(Fit.NONE)));
        List<Row> photos =
                List.of(RowFactory.create("a", (Object) png(40, 50)), RowFactory.create("b", (Object) png(60, 50)));
        assertThrows(IllegalArgumentException.class, () -> new Answers(photos.iterator(), model, 2, 2));
        List<Row> answers = new ArrayList<>();
        new Answers(photos.iterator(), model, 1, 2).forEachRemaining(answers::add);
        assertEquals(2, answers.size());
        assertTrue(answers.stream().allMatch(answer -> answer.isNullAt(2)));
    }

    private static List<Row> answers(List<Row> photos, int batch) {
        List<Row> answers = new ArrayList<>();
        new Answers(photos.iterator(), MODEL, batch, 2).forEachRemaining(answers::add);
        return answers;
    }

    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png", out);
        return out.toByteArray();
    }
}
