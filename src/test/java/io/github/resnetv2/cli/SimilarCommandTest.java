package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimilarCommandTest {
    private static final String QUERY = "cat/05.jpg";

    @TempDir
    private Path folder;

    private Path photos;
    private Path query;

    @BeforeEach
    void copy() throws IOException {
        photos = GoldenPhotos.copy(folder);
        query = photos.resolve(QUERY);
    }

    /** Of PyTorch's features, by name. */
    private static Map<String, Double> cosines() throws IOException {
        List<String> names = GoldenPhotos.names();
        double[][] rows = GoldenPhotos.rows("features.f64");
        double[] a = rows[names.indexOf(QUERY)];
        Map<String, Double> cosines = new TreeMap<>();
        for (String name : names) {
            double[] b = rows[names.indexOf(name)];
            double ab = 0;
            double aa = 0;
            double bb = 0;
            for (int i = 0; i < a.length; i++) {
                ab += a[i] * b[i];
                aa += a[i] * a[i];
                bb += b[i] * b[i];
            }
            cosines.put(name, ab / Math.sqrt(aa * bb));
        }
        cosines.remove(QUERY);
        return cosines;
    }

    @Test
    void theMostSimilarPhotosAreThoseOfPyTorchsFeatures() throws IOException, JsonException {
        Map<String, Double> cosines = cosines();
        List<String> expected = cosines.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .toList();
        Json.Obj json =
                Outcome.json("similar", "--model", GoldenPhotos.MODEL, "--query", query, "--top", 99, "--json", photos);
        assertEquals(query.toString(), json.get("query").text());
        List<Json> found = json.get("photos").array();
        assertEquals(23, found.size(), "the query itself is not among them");
        for (int i = 0; i < found.size(); i++) {
            String photo = found.get(i).object().get("photo").text();
            assertEquals(photos.resolve(expected.get(i)).toString(), photo);
            // Each feature is off by 5e-6 at most, and the cosine then by as much.
            assertEquals(
                    cosines.get(expected.get(i)),
                    found.get(i).object().get("cosine").number(),
                    1e-5);
        }
    }

    @Test
    void peopleGetATable() {
        List<String> lines = Outcome.done(
                        "similar", "--model", GoldenPhotos.MODEL, "--query", query, "--top", 2, photos)
                .lines()
                .toList();
        assertEquals(4, lines.size());
        assertTrue(lines.get(0).startsWith("   Cosine  Photo"), lines.get(0));
        assertTrue(lines.get(2).matches("1  0\\.9\\d{3}  .*cat.*"), lines.get(2));
    }

    @Test
    void aPhotoThatCannotBeReadIsPassedOver() throws IOException {
        Path broken = Files.write(photos.resolve("cat/broken.jpg"), new byte[4]);
        Outcome outcome = Outcome.of("similar", "--model", GoldenPhotos.MODEL, "--query", query, "--top", 1, photos);
        assertEquals(1, outcome.code());
        assertEquals(3, outcome.out().lines().count());
        List<String> errors = outcome.err().lines().toList();
        assertTrue(errors.get(0).startsWith(broken + ": "), outcome.err());
        assertEquals("resnetv2 similar: left out 1 photo", errors.get(1));
        assertEquals(2, errors.size());
    }

    @Test
    void aQueryThatCannotBeReadIsTheError() {
        Path missing = folder.resolve("none.jpg");
        assertEquals(
                missing + ": no such file",
                Outcome.failure("similar", "--model", GoldenPhotos.MODEL, "--query", missing, photos));
    }

    @Test
    void aFolderOfTheQueryAloneHoldsNoOther() throws IOException {
        Path alone = Files.createDirectory(folder.resolve("alone"));
        Files.createSymbolicLink(alone.resolve("link.jpg"), query);
        assertEquals(
                "no other photos there\n",
                Outcome.done("similar", "--model", GoldenPhotos.MODEL, "--query", query, alone));
    }
}
