package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.JsonOutput.JSON;
import static io.github.resnetv2.cli.ModelOptions.LABELS;
import static io.github.resnetv2.cli.ModelOptions.MODEL;
import static io.github.resnetv2.cli.ModelOptions.THREADS;

import io.github.resnetv2.Classifier;
import io.github.resnetv2.PhotoResult;
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
import io.github.resnetv2.evaluate.ConfusionMatrix;
import io.github.resnetv2.evaluate.Evaluation;
import io.github.resnetv2.evaluate.LabelledPhotos;
import io.github.resnetv2.evaluate.LabelledPhotos.Photo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Counts how often a network is right. */
final class EvaluateCommand implements Command {
    private static final Parameter<Boolean> SORTED = Parameter.flag(
            "--sorted",
            "take the folders, sorted by name, for the classes in their order, as torchvision's ImageFolder does");

    private static final Parameter<Path> CONFUSION = Parameter.option(
            "--confusion",
            "FILE",
            "where to draw the confusion matrix, of at most " + ConfusionMatrix.MAX_PICTURE_CLASSES + " classes",
            Values.output(".png"));

    private static final Parameter<Path> ANSWERS = Parameter.option(
            "--answers",
            "FILE",
            "where to write the answer to each photo: lines of photo, label, answer, probability",
            Values.output(".csv"));

    private static final Parameter<Path> PHOTOS = Parameter.operand(
            "DIR", "a folder that holds a folder for each class, or a CSV file of lines path,label", Values::file);

    @Override
    public Syntax syntax() {
        return Syntax.of("evaluate", "Counts how often a network is right about photos of known classes")
                .details("A folder's name or the second field of a line is a label or the number of a class. What is no"
                        + " class, and photos that cannot be read, are reported and left out; the exit code is 1 then."
                        + " The confusion matrix is printed if it fits into " + EvaluationReport.WIDTH
                        + " columns, otherwise the " + EvaluationReport.MISTAKES
                        + " most frequent mistakes; of more than " + EvaluationReport.MAX_CLASSES
                        + " classes the " + EvaluationReport.WEAKEST + " weakest. --json tells all.")
                .parameters(MODEL.asRequired(), LABELS, SORTED, CONFUSION, ANSWERS, THREADS, JSON, PHOTOS)
                .examples(
                        "--model model.safetensors --confusion matrix.png photos",
                        "--model resnet50.pth --sorted imagenet/val",
                        "--model model.safetensors --answers answers.csv test.csv");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        ResNetV2 model = ModelOptions.load(arguments);
        Omissions omissions = new Omissions(terminal, arguments.has(JSON));
        LabelledPhotos photos = photos(arguments, model);
        photos.omissions().forEach(omissions::add);
        if (photos.photos().isEmpty()) {
            throw new IOException(arguments.get(PHOTOS) + ": expected photos of known classes, found none");
        }
        Optional<Path> picture = arguments.find(CONFUSION);
        if (picture.isPresent()) {
            requirePicture(photos);
        }
        List<List<String>> answers = new ArrayList<>();
        Optional<Path> answerFile = arguments.find(ANSWERS);
        long start = System.nanoTime();
        Evaluation evaluation = evaluate(model, photos, omissions, terminal, (photo, best) -> {
            if (answerFile.isPresent()) {
                answers.add(line(photo, best, photos.labels()));
            }
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        if (answerFile.isPresent()) {
            Stream<List<String>> titles = Stream.of(List.of("photo", "label", "answer", "probability"));
            CsvFile.write(answerFile.get(), Stream.concat(titles, answers.stream()));
        }
        if (evaluation.total().photos() == 0 && !arguments.has(JSON)) {
            throw new IOException(arguments.get(PHOTOS) + ": none of the photos could be read");
        }
        if (picture.isPresent() && evaluation.total().photos() > 0) {
            Files.write(picture.get(), evaluation.confusion().picture().toPng());
        }
        EvaluationReport report = new EvaluationReport(evaluation, photos.labels(), seconds);
        if (arguments.has(JSON)) {
            terminal.println(report.json(omissions).pretty());
        } else {
            terminal.print(report.text());
        }
        omissions.close();
    }

    private static LabelledPhotos photos(Arguments arguments, ResNetV2 model) throws UsageException, IOException {
        Path source = arguments.get(PHOTOS);
        boolean sorted = arguments.has(SORTED);
        List<String> labels = model.labels().isEmpty()
                ? IntStream.range(0, model.architecture().classes())
                        .mapToObj(Integer::toString)
                        .toList()
                : model.labels();
        if (Files.isDirectory(source)) {
            return sorted ? LabelledPhotos.ofSortedFolders(source, labels) : LabelledPhotos.ofFolders(source, labels);
        }
        if (sorted) {
            throw new UsageException("--sorted: expected a folder, found '" + source + "'");
        }
        return LabelledPhotos.ofTable(source, labels);
    }

    /** Before the work is done. */
    private static void requirePicture(LabelledPhotos photos) throws IOException {
        long classes = photos.photos().stream().map(Photo::label).distinct().count();
        if (classes > ConfusionMatrix.MAX_PICTURE_CLASSES) {
            throw new IOException(CONFUSION.name() + ": expected photos of at most "
                    + Figures.grouped(ConfusionMatrix.MAX_PICTURE_CLASSES) + " classes, found "
                    + Figures.grouped(classes));
        }
    }

    private static Evaluation evaluate(
            ResNetV2 model,
            LabelledPhotos photos,
            Omissions omissions,
            Terminal terminal,
            BiConsumer<Photo, Prediction> answers) {
        int count = photos.photos().size();
        try (Progress progress = terminal.progress("evaluating", count)) {
            return Evaluation.of(Classifier.of(model), photos, (photo, result) -> {
                if (result instanceof PhotoResult.Classified classified) {
                    answers.accept(photo, classified.predictions().get(0));
                } else if (result instanceof PhotoResult.Failed failed) {
                    progress.clear();
                    omissions.add(failed.reason());
                }
                progress.step();
            });
        }
    }

    private static List<String> line(Photo photo, Prediction best, List<String> labels) {
        return List.of(
                photo.file().toString(), labels.get(photo.label()), best.label(), Float.toString(best.probability()));
    }
}
