package io.github.resnetv2.cli;

import io.github.resnetv2.cli.terminal.Figures;
import io.github.resnetv2.cli.terminal.TextTable;
import io.github.resnetv2.cli.terminal.TextTable.Align;
import io.github.resnetv2.evaluate.ConfusionMatrix;
import io.github.resnetv2.evaluate.ConfusionMatrix.Count;
import io.github.resnetv2.evaluate.Evaluation;
import io.github.resnetv2.evaluate.Evaluation.ClassScore;
import io.github.resnetv2.evaluate.Evaluation.Score;
import io.github.resnetv2.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What an evaluation found.
 *
 * @param evaluation the counts
 * @param labels the names of all classes
 * @param seconds what it took, decoding included
 */
record EvaluationReport(Evaluation evaluation, List<String> labels, double seconds) {
    /** As wide as a table may get. */
    static final int WIDTH = 80;

    /** Of more classes than these only the {@link #WEAKEST} are told one by one. */
    static final int MAX_CLASSES = 40;

    static final int WEAKEST = 20;

    /** How many kinds of mistakes are told. */
    static final int MISTAKES = 20;

    /** Some labels of ImageNet have a hundred letters. */
    private static final int MAX_LABEL = 28;

    /** For people. */
    String text() {
        Score total = evaluation.total();
        TextTable head = new TextTable(Align.LEFT, Align.RIGHT, Align.LEFT);
        head.row("top-1", Figures.percent(total.accuracy()), of(total.top1(), total.photos()));
        head.row("top-5", Figures.percent(total.top5Accuracy()), of(total.top5(), total.photos()));
        head.row(
                "speed",
                Figures.decimal(photosPerSecond(), 1),
                "photos a second, for " + Figures.decimal(seconds, 1) + " s");
        return head + "\n" + classes() + "\n" + mistakes();
    }

    private static String of(int right, int photos) {
        return Figures.grouped(right) + " of " + Figures.grouped(photos) + " photos";
    }

    private String classes() {
        List<ClassScore> classes = evaluation.classes();
        String title = "";
        if (classes.size() > MAX_CLASSES) {
            title = "The " + WEAKEST + " weakest of " + Figures.grouped(classes.size()) + " classes:\n\n";
            classes = classes.stream()
                    .sorted(Comparator.comparing(scored -> scored.score().accuracy()))
                    .limit(WEAKEST)
                    .toList();
        }
        TextTable table = new TextTable(Align.RIGHT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT, Align.RIGHT)
                .header("", "Class", "Photos", "Top-1", "Top-5", "Precision");
        for (ClassScore scored : classes) {
            Score score = scored.score();
            table.row(
                    Integer.toString(scored.index()),
                    clip(scored.label(), MAX_LABEL),
                    Figures.grouped(score.photos()),
                    Figures.percent(score.accuracy()),
                    Figures.percent(score.top5Accuracy()),
                    scored.predictions() == 0 ? "never named" : Figures.percent(scored.precision()));
        }
        return title + table;
    }

    private String mistakes() {
        ConfusionMatrix confusion = evaluation.confusion();
        String matrix = confusion.truths().size() > WIDTH ? "" : matrix(confusion);
        if (!matrix.isEmpty() && matrix.lines().allMatch(line -> line.length() <= WIDTH)) {
            return "Rows: the true class. Columns: the answers.\n\n" + matrix;
        }
        List<Count> mistakes = confusion.mistakes();
        TextTable table = new TextTable(Align.RIGHT, Align.RIGHT, Align.LEFT, Align.LEFT)
                .header("Photos", "Of class", "True class", "Answer");
        for (Count mistake : mistakes.subList(0, Math.min(MISTAKES, mistakes.size()))) {
            int truth = mistake.truth();
            table.row(
                    Figures.grouped(mistake.photos()),
                    Figures.percent((double) mistake.photos() / confusion.photos(truth)),
                    clip(labels.get(truth), MAX_LABEL),
                    clip(labels.get(mistake.predicted()), MAX_LABEL));
        }
        String title = mistakes.size() > MISTAKES
                ? "The most frequent of " + Figures.grouped(mistakes.size()) + " kinds of mistakes:"
                : "All mistakes:";
        return mistakes.isEmpty() ? "No mistakes.\n" : title + "\n\n" + table;
    }

    private String matrix(ConfusionMatrix confusion) {
        List<Integer> classes = confusion.truths();
        boolean others = classes.stream().anyMatch(truth -> confusion.others(truth) > 0);
        Align[] aligns = new Align[classes.size() + (others ? 3 : 2)];
        Arrays.fill(aligns, Align.RIGHT);
        aligns[1] = Align.LEFT;
        List<String> titles = new ArrayList<>(List.of("", ""));
        classes.forEach(index -> titles.add(Integer.toString(index)));
        if (others) {
            titles.add("other");
        }
        TextTable table = new TextTable(aligns).header(titles.toArray(String[]::new));
        for (int truth : classes) {
            List<String> row = new ArrayList<>(List.of(Integer.toString(truth), clip(labels.get(truth), 16)));
            classes.forEach(predicted -> row.add(cell(confusion.count(truth, predicted))));
            if (others) {
                row.add(cell(confusion.others(truth)));
            }
            table.row(row.toArray(String[]::new));
        }
        return table.toString();
    }

    private static String cell(int count) {
        return count == 0 ? "." : Integer.toString(count);
    }

    private static String clip(String label, int length) {
        return label.length() <= length ? label : label.substring(0, length - 2) + "..";
    }

    /** For programs: every class and every cell that is not zero. */
    Json.Obj json(Omissions omissions) {
        Score total = evaluation.total();
        List<Json> classes = new ArrayList<>();
        List<Json> cells = new ArrayList<>();
        for (ClassScore scored : evaluation.classes()) {
            classes.add(score(scored.score())
                    .put("index", scored.index())
                    .put("label", scored.label())
                    .put("answers", scored.predictions())
                    .build());
        }
        evaluation
                .confusion()
                .counts()
                .forEach(count -> cells.add(Json.members()
                        .put("truth", count.truth())
                        .put("predicted", count.predicted())
                        .put("photos", count.photos())
                        .build()));
        return score(total)
                .put("top1_accuracy", Json.real((float) total.accuracy()))
                .put("top5_accuracy", Json.real((float) total.top5Accuracy()))
                .put("seconds", JsonOutput.rounded(seconds))
                .put("photos_per_second", JsonOutput.rounded(photosPerSecond()))
                .put("classes", new Json.Arr(classes))
                .put("confusion", new Json.Arr(cells))
                .put("left_out", omissions.json())
                .build();
    }

    private static Json.Members score(Score score) {
        return Json.members()
                .put("photos", score.photos())
                .put("top1", score.top1())
                .put("top5", score.top5());
    }

    private double photosPerSecond() {
        return evaluation.total().photos() / seconds;
    }
}
