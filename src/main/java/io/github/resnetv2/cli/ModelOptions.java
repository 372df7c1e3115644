package io.github.resnetv2.cli;

import io.github.resnetv2.Numerics;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The options of every command that runs a trained network. */
final class ModelOptions {
    static final Parameter<Path> MODEL =
            Parameter.option("--model", "FILE", "a trained network, in any format that inspect knows", Values::file);

    static final Parameter<Path> LABELS = Parameter.option(
            "--labels", "FILE", "names of the classes, one a line, instead of those in the model", Values::file);

    static final Parameter<Integer> THREADS = Parameter.option(
            "--threads",
            "N",
            "how many threads work on a call, instead of one for each physical core; the numbers are the same",
            Values.integer(1, 1024));

    static final Parameter<Boolean> EXACT =
            Parameter.flag("--exact", "compute without Winograd's form, so that a batch equals its images bit for bit");

    private ModelOptions() {}

    /** The network of {@link #MODEL}, with {@link #LABELS} and {@link #THREADS} if they are given. */
    static ResNetV2 load(Arguments arguments) throws UsageException, IOException {
        return withThreads(load(arguments.get(MODEL), arguments), arguments);
    }

    /** The network of a file, with the labels of {@link #LABELS} if they are given. */
    static ResNetV2 load(Path file, Arguments arguments) throws UsageException, IOException {
        Optional<Path> labels = arguments.find(LABELS);
        ResNetV2 model = ResNetV2.load(file);
        if (labels.isEmpty()) {
            return model;
        }
        try {
            return model.withLabels(LabelFile.read(labels.get()));
        } catch (IllegalArgumentException e) {
            throw new IOException(labels.get() + ": " + e.getMessage(), e);
        }
    }

    /** A network on as many threads as {@link #THREADS} says, if it is given. */
    static ResNetV2 withThreads(ResNetV2 model, Arguments arguments) throws UsageException {
        Optional<Integer> threads = arguments.find(THREADS);
        return threads.isPresent() ? model.withThreads(threads.get()) : model;
    }

    /** A network that computes as {@link #EXACT} says. */
    static ResNetV2 withNumerics(ResNetV2 model, Arguments arguments) {
        return arguments.has(EXACT) ? model.withNumerics(Numerics.EXACT) : model;
    }
}
