package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.Classifier;
import io.github.resnetv2.Prediction;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.image.HeatMap;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answers of the classifier, as people and as programs read them. */
class ClassifyCommandTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path photo;
    private List<Prediction> expected;

    @BeforeEach
    void write() throws IOException {
        model = SampleFiles.model(folder);
        photo = SampleFiles.photo(folder);
        expected = Classifier.of(ResNetV2.load(model)).classify(photo, 3);
    }

    private String line(int rank) {
        Prediction prediction = expected.get(rank - 1);
        String label = prediction.label() + " ".repeat(4 - prediction.label().length());
        return String.format(Locale.ROOT, "%d  %s  %.1f %%", rank, label, 100 * prediction.probability());
    }

    @Test
    void onePhotoGivesATableWithTheMostProbableClassFirst() {
        List<String> lines =
                Outcome.done("classify", "--model", model, photo).lines().toList();
        assertEquals(3, lines.size());
        for (int rank = 1; rank <= 3; rank++) {
            String text = lines.get(rank - 1);
            assertTrue(text.startsWith(line(rank)), text + " instead of " + line(rank));
            assertTrue(text.endsWith("\u2588") || text.endsWith("\u258c"), text);
        }
    }

    @Test
    void topSaysHowManyClasses() {
        assertEquals(
                1,
                Outcome.done("classify", "--model", model, "--top", 1, photo)
                        .lines()
                        .count());
    }

    @Test
    void theAnswerIsTheSameForAnyNumberOfThreads() {
        assertEquals(
                Outcome.done("classify", "--model", model, "--threads", 1, photo),
                Outcome.done("classify", "--model", model, "--threads", 3, photo));
    }

    @Test
    void severalPhotosHaveAHeadingEach() {
        String both = Outcome.done("classify", "--model", model, photo, photo);
        String[] parts = both.split("\n\n", -1);
        assertEquals(2, parts.length);
        assertTrue(both.startsWith(photo + "\n  " + line(1)), both);
        assertEquals(parts[0] + "\n", parts[1]);
    }

    @Test
    void aPhotoThatCannotBeReadDoesNotKeepTheOthers() throws IOException {
        Path broken = Files.write(folder.resolve("broken.png"), new byte[] {1, 2, 3});
        Outcome outcome = Outcome.of("classify", "--model", model, folder.resolve("none.png"), photo, broken);
        assertEquals(1, outcome.code());
        assertTrue(outcome.out().startsWith(photo + "\n  " + line(1)), outcome.out());
        List<String> errors = outcome.err().lines().toList();
        assertEquals(3, errors.size(), outcome.err());
        assertEquals(folder.resolve("none.png") + ": no such file", errors.get(0));
        assertTrue(errors.get(1).startsWith(broken.toString()), outcome.err());
        assertEquals("resnetv2 classify: 2 of 3 photos could not be classified", errors.get(2));
    }

    @Test
    void aSinglePhotoThatCannotBeReadIsTheError() {
        Path missing = folder.resolve("none.png");
        assertEquals(missing + ": no such file", Outcome.failure("classify", "--model", model, missing));
        assertEquals(
                folder + ": expected a picture, found a folder", Outcome.failure("classify", "--model", model, folder));
    }

    @Test
    void programsGetEveryDigitAndEveryError() throws IOException, JsonException {
        Path missing = folder.resolve("none.png");
        Outcome outcome = Outcome.of("classify", "--model", model, "--json", "--top", 2, photo, missing);
        assertEquals(1, outcome.code());
        List<Json> photos = outcome.json().get("photos").array();
        Json.Obj first = photos.get(0).object();
        assertEquals(photo.toString(), first.get("photo").text());
        List<Json> predictions = first.get("predictions").array();
        assertEquals(2, predictions.size());
        for (int i = 0; i < 2; i++) {
            Json.Obj prediction = predictions.get(i).object();
            assertEquals(expected.get(i).index(), prediction.get("index").integer());
            assertEquals(expected.get(i).label(), prediction.get("label").text());
            assertEquals(expected.get(i).probability(), (float)
                    prediction.get("probability").number());
        }
        assertEquals(
                missing + ": no such file", photos.get(1).object().get("error").text());
    }

    @Test
    void labelsOfAFileReplaceThoseOfTheModel() throws IOException {
        Path labels = SampleFiles.lines(folder, "zero", "one", "two");
        String first = List.of("zero", "one", "two").get(expected.get(0).index());
        String text = Outcome.done("classify", "--model", model, "--labels", labels, photo);
        assertTrue(text.startsWith("1  " + first), text);
    }

    @Test
    void labelsOfTheWrongNumberAreAnErrorThatNamesTheirFile() throws IOException {
        Path labels = SampleFiles.lines(folder, "zero", "one");
        assertEquals(
                labels + ": labels: expected 3, found 2",
                Outcome.failure("classify", "--model", model, "--labels", labels, photo));
    }

    @Test
    void withoutLabelsTheNumberOfTheClassIsShown() throws IOException {
        String text = Outcome.done("classify", "--model", SampleFiles.nameless(folder), photo);
        assertTrue(text.matches("(?s)1  class [012]  .*"), text);
    }

    @Test
    void aModelWithoutAHeadIsRefused() throws IOException {
        Path headless = folder.resolve("headless.safetensors");
        ResNetV2.builder().depth(18).width(4).classes(0).build().save(headless);
        assertTrue(Outcome.failure("classify", "--model", headless, photo).contains("no head"));
    }

    @Test
    void aHeatMapIsWrittenOverThePhoto() throws IOException {
        Path png = folder.resolve("heat.png");
        String plain = Outcome.done("classify", "--model", model, photo);
        assertEquals(plain, Outcome.done("classify", "--model", model, "--heatmap", png, photo));
        Classifier classifier = Classifier.of(ResNetV2.load(model));
        RgbImage picture = SampleFiles.picture();
        assertEquals(classifier.explain(picture, 1).heatMap().overlay(picture), ImageDecoder.DEFAULT.decode(png));
        Outcome.done("classify", "--model", model, "--heatmap", png, "--layer", "layer2", photo);
        assertEquals(classifier.layerMap(picture, "layer2").overlay(picture), ImageDecoder.DEFAULT.decode(png));
    }

    @Test
    void programsGetTheValuesOfTheHeatMap() throws IOException, JsonException {
        Path png = folder.resolve("heat.png");
        Json.Obj json = Outcome.json("classify", "--model", model, "--json", "--heatmap", png, photo);
        Json.Obj map = json.get("photos").array().get(0).object().get("heatmap").object();
        HeatMap expected = Classifier.of(ResNetV2.load(model))
                .explain(SampleFiles.picture(), 1)
                .heatMap();
        assertEquals(4, map.get("width").integer());
        assertEquals(4, map.get("height").integer());
        List<Json> values = map.get("values").array();
        assertEquals(16, values.size());
        for (int i = 0; i < 16; i++) {
            assertEquals(expected.get(i % 4, i / 4), (float) values.get(i).number());
        }
        assertEquals(expected.area().left(), map.get("left").number());
        assertEquals(1, map.get("bottom").number());
    }

    @Test
    void aHeatMapThatCannotBeMadeIsRefused() {
        Path png = folder.resolve("heat.png");
        assertEquals(
                "--heatmap: expected one PHOTO, found 2",
                Outcome.misuse("classify", "--model", model, "--heatmap", png, photo, photo));
        assertEquals(
                "--layer: expected --heatmap with it, found none",
                Outcome.misuse("classify", "--model", model, "--layer", "layer1", photo));
        assertEquals(
                "output: expected one of [stem, layer1, layer2, layer3, layer4, map, features, logits], found layer9",
                Outcome.failure("classify", "--model", model, "--heatmap", png, "--layer", "layer9", photo));
        assertFalse(Files.exists(png));
    }

    @Test
    void aWrongCallIsRefused() {
        assertEquals("expected PHOTO, found none", Outcome.misuse("classify", "--model", model));
        assertEquals("expected --model FILE, found none", Outcome.misuse("classify", photo));
        assertEquals(
                "--top: expected a whole number of at least 1, found '0'",
                Outcome.misuse("classify", "--model", model, "--top", 0, photo));
        assertEquals(
                "--threads: expected a whole number from 1 to 1024, found 'all'",
                Outcome.misuse("classify", "--model", model, "--threads", "all", photo));
    }
}
