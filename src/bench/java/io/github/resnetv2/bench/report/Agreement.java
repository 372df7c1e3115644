package io.github.resnetv2.bench.report;

import io.github.resnetv2.bench.contender.Contender;
import io.github.resnetv2.bench.trial.Outcome;
import io.github.resnetv2.bench.trial.Results;
import io.github.resnetv2.bench.trial.Suite;
import java.util.List;
import java.util.Locale;

/** Whether all engines compute the same: the logits of the same image, by the same weights. */
final class Agreement {
    /** Of the spread of the logits. Single precision gives some 1e-5 of it; another network, or half precision, much more. */
    private static final double TOLERANCE = 1e-3;

    private final Results results;

    Agreement(Results results) {
        this.results = results;
    }

    /** A table, empty where an engine was not measured; an exception if they do not. */
    String text() {
        MarkdownTable table = new MarkdownTable(1, "network", "ONNX Runtime", "DJL/PyTorch");
        for (int depth : Suite.DEPTHS_COMPARED) {
            List<Double> ours = outcomes(Contender.RESNETV2, depth).stream()
                    .findFirst()
                    .map(Outcome::logits)
                    .orElse(List.of());
            table.row("ResNet-" + depth, most(ours, Contender.ONNX_RUNTIME, depth), most(ours, Contender.DJL, depth));
        }
        return table.toString();
    }

    private List<Outcome> outcomes(Contender contender, int depth) {
        return results.of(
                trial -> trial.contender() == contender && trial.depth() == depth && trial.size() == Suite.SIZE);
    }

    private String most(List<Double> ours, Contender contender, int depth) {
        List<Outcome> theirs = outcomes(contender, depth);
        if (ours.isEmpty() || theirs.isEmpty()) {
            return "";
        }
        double most = theirs.stream()
                .mapToDouble(outcome -> difference(ours, outcome.logits()))
                .max()
                .getAsDouble();
        if (!(most <= TOLERANCE)) {
            throw new IllegalStateException("ResNet-" + depth + ": the logits of " + contender.title() + " differ by "
                    + most + " of their standard deviation; expected at most " + TOLERANCE);
        }
        return String.format(Locale.ROOT, "%.1e", most);
    }

    /** The greatest difference, by the standard deviation. */
    private static double difference(List<Double> a, List<Double> b) {
        if (a.size() != b.size()) {
            return Double.POSITIVE_INFINITY;
        }
        double mean = a.stream().mapToDouble(x -> x).average().orElse(0);
        double variance =
                a.stream().mapToDouble(x -> (x - mean) * (x - mean)).average().orElse(0);
        double most = 0;
        for (int i = 0; i < a.size(); i++) {
            most = Math.max(most, Math.abs(a.get(i) - b.get(i)));
        }
        return most / Math.sqrt(variance);
    }
}
