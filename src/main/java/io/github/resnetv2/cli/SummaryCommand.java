package io.github.resnetv2.cli;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.ResNetV2Builder;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.model.SummaryOptions;
import io.github.resnetv2.model.SummaryOptions.Column;
import io.github.resnetv2.tensor.Shape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints the table of a network's layers. */
final class SummaryCommand implements Command {
    private static final Parameter<String> NETWORK = Parameter.operand(
                    "NETWORK", StandardNetwork.NAMES + ", or a model file", Values::text)
            .orElse("resnet50");

    private static final Parameter<Integer> CLASSES = Parameter.option(
                    "--classes", "N", "how many classes a network by name has", Values.integer(1, 1 << 20))
            .orElse("1000");

    private static final Parameter<Shape> INPUT = Parameter.option(
            "--input", "SHAPE", "batch x channels x height x width of the input, such as 1x3x224x224", Values::shape);

    private static final Parameter<Integer> DEPTH = Parameter.option(
                    "--depth", "N", "how many levels of the tree to print", Values.integer(0, 1000))
            .orElse(Integer.toString(SummaryOptions.DEFAULT.depth()));

    private static final Parameter<Column> COLUMNS = Parameter.option(
                    "--columns",
                    "NAME",
                    "input_size, output_size, num_params, kernel_size or mult_adds; the sizes and mult_adds need"
                            + " --input",
                    Values.oneOf(columns()))
            .asRepeated();

    @Override
    public Syntax syntax() {
        return Syntax.of("summary", "Prints the layers of a network, as torchinfo does")
                .parameters(CLASSES, INPUT, DEPTH, COLUMNS, NETWORK)
                .examples(
                        "resnet50 --input 1x3x224x224",
                        "model.pth --depth 1",
                        "resnet18 --input 8x3x224x224 --columns output_size,mult_adds");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        ResNetV2 model = network(arguments);
        Optional<Shape> input = arguments.find(INPUT);
        List<Column> columns = arguments.all(COLUMNS);
        if (columns.isEmpty()) {
            columns = input.isPresent() ? SummaryOptions.DEFAULT.columns() : List.of(Column.NUM_PARAMS);
        }
        SummaryOptions options = new SummaryOptions(arguments.get(DEPTH), columns);
        terminal.print(input.isPresent() ? model.summary(input.get(), options) : model.summary(options));
    }

    private static Map<String, Column> columns() {
        Map<String, Column> byName = new LinkedHashMap<>();
        for (Column column : Column.values()) {
            byName.put(column.toString(), column);
        }
        return byName;
    }

    private static ResNetV2 network(Arguments arguments) throws UsageException, IOException {
        String name = arguments.get(NETWORK);
        Optional<ResNetV2Builder> standard = StandardNetwork.named(name);
        if (standard.isPresent()) {
            return standard.get().classes(arguments.get(CLASSES)).build();
        }
        if (arguments.has(CLASSES)) {
            throw new UsageException("--classes: a model file has its own");
        }
        return ResNetV2.load(Values.file(name));
    }
}
