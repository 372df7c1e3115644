package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.ModelOptions.EXACT;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.ResNetV2Builder;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.tensor.Shape;
import java.io.IOException;
import java.util.Optional;

/**
 * What is measured: a network, and made-up images of a size.
 *
 * @param network its name, or its file
 * @param model ready to run
 * @param input the shape of one call's images
 * @param exact whether it runs without Winograd's form
 */
record Trial(String network, ResNetV2 model, Shape input, boolean exact) {
    static final Parameter<String> NETWORK = Parameter.option(
                    "--model", "NETWORK", StandardNetwork.NAMES + " with initial values, or a model file", Values::text)
            .asRequired();

    static final Parameter<Integer> BATCH = Parameter.option(
                    "--batch", "N", "how many images a call takes", Values.integer(1, 1 << 16))
            .orElse("1");

    static final Parameter<Integer> SIZE = Parameter.option(
            "--size",
            "N",
            "height and width of the images, instead of those the file asks for, or 224",
            Values.integer(1, 1 << 14));

    private static final int USUAL_SIZE = 224;

    /** What the options ask for, with {@link ModelOptions#THREADS} and {@link ModelOptions#EXACT}. */
    static Trial of(Arguments arguments) throws UsageException, IOException {
        String name = arguments.get(NETWORK);
        Optional<ResNetV2Builder> standard = StandardNetwork.named(name);
        ResNetV2 model = standard.isPresent() ? standard.get().build() : ResNetV2.load(Values.file(name));
        model = ModelOptions.withNumerics(ModelOptions.withThreads(model, arguments), arguments);
        Shape input = input(arguments, model);
        if (input.elements() > Integer.MAX_VALUE - 8) {
            throw new UsageException(
                    "--batch and --size: expected less than 2^31 - 8 numbers a call, found " + input.elements());
        }
        return new Trial(name, model, input, arguments.has(EXACT));
    }

    private static Shape input(Arguments arguments, ResNetV2 model) throws UsageException {
        Optional<Integer> size = arguments.find(SIZE);
        int edge = size.isPresent()
                ? size.get()
                : model.preprocessing()
                        .map(preprocessing -> preprocessing.sizing().size())
                        .orElse(USUAL_SIZE);
        return Shape.of(arguments.get(BATCH), model.architecture().inputChannels(), edge, edge);
    }
}
