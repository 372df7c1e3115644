package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.JsonOutput.JSON;
import static io.github.resnetv2.cli.ModelOptions.MODEL;
import static io.github.resnetv2.cli.ModelOptions.THREADS;
import static io.github.resnetv2.cli.PhotoList.PHOTOS;

import io.github.resnetv2.Embedder;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.terminal.Figures;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.cli.terminal.TextTable;
import io.github.resnetv2.cli.terminal.TextTable.Align;
import io.github.resnetv2.evaluate.Neighbours;
import io.github.resnetv2.evaluate.Neighbours.Neighbour;
import io.github.resnetv2.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds photos that look like another. */
final class SimilarCommand implements Command {
    private static final Parameter<Path> QUERY = Parameter.option(
                    "--query", "PHOTO", "what to look for: a JPEG, PNG, GIF or BMP picture", Values::file)
            .asRequired();

    private static final Parameter<Integer> TOP = Parameter.option(
                    "--top", "K", "how many photos to show", Values.integer(1, Integer.MAX_VALUE))
            .orElse("10");

    @Override
    public Syntax syntax() {
        return Syntax.of("similar", "Finds the photos that are most similar to another")
                .details("Compares feature vectors by the cosine of their angle: 1 is the same direction. The query"
                        + " itself is not shown. A photo that cannot be read is reported and passed over; the exit"
                        + " code is 1 then.")
                .parameters(MODEL.asRequired(), QUERY, TOP, THREADS, JSON, PHOTOS)
                .examples(
                        "--model resnet50.pth --query cat.jpg photos",
                        "--model resnet50.pth --query cat.jpg --top 3 --json holidays pets");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        Path query = arguments.get(QUERY);
        Omissions omissions = new Omissions(terminal, arguments.has(JSON));
        Embedder embedder = Embedder.of(ModelOptions.load(arguments));
        Neighbours neighbours = new Neighbours(embedder.embed(query), arguments.get(TOP));
        List<Path> photos = new ArrayList<>();
        for (Path photo : PhotoList.of(arguments.all(PHOTOS), omissions)) {
            if (!Files.exists(photo) || !Files.isSameFile(photo, query)) {
                photos.add(photo);
            }
        }
        PhotoList.embed(embedder, photos, omissions, terminal, neighbours::offer);
        if (arguments.has(JSON)) {
            terminal.println(json(query, neighbours.best(), omissions).pretty());
        } else {
            terminal.print(text(neighbours.best()));
        }
        omissions.close();
    }

    private static String text(List<Neighbour> best) {
        if (best.isEmpty()) {
            return "no other photos there\n";
        }
        TextTable table = new TextTable(Align.RIGHT, Align.RIGHT, Align.LEFT).header("", "Cosine", "Photo");
        for (int i = 0; i < best.size(); i++) {
            Neighbour neighbour = best.get(i);
            table.row(
                    Figures.grouped(i + 1),
                    String.format(Locale.ROOT, "%.4f", neighbour.similarity()),
                    neighbour.photo().toString());
        }
        return table.toString();
    }

    private static Json.Obj json(Path query, List<Neighbour> best, Omissions omissions) {
        List<Json> items = new ArrayList<>();
        for (Neighbour neighbour : best) {
            items.add(Json.members()
                    .put("photo", neighbour.photo().toString())
                    .put("cosine", Json.real((float) neighbour.similarity()))
                    .build());
        }
        return Json.members()
                .put("query", query.toString())
                .put("photos", new Json.Arr(items))
                .put("left_out", omissions.json())
                .build();
    }
}
