package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.ModelOptions.EXACT;
import static io.github.resnetv2.cli.ModelOptions.MODEL;
import static io.github.resnetv2.cli.ModelOptions.THREADS;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs a network on a tensor. */
final class ForwardCommand implements Command {
    private static final Parameter<Path> INPUT = Parameter.option(
                    "--input", "FILE", "a tensor [N, C, H, W], already prepared: .npy or .safetensors", Values::file)
            .asRequired();

    private static final Parameter<String> NAME =
            Parameter.option("--name", "TENSOR", "which tensor of the input file, if it holds several", Values::text);

    private static final Parameter<Path> OUTPUT = Parameter.option(
                    "--output",
                    "FILE",
                    "where to write: .npy, or .safetensors under the names of the outputs",
                    Values.output(TensorFile.NPY, TensorFile.SAFETENSORS))
            .asRequired();

    private static final Parameter<String> OUTPUTS = Parameter.option(
                    "--outputs",
                    "NAME",
                    "stem, layer1, layer2, ..., map, features or logits, instead of the network's result",
                    Values::text)
            .asRepeated();

    @Override
    public Syntax syntax() {
        return Syntax.of("forward", "Runs a network on a tensor and writes what it gives")
                .details("For checking against Python: both sides read and write the same files.")
                .parameters(MODEL.asRequired(), THREADS, EXACT, INPUT, NAME, OUTPUT, OUTPUTS)
                .examples(
                        "--model resnet50.pth --input x.npy --output logits.npy",
                        "--model resnet50.pth --input x.npy --output y.safetensors --outputs stem,layer1");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        Path output = arguments.get(OUTPUT);
        List<String> names = arguments.all(OUTPUTS);
        if (names.size() > 1 && TensorFile.isNpy(output)) {
            throw new UsageException("--output: expected a name that ends with .safetensors for " + names.size()
                    + " outputs, found '" + output + "'");
        }
        ResNetV2 model = ModelOptions.withNumerics(ModelOptions.load(arguments), arguments);
        Tensor input = TensorFile.read(arguments.get(INPUT), arguments.find(NAME));
        List<String> known = model.outputNames();
        Map<String, Tensor> results = names.isEmpty()
                ? Map.of(known.get(known.size() - 1), model.forward(input))
                : model.outputs(input, names.toArray(String[]::new));
        TensorFile.write(output, results);
        results.forEach((name, tensor) -> terminal.println(name + " " + tensor.shape() + " -> " + output));
    }
}
