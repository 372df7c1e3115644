package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.ModelOptions.MODEL;

import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.cli.terminal.TextTable;
import io.github.resnetv2.cli.terminal.TextTable.Align;
import io.github.resnetv2.family.ModelFile;
import io.github.resnetv2.family.Presets;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.image.Sizing;
import io.github.resnetv2.image.Sizing.Fit;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.weights.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes what a network gets to see of a photo. */
final class PreprocessCommand implements Command {
    private static final Parameter<Preprocessing> PRESET = Parameter.option(
            "--preset", "NAME", "as for a published checkpoint, one of --list", Values.oneOf(Presets.all()));

    private static final Parameter<Boolean> LIST = Parameter.flag("--list", "print all presets and nothing else");

    private static final Parameter<Path> OUTPUT = Parameter.option(
            "--output",
            "FILE",
            "where to write the tensor [1, 3, H, W]: .npy, or .safetensors as 'input'",
            Values.output(TensorFile.NPY, TensorFile.SAFETENSORS));

    private static final Parameter<Path> PNG = Parameter.option(
            "--png", "FILE", "where to write the picture, resized and cut but not normalised", Values.output(".png"));

    private static final Parameter<Path> PHOTO = Parameter.operand(
                    "PHOTO", "a JPEG, PNG, GIF or BMP picture", Values::file)
            .asOptional();

    @Override
    public Syntax syntax() {
        return Syntax.of("preprocess", "Writes the exact tensor that a network is fed for a photo")
                .details(
                        "Either --model or --preset says how the photo is prepared. The first thing to compare when the"
                                + " answers differ from those of Python.")
                .parameters(MODEL, PRESET, OUTPUT, PNG, LIST, PHOTO)
                .usages("(--model FILE | --preset NAME) --output FILE [--png FILE] PHOTO", "--list")
                .examples(
                        "--preset torchvision-imagenet --output x.npy cat.jpg",
                        "--model resnet50.pth --output x.npy --png seen.png cat.jpg",
                        "--list");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        if (arguments.has(LIST)) {
            terminal.print(list());
            return;
        }
        if (arguments.has(MODEL) == arguments.has(PRESET)) {
            throw new UsageException(
                    "expected either --model or --preset, found " + (arguments.has(MODEL) ? "both" : "none"));
        }
        Path photo = arguments.get(PHOTO);
        Path output = arguments.get(OUTPUT);
        Preprocessing preprocessing =
                arguments.has(PRESET) ? arguments.get(PRESET) : preprocessing(arguments.get(MODEL));
        RgbImage image = ImageDecoder.DEFAULT.decode(photo);
        Tensor tensor = preprocessing.apply(image);
        TensorFile.write(output, Map.of("input", tensor));
        Optional<Path> png = arguments.find(PNG);
        if (png.isPresent()) {
            Files.write(png.get(), preprocessing.sizing().apply(image).toPng());
        }
        terminal.println(photo + ", " + image.width() + " x " + image.height() + ": " + preprocessing);
        terminal.println("input " + tensor.shape() + " -> " + output);
    }

    private static Preprocessing preprocessing(Path model) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(model, Limits.DEFAULT)) {
            return ModelFile.recognise(checkpoint, Limits.DEFAULT).preprocessing();
        }
    }

    private static String list() {
        TextTable table = new TextTable(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.LEFT)
                .header("Preset", "Size", "Crop", "Filter");
        Presets.all().forEach((name, preset) -> {
            Sizing sizing = preset.sizing();
            table.row(
                    name,
                    Integer.toString(sizing.size()),
                    sizing.fit() == Fit.EXACT ? "none" : Double.toString(sizing.cropFraction()),
                    sizing.filter().name().toLowerCase(Locale.ROOT));
        });
        return table.toString();
    }
}
