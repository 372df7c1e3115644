package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.ModelOptions.LABELS;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.terminal.Figures;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.weights.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a network as a self-describing safetensors file. */
final class ConvertCommand implements Command {
    private static final Map<String, DType> DTYPES = dtypes();

    private static final Parameter<Path> IN =
            Parameter.operand("IN", "a trained network, in any format that inspect knows", Values::file);

    private static final Parameter<Path> OUT =
            Parameter.operand("OUT.safetensors", "the file to write", Values.output(TensorFile.SAFETENSORS));

    private static final Parameter<DType> DTYPE = Parameter.option(
                    "--dtype", "TYPE", "f32, or f16 or bf16 for half the size", Values.oneOf(DTYPES))
            .orElse("f32");

    @Override
    public Syntax syntax() {
        return Syntax.of("convert", "Writes a network of any format as self-describing safetensors")
                .details("The file holds the weights under this library's names, and in its metadata the architecture,"
                        + " the preprocessing and the labels: nothing has to be guessed when it is loaded.")
                .parameters(LABELS, DTYPE, IN, OUT)
                .examples(
                        "resnet50-v2-7.onnx resnet50.safetensors --labels imagenet.txt",
                        "checkpoint.pth.tar model.safetensors --dtype bf16");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        Path out = arguments.get(OUT);
        DType dtype = arguments.get(DTYPE);
        ResNetV2 model = ModelOptions.load(arguments.get(IN), arguments);
        model.save(out, dtype);
        NetworkFacts facts = new NetworkFacts(model.recognition().orElseThrow());
        terminal.println(facts.title() + " -> " + out + " (" + dtype + ", " + Figures.bytes(Files.size(out)) + ")");
        facts.guesses().forEach(guess -> terminal.println("guessed: " + guess));
    }

    private static Map<String, DType> dtypes() {
        Map<String, DType> byName = new LinkedHashMap<>();
        byName.put("f32", DType.F32);
        byName.put("f16", DType.F16);
        byName.put("bf16", DType.BF16);
        return byName;
    }
}
