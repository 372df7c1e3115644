package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.ModelOptions.MODEL;
import static io.github.resnetv2.cli.ModelOptions.THREADS;
import static io.github.resnetv2.cli.PhotoList.PHOTOS;

import io.github.resnetv2.Embedder;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.terminal.Figures;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes what a network knows of photos before it names them. */
final class FeaturesCommand implements Command {
    private static final String CSV = ".csv";

    private static final Parameter<Path> OUTPUT = Parameter.option(
                    "--output",
                    "FILE",
                    "where to write: .npy, and the photos' names beside it as .txt; or .csv with names and numbers",
                    Values.output(TensorFile.NPY, CSV))
            .asRequired();

    @Override
    public Syntax syntax() {
        return Syntax.of("features", "Writes the feature vectors (embeddings) of photos")
                .details("One row a photo, in the order given, those of a folder by name. A photo that cannot be read"
                        + " is reported and has no row; the exit code is 1 then.")
                .parameters(MODEL.asRequired(), OUTPUT, THREADS, PHOTOS)
                .examples(
                        "--model resnet50.pth --output photos.npy holidays",
                        "--model resnet50.pth --output photos.csv a.jpg b.jpg");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        Path output = arguments.get(OUTPUT);
        ResNetV2 model = ModelOptions.load(arguments);
        Omissions omissions = new Omissions(terminal, false);
        List<Path> photos = PhotoList.of(arguments.all(PHOTOS), omissions);
        List<String> names = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        PhotoList.embed(Embedder.of(model), photos, omissions, terminal, (photo, embedding) -> {
            names.add(photo.toString());
            rows.add(embedding);
        });
        if (rows.isEmpty()) {
            throw new IOException("expected a photo that can be read, found none");
        }
        int features = rows.get(0).length;
        String written =
                Figures.grouped(rows.size()) + " photos, " + Figures.grouped(features) + " features each -> " + output;
        if (TensorFile.isNpy(output)) {
            TensorFile.write(output, Map.of("features", matrix(rows, features)));
            terminal.println(written);
            Path beside = Path.of(
                    output.toString().substring(0, output.toString().length() - TensorFile.NPY.length()) + ".txt");
            // A name may hold a line end; a line must not.
            CsvFile.writeLines(
                    beside, names.stream().map(name -> name.replace("\n", "\\n").replace("\r", "\\r")));
            terminal.println("names -> " + beside);
        } else {
            Stream<String> titles = Stream.concat(
                    Stream.of("photo"), IntStream.range(0, features).mapToObj(i -> "f" + i));
            CsvFile.write(
                    output,
                    Stream.concat(
                            Stream.of(titles.toList()),
                            IntStream.range(0, rows.size()).mapToObj(i -> row(names.get(i), rows.get(i)))));
            terminal.println(written);
        }
        omissions.close();
    }

    private static Tensor matrix(List<float[]> rows, int features) {
        return Tensor.build(Shape.of(rows.size(), features), target -> {
            for (int i = 0; i < rows.size(); i++) {
                System.arraycopy(rows.get(i), 0, target, i * features, features);
            }
        });
    }

    private static List<String> row(String name, float[] embedding) {
        List<String> fields = new ArrayList<>(List.of(name));
        for (float value : embedding) {
            fields.add(Float.toString(value));
        }
        return fields;
    }
}
