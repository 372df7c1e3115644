package io.github.resnetv2.cli;

import io.github.resnetv2.Prediction;
import io.github.resnetv2.cli.terminal.Figures;
import io.github.resnetv2.cli.terminal.Progress;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.cli.terminal.TextTable;
import io.github.resnetv2.cli.terminal.TextTable.Align;
import io.github.resnetv2.image.HeatMap;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.server.PredictionsJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the answers of {@link ClassifyCommand} as they come. */
interface ClassifyReport {
    void add(Path photo, List<Prediction> predictions, Optional<HeatMap> heatMap);

    void fail(Path photo, String why);

    void close();

    /** A table for each photo, as soon as it is there. */
    final class OfText implements ClassifyReport {
        private final Terminal terminal;
        private final Progress progress;
        private final boolean several;
        private final boolean named;
        private boolean first = true;

        OfText(Terminal terminal, int photos, boolean named) {
            this.terminal = terminal;
            this.progress = terminal.progress("classifying", photos);
            this.several = photos > 1;
            this.named = named;
        }

        @Override
        public void add(Path photo, List<Prediction> predictions, Optional<HeatMap> heatMap) {
            TextTable table = new TextTable(Align.RIGHT, Align.LEFT, Align.RIGHT, Align.LEFT).indent(several ? 2 : 0);
            for (Prediction prediction : predictions) {
                table.row(
                        Integer.toString(predictions.indexOf(prediction) + 1),
                        named ? prediction.label() : "class " + prediction.index(),
                        Figures.percent(prediction.probability()),
                        Figures.bar(prediction.probability()));
            }
            progress.clear();
            terminal.print((first ? "" : "\n") + (several ? photo + "\n" : "") + table);
            first = false;
            progress.step();
        }

        @Override
        public void fail(Path photo, String why) {
            if (several) {
                progress.clear();
                terminal.error(why);
                progress.step();
            }
        }

        @Override
        public void close() {
            progress.close();
        }
    }

    /** One object with all photos, at the end. */
    final class OfJson implements ClassifyReport {
        private final Terminal terminal;
        private final List<Json> photos = new ArrayList<>();

        OfJson(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void add(Path photo, List<Prediction> predictions, Optional<HeatMap> heatMap) {
            Json.Members members =
                    Json.members().put("photo", photo.toString()).put("predictions", PredictionsJson.of(predictions));
            heatMap.ifPresent(map -> members.put("heatmap", json(map)));
            photos.add(members.build());
        }

        @Override
        public void fail(Path photo, String why) {
            photos.add(Json.members()
                    .put("photo", photo.toString())
                    .put("error", why)
                    .build());
        }

        @Override
        public void close() {
            terminal.println(
                    Json.members().put("photos", new Json.Arr(photos)).build().pretty());
        }

        /** The values as they are, row by row, not as they are coloured. */
        private static Json json(HeatMap map) {
            List<Json> values = new ArrayList<>();
            for (float value : map.toArray()) {
                values.add(Json.real(value));
            }
            return Json.members()
                    .put("width", map.width())
                    .put("height", map.height())
                    .put("left", map.area().left())
                    .put("top", map.area().top())
                    .put("right", map.area().left() + map.area().width())
                    .put("bottom", map.area().top() + map.area().height())
                    .put("values", new Json.Arr(values))
                    .build();
        }
    }
}
