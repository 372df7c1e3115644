package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.JsonOutput.JSON;

import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.terminal.Figures;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.cli.terminal.TextTable;
import io.github.resnetv2.cli.terminal.TextTable.Align;
import io.github.resnetv2.family.ModelFile;
import io.github.resnetv2.family.Recognition;
import io.github.resnetv2.formats.Checkpoints;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Shows what is in a model file. */
final class InspectCommand implements Command {
    private static final int FIRST_SHOWN = 10;
    private static final int LAST_SHOWN = 6;
    private static final int VALUE_SHOWN = 60;

    private static final Parameter<Path> FILE = Parameter.operand(
            "FILE",
            "a safetensors, PyTorch, ONNX, NumPy, HDF5, Keras or MXNet file, or a folder of safetensors",
            Values::file);

    private static final Parameter<Boolean> ALL =
            Parameter.flag("--all", "leave nothing out: every tensor, and metadata in full");

    @Override
    public Syntax syntax() {
        return Syntax.of("inspect", "Shows what is in a model file, and which network it is")
                .details("No values are read. A file that holds no network known here is shown as well, with the"
                        + " reason.")
                .parameters(JSON, ALL, FILE)
                .examples("resnet50-v2-7.onnx", "model.safetensors --all");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        Path file = arguments.get(FILE);
        try (Checkpoint checkpoint = Checkpoints.open(file, Limits.DEFAULT)) {
            Optional<Recognition> recognition = Optional.empty();
            String refusal = "";
            try {
                recognition = Optional.of(ModelFile.recognise(checkpoint, Limits.DEFAULT));
            } catch (ModelFormatException e) {
                refusal = Failure.describe(e);
            }
            Inspection inspection =
                    new Inspection(file, size(file), checkpoint, recognition.map(NetworkFacts::new), refusal);
            terminal.print(arguments.has(JSON) ? inspection.json() : inspection.text(arguments.has(ALL)));
        }
    }

    private static Optional<Long> size(Path file) throws IOException {
        return Files.isRegularFile(file) ? Optional.of(Files.size(file)) : Optional.empty();
    }

    /** Everything there is to say. */
    private record Inspection(
            Path file, Optional<Long> size, Checkpoint checkpoint, Optional<NetworkFacts> network, String refusal) {
        String text(boolean all) {
            StringBuilder text = new StringBuilder();
            TextTable facts = new TextTable(Align.LEFT, Align.LEFT);
            facts.row("file", file.toString());
            facts.row(
                    "format",
                    checkpoint.format()
                            + size.map(bytes -> ", " + Figures.bytes(bytes)).orElse(""));
            checkpoint
                    .graph()
                    .ifPresent(graph -> facts.row(
                            "graph",
                            graph.nodes().size() + " nodes, opset " + graph.opset()
                                    + (graph.producer().isEmpty() ? "" : ", by " + graph.producer())));
            network.ifPresentOrElse(found -> found.addTo(facts), () -> facts.row("network", "none: " + refusal));
            text.append(facts);
            if (!checkpoint.metadata().isEmpty()) {
                text.append("\nMetadata\n").append(metadata(all));
            }
            return text.append("\nTensors\n").append(tensors(all)).toString();
        }

        private TextTable metadata(boolean all) {
            TextTable table = new TextTable(Align.LEFT, Align.LEFT).indent(2);
            new TreeMap<>(checkpoint.metadata())
                    .forEach((key, value) -> table.row(
                            key,
                            all || value.length() <= VALUE_SHOWN ? value : value.substring(0, VALUE_SHOWN) + "..."));
            return table;
        }

        private String tensors(boolean all) {
            List<Entry> entries = List.copyOf(checkpoint.tensors().entries());
            boolean whole = all || entries.size() <= FIRST_SHOWN + LAST_SHOWN + 1;
            TextTable table = new TextTable(Align.LEFT, Align.LEFT, Align.LEFT, Align.RIGHT)
                    .indent(2)
                    .header("Name", "Type", "Shape", "Bytes");
            for (int i = 0; i < entries.size(); i++) {
                if (!whole && i == FIRST_SHOWN) {
                    i = entries.size() - LAST_SHOWN;
                    table.row("... " + Figures.grouped(i - FIRST_SHOWN) + " more, --all shows them");
                }
                Entry entry = entries.get(i);
                table.row(
                        entry.name(),
                        entry.dtype().toString(),
                        entry.shape().toString(),
                        Figures.grouped(entry.byteSize()));
            }
            long values = entries.stream()
                    .mapToLong(entry -> entry.shape().elements())
                    .sum();
            return table + "  " + Figures.grouped(entries.size()) + " tensors, " + Figures.grouped(values) + " values, "
                    + Figures.bytes(entries.stream().mapToLong(Entry::byteSize).sum()) + "\n";
        }

        String json() {
            Json.Members metadata = Json.members();
            new TreeMap<>(checkpoint.metadata()).forEach(metadata::put);
            List<Json> tensors = new ArrayList<>();
            for (Entry entry : checkpoint.tensors().entries()) {
                long[] sizes = new long[entry.shape().rank()];
                Arrays.setAll(sizes, entry.shape()::size);
                tensors.add(Json.members()
                        .put("name", entry.name())
                        .put("dtype", entry.dtype().toString())
                        .put("shape", Json.integers(sizes))
                        .put("bytes", entry.byteSize())
                        .build());
            }
            Json.Members members = Json.members()
                    .put("file", file.toString())
                    .put("format", checkpoint.format().toString());
            size.ifPresent(bytes -> members.put("bytes", bytes));
            network.ifPresentOrElse(
                    found -> members.put("network", found.json()), () -> members.put("refusal", refusal));
            return members.put("metadata", metadata.build())
                            .put("tensors", new Json.Arr(tensors))
                            .build()
                            .pretty()
                    + "\n";
        }
    }
}
