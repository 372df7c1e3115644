package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.JsonOutput.JSON;
import static io.github.resnetv2.cli.ModelOptions.LABELS;
import static io.github.resnetv2.cli.ModelOptions.MODEL;
import static io.github.resnetv2.cli.ModelOptions.THREADS;

import io.github.resnetv2.Classifier;
import io.github.resnetv2.Explanation;
import io.github.resnetv2.PhotoResult;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.image.HeatMap;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names what photos show. */
final class ClassifyCommand implements Command {
    private static final Parameter<Integer> TOP = Parameter.option(
                    "--top", "K", "how many classes to show", Values.integer(1, Integer.MAX_VALUE))
            .orElse("5");

    private static final Parameter<Path> PHOTO = Parameter.operand(
                    "PHOTO", "a JPEG, PNG, GIF or BMP picture", Values::file)
            .asRepeated();

    private static final Parameter<Path> HEAT_MAP = Parameter.option(
            "--heatmap",
            "FILE",
            "a .png to write: the photo, coloured where it speaks for the best class; for a single PHOTO",
            Values.output(".png"));

    private static final Parameter<String> LAYER = Parameter.option(
            "--layer",
            "NAME",
            "with --heatmap, colour where this layer is active, such as layer3, instead",
            Values::text);

    @Override
    public Syntax syntax() {
        return Syntax.of("classify", "Names what photos show, the most probable first")
                .details("A photo is prepared as the network's own Python library does it. One that cannot be read does"
                        + " not keep the others from being classified; the exit code is 1 then.")
                .parameters(MODEL.asRequired(), LABELS, TOP, HEAT_MAP, LAYER, THREADS, JSON, PHOTO)
                .examples(
                        "--model resnet50.safetensors cat.jpg",
                        "--model resnet50.pth --labels imagenet.txt --top 3 *.jpg",
                        "--model resnet50.safetensors --heatmap heat.png cat.jpg");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        List<Path> photos = arguments.all(PHOTO);
        if (arguments.has(HEAT_MAP) && photos.size() > 1) {
            throw new UsageException("--heatmap: expected one PHOTO, found " + photos.size());
        }
        if (arguments.has(LAYER) && !arguments.has(HEAT_MAP)) {
            throw new UsageException("--layer: expected --heatmap with it, found none");
        }
        ResNetV2 model = ModelOptions.load(arguments);
        Classifier classifier = Classifier.of(model);
        ClassifyReport report = arguments.has(JSON)
                ? new ClassifyReport.OfJson(terminal)
                : new ClassifyReport.OfText(
                        terminal, photos.size(), !model.labels().isEmpty());
        if (arguments.has(HEAT_MAP)) {
            withHeatMap(classifier, arguments, report);
        } else {
            withoutHeatMap(classifier, arguments, report);
        }
    }

    private static void withHeatMap(Classifier classifier, Arguments arguments, ClassifyReport report)
            throws UsageException, IOException {
        Path file = arguments.get(PHOTO);
        RgbImage photo = ImageDecoder.DEFAULT.decode(file);
        Explanation explanation = classifier.explain(photo, arguments.get(TOP));
        Optional<String> layer = arguments.find(LAYER);
        HeatMap map = layer.isPresent() ? classifier.layerMap(photo, layer.get()) : explanation.heatMap();
        Files.write(arguments.get(HEAT_MAP), map.overlay(photo).toPng());
        report.add(file, explanation.predictions(), Optional.of(map));
        report.close();
    }

    private static void withoutHeatMap(Classifier classifier, Arguments arguments, ClassifyReport report)
            throws UsageException, IOException {
        List<Path> photos = arguments.all(PHOTO);
        List<Exception> failures = new ArrayList<>();
        classifier.classifyFiles(photos, arguments.get(TOP), result -> {
            if (result instanceof PhotoResult.Classified classified) {
                report.add(classified.photo(), classified.predictions(), Optional.empty());
            } else if (result instanceof PhotoResult.Failed failed) {
                failures.add(failed.reason());
                report.fail(failed.photo(), Failure.describe(failed.reason()));
            }
        });
        report.close();
        if (!failures.isEmpty()) {
            Exception first = failures.get(0);
            String what = failures.size() + " of " + photos.size() + " photos could not be classified";
            throw new IOException(photos.size() == 1 ? Failure.describe(first) : what, first);
        }
    }
}
