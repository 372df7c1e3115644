package io.github.resnetv2.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.family.Presets;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.GoldenNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesCommandTest {
    @TempDir
    private Path folder;

    /** A row has PyTorch's numbers. */
    private static void assertRow(String name, float[] found) throws IOException {
        double[] expected =
                GoldenPhotos.rows("features.f64")[GoldenPhotos.names().indexOf(name)];
        double error = Accuracy.worst(expected, 0, found);
        assertTrue(error <= GoldenNetwork.BATCH_NORM, () -> name + ": error " + error + " of the largest feature");
    }

    @Test
    void aMatrixHasARowForEachPhotoAndTheNamesLieBesideIt() throws IOException {
        Path photos = GoldenPhotos.copy(folder);
        Path output = folder.resolve("features.NPY");
        Path single = photos.resolve("cat/04.bmp");
        String text = Outcome.done("features", "--model", GoldenPhotos.MODEL, "--output", output, single, photos);
        Path names = folder.resolve("features.txt");
        assertEquals("25 photos, 128 features each -> " + output + "\nnames -> " + names + "\n", text);
        Tensor matrix = TensorFile.read(output, Optional.empty());
        assertEquals(Shape.of(25, 128), matrix.shape());
        List<String> lines = Files.readAllLines(names);
        assertEquals(single.toString(), lines.get(0));
        assertEquals(lines.subList(1, 25).stream().sorted().toList(), lines.subList(1, 25));
        for (int i = 0; i < 25; i++) {
            assertRow(photos.relativize(Path.of(lines.get(i))).toString().replace('\\', '/'), matrix.toArray2d()[i]);
        }
    }

    @Test
    void aTableHasNamesTitlesAndEveryDigit() throws IOException {
        Path photos = GoldenPhotos.copy(folder);
        Path odd = Files.copy(photos.resolve("cat/00.jpg"), folder.resolve("a \"cat\", sleeping.jpg"));
        Path table = folder.resolve("features.csv");
        Path matrix = folder.resolve("features.npy");
        Outcome.done("features", "--model", GoldenPhotos.MODEL, "--output", table, photos, odd);
        Outcome.done("features", "--model", GoldenPhotos.MODEL, "--output", matrix, photos, odd);
        List<List<String>> rows = GoldenPhotos.csv(table);
        float[][] expected = TensorFile.read(matrix, Optional.empty()).toArray2d();
        assertEquals(26, rows.size());
        assertEquals(List.of("photo", "f0", "f1"), rows.get(0).subList(0, 3));
        for (int i = 0; i < 25; i++) {
            List<String> row = rows.get(i + 1);
            List<String> numbers = row.subList(row.size() - 128, row.size());
            float[] found = new float[128];
            for (int k = 0; k < 128; k++) {
                found[k] = Float.parseFloat(numbers.get(k));
            }
            assertEquals(Arrays.toString(expected[i]), Arrays.toString(found));
        }
        assertTrue(
                String.join(",", rows.get(25)).startsWith("\"" + odd.toString().replace("\"", "\"\"") + "\","));
    }

    @Test
    void aPhotoThatCannotBeReadHasNoRow() throws IOException {
        Path photo = SampleFiles.photo(folder);
        Path missing = folder.resolve("none.jpg");
        Path output = folder.resolve("x.csv");
        Outcome outcome = Outcome.of("features", "--model", GoldenPhotos.MODEL, "--output", output, missing, photo);
        assertEquals(1, outcome.code());
        assertEquals(missing + ": no such file\nresnetv2 features: left out 1 photo\n", outcome.err());
        assertEquals(2, Files.readAllLines(output).size());
        Outcome none = Outcome.of("features", "--model", GoldenPhotos.MODEL, "--output", output, missing);
        assertEquals(1, none.code());
        assertTrue(none.err().endsWith("expected a photo that can be read, found none\n"), none.err());
    }

    @Test
    void whatCannotBeWrittenIsNotSaidToBe() throws IOException {
        Path photo = SampleFiles.photo(folder);
        // Too long a name for any file system.
        for (String ending : List.of(".csv", ".npy")) {
            Path output = folder.resolve("x".repeat(300) + ending);
            String message = Outcome.failure("features", "--model", GoldenPhotos.MODEL, "--output", output, photo);
            assertTrue(message.contains("x".repeat(300) + ending), message);
        }
    }

    @Test
    void aNetworkNeedsNoHead() throws IOException {
        Path headless = folder.resolve("headless.safetensors");
        ResNetV2.builder()
                .depth(18)
                .width(4)
                .classes(0)
                .smallImages()
                .build()
                .withPreprocessing(Presets.byName("cifar10"))
                .save(headless);
        Path output = folder.resolve("x.npy");
        Outcome.done("features", "--model", headless, "--output", output, SampleFiles.photo(folder));
        assertEquals(Shape.of(1, 32), TensorFile.read(output, Optional.empty()).shape());
    }
}
