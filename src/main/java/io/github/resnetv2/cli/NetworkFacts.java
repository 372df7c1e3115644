package io.github.resnetv2.cli;

import static java.util.stream.Collectors.joining;

import io.github.resnetv2.cli.terminal.Figures;
import io.github.resnetv2.cli.terminal.TextTable;
import io.github.resnetv2.family.Recognition;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.Stem;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What a model file was recognised as, for people and for programs.
 *
 * @param recognition what the library says of it
 */
record NetworkFacts(Recognition recognition) {
    private static final int LABELS_SHOWN = 10;

    /** One line. */
    String title() {
        Architecture a = recognition.architecture();
        return recognition.family() + " " + recognition.variant() + ", "
                + (a.classes() == 0 ? "no head" : Figures.grouped(a.classes()) + " classes") + ", "
                + Figures.grouped(a.parameterCount()) + " parameters";
    }

    List<String> guesses() {
        return recognition.guesses();
    }

    /** Appends a row for every fact to a table of two columns. */
    void addTo(TextTable table) {
        Architecture a = recognition.architecture();
        table.row("family", recognition.family());
        table.row("variant", recognition.variant());
        a.depth().ifPresent(depth -> table.row("depth", depth.toString()));
        table.row("stem", stem(a.stem()));
        table.row("blocks", blocks(a));
        table.row("widths", each(a, Stage::outputWidth, ", "));
        table.row("norm", norm(a));
        table.row("input", a.inputChannels() + " channels");
        table.row("head", head(a));
        table.row("parameters", Figures.grouped(a.parameterCount()));
        table.row("preprocessing", recognition.preprocessing().sizing().toString());
        table.row("", recognition.preprocessing().scale().toString());
        if (!recognition.labels().isEmpty()) {
            table.row("labels", labels());
        }
        recognition.guesses().forEach(guess -> table.row("guessed", guess));
    }

    /** Every fact by name. */
    Json json() {
        Architecture a = recognition.architecture();
        Json.Members preprocessing = Json.members();
        recognition.preprocessing().toMap().forEach(preprocessing::put);
        return Json.members()
                .put("family", recognition.family())
                .put("variant", recognition.variant())
                .put("depth", a.depth().map(depth -> (Json) new Json.Int(depth)).orElse(new Json.Null()))
                .put("stem", stem(a.stem()))
                .put("block", a.block().name().toLowerCase(Locale.ROOT))
                .put("stage_blocks", integers(a, Stage::blocks))
                .put("stage_widths", integers(a, Stage::outputWidth))
                .put("norm", norm(a))
                .put("input_channels", a.inputChannels())
                .put("classes", a.classes())
                .put("features", a.featureWidth())
                .put("softmax", recognition.softmax())
                .put("parameters", a.parameterCount())
                .put("preprocessing", preprocessing.build())
                .put("labels", Json.texts(recognition.labels()))
                .put("guesses", Json.texts(recognition.guesses()))
                .build();
    }

    private static String stem(Stem stem) {
        String convolutions = stem.widths().size() == 1 ? "" : stem.widths().size() + " x ";
        return convolutions + stem.kernel() + "x" + stem.kernel() + ", stride " + stem.stride() + ", "
                + switch (stem.pool()) {
                    case NONE -> "no pool";
                    case MAX -> "max pool";
                    case MAX_ZERO_BORDER -> "max pool with a border of zeros";
                };
    }

    private static String blocks(Architecture a) {
        return (a.block() == Block.BASIC ? "basic, " : "bottleneck, ")
                + each(a, Stage::blocks, " + ")
                + (a.strideInLastBlock() ? ", stride in the last of a stage" : "");
    }

    private static String norm(Architecture a) {
        String kind = a.norm().isBatch() ? "batch" : "group (" + a.norm().groups() + " groups)";
        return kind + ", epsilon " + Double.toString(a.norm().epsilon()).replace(".0E", "E")
                + (a.norms().input() ? ", also on the input" : "")
                + (a.norms().last() ? "" : ", none at the end")
                + (a.weightStandardization().isPresent() ? ", standardised weights" : "");
    }

    private String head(Architecture a) {
        if (a.classes() == 0) {
            return "none; " + Figures.grouped(a.featureWidth()) + " features";
        }
        return Figures.grouped(a.featureWidth()) + " features to " + Figures.grouped(a.classes()) + " classes"
                + (recognition.softmax() ? " (the file's softmax is left out: logits)" : "");
    }

    private String labels() {
        List<String> labels = recognition.labels();
        String some = labels.stream().limit(LABELS_SHOWN).collect(joining(", "));
        return labels.size() <= LABELS_SHOWN ? some : some + ", ... (" + Figures.grouped(labels.size()) + ")";
    }

    private static String each(Architecture a, Function<Stage, Integer> value, String separator) {
        return a.stages().stream().map(value).map(String::valueOf).collect(joining(separator));
    }

    private static Json integers(Architecture a, ToLongFunction<Stage> value) {
        return Json.integers(a.stages().stream().mapToLong(value).toArray());
    }
}
