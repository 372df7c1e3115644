package io.github.resnetv2.cli;

import io.github.resnetv2.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Photos in a folder for each class, and what PyTorch says of them; made by {@code src/test/python/golden_photos.py}. */
final class GoldenPhotos {
    static final Path MODEL = Path.of(System.getProperty("basedir", "."), "src", "demo", "cifar10.safetensors");
    static final List<String> LABELS =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private GoldenPhotos() {}

    /** Such as {@code cat/03.gif}. */
    static List<String> names() throws IOException {
        return Golden.read("photos/answers.safetensors")
                .metadata()
                .get("names")
                .lines()
                .toList();
    }

    /** A row for each photo, computed in double precision. */
    static double[][] rows(String tensor) throws IOException {
        Golden.Recorded recorded = Golden.read("photos/answers.safetensors").tensor(tensor);
        double[] values = recorded.doubles();
        double[][] rows = new double[recorded.shape()[0]][recorded.shape()[1]];
        for (int i = 0; i < values.length; i++) {
            rows[i / rows[0].length][i % rows[0].length] = values[i];
        }
        return rows;
    }

    /** The index of the largest number. */
    static int best(double[] row) {
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            best = row[i] > row[best] ? i : best;
        }
        return best;
    }

    /** The photos in a folder of their own; its paths end as the names. */
    static Path copy(Path folder) throws IOException {
        Path root = folder.resolve("photos");
        for (String name : names()) {
            Files.createDirectories(root.resolve(name).getParent());
            Files.copy(Golden.path("photos/" + name), root.resolve(name));
        }
        return root;
    }

    /** The lines of a text file, each split at its commas. */
    static List<List<String>> csv(Path file) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            rows.add(List.of(line.split(",", -1)));
        }
        return rows;
    }
}
