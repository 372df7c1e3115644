package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answers to photos of known classes are PyTorch's, and so are the counts. */
class EvaluateCommandTest {
    @TempDir
    private Path folder;

    private static int label(String name) {
        return GoldenPhotos.LABELS.indexOf(name.split("/", 2)[0]);
    }

    private static boolean amongBest(double[] logits, int label, int count) {
        return Arrays.stream(logits).filter(value -> value > logits[label]).count() < count;
    }

    private static List<Json> array(Json.Obj object, String name) {
        try {
            return object.get(name).array();
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyAnswerIsThatOfPyTorch() throws IOException {
        Path answers = folder.resolve("answers.csv");
        Outcome.done("evaluate", "--model", GoldenPhotos.MODEL, "--answers", answers, GoldenPhotos.copy(folder));
        List<List<String>> rows = GoldenPhotos.csv(answers);
        assertEquals(List.of("photo", "label", "answer", "probability"), rows.get(0));
        List<String> names = GoldenPhotos.names();
        double[][] logits = GoldenPhotos.rows("logits.f64");
        assertEquals(names.size() + 1, rows.size());
        for (List<String> row : rows.subList(1, rows.size())) {
            String name = folder.resolve("photos")
                    .relativize(Path.of(row.get(0)))
                    .toString()
                    .replace('\\', '/');
            double[] expected = logits[names.indexOf(name)];
            int best = GoldenPhotos.best(expected);
            assertEquals(GoldenPhotos.LABELS.get(label(name)), row.get(1));
            assertEquals(GoldenPhotos.LABELS.get(best), row.get(2), name);
            double sum = Arrays.stream(expected)
                    .map(value -> Math.exp(value - expected[best]))
                    .sum();
            // GoldenNetwork derives 5e-6 of the largest logit, of about 10; a softmax has a slope of at most 1/4.
            assertEquals(1 / sum, Double.parseDouble(row.get(3)), 5e-5, name);
        }
    }

    @Test
    void theCountsAreThoseOfPyTorch() throws IOException, JsonException {
        List<String> names = GoldenPhotos.names();
        double[][] logits = GoldenPhotos.rows("logits.f64");
        int top1 = 0;
        int top5 = 0;
        int[][] confusion = new int[10][10];
        for (int i = 0; i < names.size(); i++) {
            int label = label(names.get(i));
            top1 += amongBest(logits[i], label, 1) ? 1 : 0;
            top5 += amongBest(logits[i], label, 5) ? 1 : 0;
            confusion[label][GoldenPhotos.best(logits[i])]++;
        }
        assertTrue(top1 > names.size() / 2 && top1 < top5, "a sample that shows mistakes");
        Path photos = GoldenPhotos.copy(folder);
        Json.Obj json = Outcome.json("evaluate", "--model", GoldenPhotos.MODEL, "--json", photos);
        assertEquals(names.size(), json.get("photos").integer());
        assertEquals(top1, json.get("top1").integer());
        assertEquals(top5, json.get("top5").integer());
        assertEquals((double) top1 / names.size(), json.get("top1_accuracy").number(), 1e-7);
        assertEquals((double) top5 / names.size(), json.get("top5_accuracy").number(), 1e-7);
        assertTrue(json.get("seconds").number() > 0
                && json.get("photos_per_second").number() > 0);
        int cells = 0;
        for (Json cell : array(json, "confusion")) {
            int truth = (int) cell.object().get("truth").integer();
            int predicted = (int) cell.object().get("predicted").integer();
            assertEquals(
                    confusion[truth][predicted], cell.object().get("photos").integer());
            cells++;
        }
        assertEquals(
                Arrays.stream(confusion)
                        .flatMapToInt(Arrays::stream)
                        .filter(count -> count > 0)
                        .count(),
                cells);
        for (Json scored : array(json, "classes")) {
            int index = (int) scored.object().get("index").integer();
            assertEquals(
                    GoldenPhotos.LABELS.get(index), scored.object().get("label").text());
            assertEquals(
                    Arrays.stream(confusion[index]).sum(),
                    scored.object().get("photos").integer());
            assertEquals(confusion[index][index], scored.object().get("top1").integer());
            assertEquals(
                    IntStream.range(0, 10).map(row -> confusion[row][index]).sum(),
                    scored.object().get("answers").integer());
        }
        assertEquals(List.of(), array(json, "left_out"));
        String accuracy = String.format(
                Locale.ROOT, "top-1  %.1f %%  %d of %d photos", 100.0 * top1 / names.size(), top1, names.size());
        String text = Outcome.done("evaluate", "--model", GoldenPhotos.MODEL, "--threads", 1, photos);
        assertTrue(text.startsWith(accuracy), text);
    }

    @Test
    void fewClassesHaveAMatrixOfAtMost80Columns() throws IOException {
        Path photos = GoldenPhotos.copy(folder);
        String text = Outcome.done("evaluate", "--model", GoldenPhotos.MODEL, photos);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
        List<String> lines = text.lines().toList();
        int title = lines.indexOf("Rows: the true class. Columns: the answers.");
        assertEquals("             0   3  other", lines.get(title + 2));
        assertTrue(lines.get(title + 4).startsWith("0  airplane"), text);
        assertTrue(lines.get(title + 5).matches("3  cat +\\. +11 +1"), lines.get(title + 5));
        assertEquals(title + 6, lines.size());
    }

    @Test
    void aTableGivesTheSameCountsAsFolders() throws IOException, JsonException {
        Path photos = GoldenPhotos.copy(folder);
        List<String> lines = new ArrayList<>(List.of("path,label"));
        for (String name : GoldenPhotos.names()) {
            lines.add("photos/" + name + "," + (lines.size() % 2 == 0 ? label(name) : name.split("/", 2)[0]));
        }
        Path table = Files.write(folder.resolve("table.csv"), lines);
        Json.Obj expected = Outcome.json("evaluate", "--model", GoldenPhotos.MODEL, "--json", photos);
        Json.Obj found = Outcome.json("evaluate", "--model", GoldenPhotos.MODEL, "--json", table);
        assertEquals(expected.get("classes").toString(), found.get("classes").toString());
        assertEquals(
                expected.get("confusion").toString(), found.get("confusion").toString());
        // The classes of PyTorch's network are in the order of their names.
        for (String label : GoldenPhotos.LABELS) {
            Files.createDirectories(photos.resolve(label));
        }
        Json.Obj sorted = Outcome.json("evaluate", "--model", GoldenPhotos.MODEL, "--sorted", "--json", photos);
        assertEquals(
                expected.get("confusion").toString(), sorted.get("confusion").toString());
        assertEquals(8, array(sorted, "left_out").size());
    }

    @Test
    void whatCannotBeUsedIsToldAndTheRestCounted() throws IOException {
        Path photos = GoldenPhotos.copy(folder);
        Path broken = Files.write(photos.resolve("cat/broken.jpg"), new byte[] {1, 2, 3});
        Path empty = Files.write(photos.resolve("cat/empty.png"), new byte[0]);
        Files.createDirectory(photos.resolve("zebra"));
        Files.copy(photos.resolve("cat/03.gif"), photos.resolve("zebra/a.gif"));
        Files.createDirectory(photos.resolve("ship"));
        Outcome outcome = Outcome.of("evaluate", "--model", GoldenPhotos.MODEL, photos);
        assertEquals(1, outcome.code());
        assertTrue(outcome.out().contains(" of 24 photos\n"), outcome.out());
        List<String> errors = outcome.err().lines().toList();
        assertEquals(5, errors.size(), outcome.err());
        assertEquals(photos.resolve("ship") + ": no photos in this folder", errors.get(0));
        assertTrue(
                errors.get(1).startsWith(photos.resolve("zebra") + ": the folder's name 'zebra' is no class"),
                outcome.err());
        assertTrue(errors.get(2).startsWith(broken + ": "), outcome.err());
        assertTrue(errors.get(3).startsWith(empty + ": "), outcome.err());
        assertEquals("resnetv2 evaluate: left out 3 photos", errors.get(4));
        Outcome json = Outcome.of("evaluate", "--model", GoldenPhotos.MODEL, "--json", photos);
        assertEquals("resnetv2 evaluate: left out 3 photos\n", json.err());
        assertEquals(4, array(json.json(), "left_out").size());
    }

    @Test
    void anEmptyFolderAloneIsNoFailure() throws IOException {
        Path photos = GoldenPhotos.copy(folder);
        Path ship = Files.createDirectory(photos.resolve("ship"));
        Outcome outcome = Outcome.of("evaluate", "--model", GoldenPhotos.MODEL, photos);
        assertEquals(0, outcome.code());
        assertEquals(ship + ": no photos in this folder\n", outcome.err());
    }

    @Test
    void nothingToCountIsAFailure() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals(
                empty + ": expected photos of known classes, found none",
                Outcome.failure("evaluate", "--model", GoldenPhotos.MODEL, empty));
        Files.createDirectory(empty.resolve("cat"));
        Files.write(empty.resolve("cat/x.png"), new byte[5]);
        Path png = folder.resolve("matrix.png");
        Outcome outcome = Outcome.of("evaluate", "--model", GoldenPhotos.MODEL, "--confusion", png, empty);
        assertEquals(1, outcome.code());
        assertTrue(outcome.err().endsWith(": none of the photos could be read\n"), outcome.err());
        assertEquals("", outcome.out());
        Json.Obj json = Outcome.of("evaluate", "--model", GoldenPhotos.MODEL, "--confusion", png, "--json", empty)
                .json();
        assertEquals(1, array(json, "left_out").size());
        assertFalse(Files.exists(png));
    }

    @Test
    void theMatrixIsAlsoAPicture() throws IOException {
        Path png = folder.resolve("matrix.png");
        Outcome.done("evaluate", "--model", GoldenPhotos.MODEL, "--confusion", png, GoldenPhotos.copy(folder));
        assertTrue(ImageDecoder.DEFAULT.decode(png).width() > 200);
    }

    @Test
    void manyClassesShowTheWeakestAndTheMostFrequentMistakes() throws IOException {
        Path model = folder.resolve("many.safetensors");
        ResNetV2.builder().depth(18).width(4).classes(120).smallImages().build().save(model);
        List<String> lines = new ArrayList<>();
        Path photo = SampleFiles.photo(folder);
        for (int label = 0; label < 120; label++) {
            lines.add(photo.getFileName() + "," + label);
        }
        Path table = Files.write(folder.resolve("table.csv"), lines);
        String text = Outcome.done("evaluate", "--model", model, table);
        // How wide a column is depends on the speed.
        String head = text.replaceAll(" +", " ");
        assertTrue(head.startsWith("top-1 0.8 % 1 of 120 photos\ntop-5 4.2 % 5 of 120 photos\n"), text);
        assertTrue(text.contains("The 20 weakest of 120 classes:\n"), text);
        assertTrue(text.contains("The most frequent of 119 kinds of mistakes:\n"), text);
        assertTrue(text.lines().count() < 60, text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
    }

    @Test
    void aWrongCallIsRefused() {
        assertEquals("expected DIR, found none", Outcome.misuse("evaluate", "--model", "m"));
        assertEquals(
                "--confusion: expected a name that ends with .png, found 'x.jpg'",
                Outcome.misuse("evaluate", "--model", "m", "--confusion", "x.jpg", folder));
        assertEquals(
                "--sorted: expected a folder, found 'x.csv'",
                Outcome.misuse("evaluate", "--model", GoldenPhotos.MODEL, "--sorted", "x.csv"));
        Path missing = folder.resolve("none");
        assertEquals(missing + ": no such file", Outcome.failure("evaluate", "--model", GoldenPhotos.MODEL, missing));
    }
}
