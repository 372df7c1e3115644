package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.JsonOutput.JSON;
import static io.github.resnetv2.cli.ModelOptions.LABELS;
import static io.github.resnetv2.cli.ModelOptions.MODEL;
import static io.github.resnetv2.cli.ModelOptions.THREADS;

import io.github.resnetv2.Classifier;
import io.github.resnetv2.Prediction;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.terminal.Figures;
import io.github.resnetv2.cli.terminal.Progress;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.cli.terminal.TextTable;
import io.github.resnetv2.cli.terminal.TextTable.Align;
import io.github.resnetv2.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Names what photos show. */
final class ClassifyCommand implements Command {
    private static final Parameter<Integer> TOP = Parameter.option(
                    "--top", "K", "how many classes to show", Values.integer(1, Integer.MAX_VALUE))
            .orElse("5");

    private static final Parameter<Path> PHOTO = Parameter.operand(
                    "PHOTO", "a JPEG, PNG, GIF or BMP picture", Values::file)
            .asRepeated();

    @Override
    public Syntax syntax() {
        return Syntax.of("classify", "Names what photos show, the most probable first")
                .details("A photo is prepared as the network's own Python library does it. One that cannot be read does"
                        + " not keep the others from being classified; the exit code is 1 then.")
                .parameters(MODEL.asRequired(), LABELS, TOP, THREADS, JSON, PHOTO)
                .examples(
                        "--model resnet50.safetensors cat.jpg",
                        "--model resnet50.pth --labels imagenet.txt --top 3 *.jpg");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        ResNetV2 model = ModelOptions.load(arguments);
        Classifier classifier = Classifier.of(model);
        List<Path> photos = arguments.all(PHOTO);
        int top = arguments.get(TOP);
        Report report = arguments.has(JSON)
                ? new JsonReport(terminal)
                : new TextReport(terminal, photos.size(), !model.labels().isEmpty());
        List<Exception> failures = new ArrayList<>();
        for (Path photo : photos) {
            try {
                report.add(photo, classifier.classify(photo, top));
            } catch (IOException | IllegalArgumentException e) {
                failures.add(e);
                report.fail(photo, Failure.describe(e));
            }
        }
        report.close();
        if (!failures.isEmpty()) {
            Exception first = failures.get(0);
            String what = failures.size() + " of " + photos.size() + " photos could not be classified";
            throw new IOException(photos.size() == 1 ? Failure.describe(first) : what, first);
        }
    }

    /** Takes the answers as they come. */
    private interface Report {
        void add(Path photo, List<Prediction> predictions);

        void fail(Path photo, String why);

        void close();
    }

    /** A table for each photo, as soon as it is there. */
    private static final class TextReport implements Report {
        private final Terminal terminal;
        private final Progress progress;
        private final boolean several;
        private final boolean named;
        private boolean first = true;

        TextReport(Terminal terminal, int photos, boolean named) {
            this.terminal = terminal;
            this.progress = terminal.progress("classifying", photos);
            this.several = photos > 1;
            this.named = named;
        }

        @Override
        public void add(Path photo, List<Prediction> predictions) {
            TextTable table = new TextTable(Align.RIGHT, Align.LEFT, Align.RIGHT, Align.LEFT).indent(several ? 2 : 0);
            for (Prediction prediction : predictions) {
                table.row(
                        Integer.toString(predictions.indexOf(prediction) + 1),
                        named ? prediction.label() : "class " + prediction.index(),
                        Figures.percent(prediction.probability()),
                        Figures.bar(prediction.probability()));
            }
            progress.clear();
            terminal.print((first ? "" : "\n") + (several ? photo + "\n" : "") + table);
            first = false;
            progress.step();
        }

        @Override
        public void fail(Path photo, String why) {
            if (several) {
                progress.clear();
                terminal.error(why);
                progress.step();
            }
        }

        @Override
        public void close() {
            progress.close();
        }
    }

    /** One object with all photos, at the end. */
    private static final class JsonReport implements Report {
        private final Terminal terminal;
        private final List<Json> photos = new ArrayList<>();

        JsonReport(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void add(Path photo, List<Prediction> predictions) {
            List<Json> items = new ArrayList<>();
            for (Prediction prediction : predictions) {
                items.add(Json.members()
                        .put("index", prediction.index())
                        .put("label", prediction.label())
                        .put("probability", JsonOutput.number(prediction.probability()))
                        .build());
            }
            photos.add(Json.members()
                    .put("photo", photo.toString())
                    .put("predictions", new Json.Arr(items))
                    .build());
        }

        @Override
        public void fail(Path photo, String why) {
            photos.add(Json.members()
                    .put("photo", photo.toString())
                    .put("error", why)
                    .build());
        }

        @Override
        public void close() {
            terminal.println(
                    Json.members().put("photos", new Json.Arr(photos)).build().pretty());
        }
    }
}
