package io.github.resnetv2.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A plan, and what its steps cost, as tables for people: at most 80 columns. */
final class PlanText {
    private static final int NAME = 26;

    private PlanText() {}

    /** The steps in order: algorithm, shape, work, weights and place. */
    static String steps(Plan plan) {
        StringBuilder text = new StringBuilder();
        line(text, "%-" + NAME + "s %-11s %-19s %7s %6s %6s", "step", "algorithm", "output", "MFLOP", "kB", "at kB");
        long flops = 0;
        long weights = 0;
        for (PlanStep step : plan.steps()) {
            flops += step.flops();
            weights += step.weights();
            line(
                    text,
                    "%-" + NAME + "s %-11s %-19s %7s %6s %6s",
                    shortened(step.path()),
                    step.kind(),
                    step.output().toString().replace(" ", ""),
                    count(step.flops() / 1e6),
                    count(step.weights() * 4 / 1e3),
                    count(step.offset() * 4 / 1e3));
        }
        line(
                text,
                "%-" + NAME + "s %-11s %-19s %7s %6s",
                "total",
                "",
                "",
                count(flops / 1e6),
                count(weights * 4 / 1e3));
        return text.toString();
    }

    /**
     * The steps by cost.
     *
     * @param nanos of each step, in order
     */
    static String costs(Plan plan, long[] nanos) {
        StringBuilder text = new StringBuilder();
        double total = 0;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < nanos.length; i++) {
            total += nanos[i];
            order.add(i);
        }
        order.sort(Comparator.comparing((Integer i) -> -nanos[i]));
        line(text, "%-" + NAME + "s %-11s %-19s %8s %6s %8s", "step", "algorithm", "output", "ms", "share", "GFLOP/s");
        double flops = 0;
        for (int i : order) {
            PlanStep step = plan.steps().get(i);
            flops += step.flops();
            line(
                    text,
                    "%-" + NAME + "s %-11s %-19s %8.3f %5.1f%% %8s",
                    shortened(step.path()),
                    step.kind(),
                    step.output().toString().replace(" ", ""),
                    nanos[i] / 1e6,
                    100 * nanos[i] / total,
                    step.flops() == 0 ? "" : count((double) step.flops() / nanos[i]));
        }
        line(text, "%-" + NAME + "s %-11s %-19s %8.3f %6s %8s", "total", "", "", total / 1e6, "", count(flops / total));
        return text.toString();
    }

    private static String shortened(String path) {
        return path.length() <= NAME ? path : "..." + path.substring(path.length() - NAME + 3);
    }

    private static String count(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
