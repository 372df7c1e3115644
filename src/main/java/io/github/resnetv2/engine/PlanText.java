package io.github.resnetv2.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A plan, and what its steps cost, as tables for people: at most 80 columns. */
final class PlanText {
    private static final int NAME = 22;
    private static final String STEP = "%-" + NAME + "s %-10s %-19s ";

    private PlanText() {}

    /** The steps in order: algorithm, shape, work, weights and place. */
    static String steps(Plan plan) {
        String format = STEP + "%10s %8s %6s";
        StringBuilder text = new StringBuilder();
        line(text, format, "step", "algorithm", "output", "MFLOP", "MB", "at MB");
        long flops = 0;
        long weights = 0;
        for (PlanStep step : plan.steps()) {
            flops += step.flops();
            weights += step.weights();
            line(
                    text,
                    format,
                    shortened(step.path()),
                    step.kind(),
                    shape(step),
                    number("%,.0f", step.flops() / 1e6),
                    number("%.2f", step.weights() * Float.BYTES / 1e6),
                    number("%.1f", (long) step.offset() * Float.BYTES / 1e6));
        }
        String sum = number("%.2f", weights * Float.BYTES / 1e6);
        line(text, format, "total", "", "", number("%,.0f", flops / 1e6), sum, "");
        return text.toString();
    }

    /**
     * The steps by cost.
     *
     * @param nanos of each step, in order
     */
    static String costs(Plan plan, long[] nanos) {
        String format = STEP + "%9s %6s %8s";
        StringBuilder text = new StringBuilder();
        double total = 0;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < nanos.length; i++) {
            total += nanos[i];
            order.add(i);
        }
        order.sort(Comparator.comparing((Integer i) -> -nanos[i]));
        line(text, format, "step", "algorithm", "output", "ms", "share", "GFLOP/s");
        double flops = 0;
        for (int i : order) {
            PlanStep step = plan.steps().get(i);
            flops += step.flops();
            line(
                    text,
                    format,
                    shortened(step.path()),
                    step.kind(),
                    shape(step),
                    number("%.3f", nanos[i] / 1e6),
                    number("%.1f%%", 100 * nanos[i] / total),
                    step.flops() == 0 ? "" : number("%,.0f", (double) step.flops() / nanos[i]));
        }
        line(text, format, "total", "", "", number("%.3f", total / 1e6), "", number("%,.0f", flops / total));
        return text.toString();
    }

    private static String shortened(String path) {
        return path.length() <= NAME ? path : "..." + path.substring(path.length() - NAME + 3);
    }

    private static String shape(PlanStep step) {
        return step.output().toString().replace(" ", "");
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
