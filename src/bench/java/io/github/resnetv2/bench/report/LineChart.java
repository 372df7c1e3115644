package io.github.resnetv2.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Curves over numbers, both axes from zero. */
final class LineChart {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 290;
    private static final int LEFT = 56;
    private static final int RIGHT = 16;
    private static final int TITLE = 28;
    private static final int LEGEND_LINE = 15;
    private static final int BOTTOM = 42;
    private static final String GRID = "#dddddd";
    private static final double[] STEPS = {1, 2, 5, 10};
    private static final int MOST_TICKS = 7;

    private final String title;
    private final String xTitle;
    private final String yTitle;
    private final double highest;
    private final List<Series> series = new ArrayList<>();

    /**
     * A chart without curves.
     *
     * @param highest what is higher is cut off; infinite for none
     */
    LineChart(String title, String xTitle, String yTitle, double highest) {
        this.title = title;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        this.highest = highest;
    }

    /** Points by rising x. */
    record Series(String name, double[] x, double[] y, boolean theory) {}

    /** Adds what was measured: a line with points. */
    LineChart measured(String name, double[] x, double[] y) {
        series.add(new Series(name, x, y, false));
        return this;
    }

    /** Adds what theory says: a dashed line. */
    LineChart theory(String name, double[] x, double[] y) {
        series.add(new Series(name, x, y, true));
        return this;
    }

    @Override
    public String toString() {
        double right = max(true);
        double top = Math.min(highest, max(false));
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        double yStep = step(top);
        for (int i = 0; i * yStep <= top * 1.0001; i++) {
            double y = y(i * yStep, top);
            svg.line(LEFT, y, WIDTH - RIGHT, y, GRID);
            svg.text(LEFT - 5, y + 4, "end", number(i * yStep));
        }
        double xStep = Math.max(1, step(right));
        for (int i = 0; i * xStep <= right * 1.0001; i++) {
            double x = x(i * xStep, right);
            svg.line(x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 4, "#333333");
            svg.text(x, HEIGHT - BOTTOM + 16, "middle", number(i * xStep));
        }
        svg.line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "#333333");
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", xTitle);
        svg.upwards(14, (top() + HEIGHT - BOTTOM) / 2.0, yTitle);
        for (int i = 0; i < series.size(); i++) {
            draw(svg, series.get(i), i, right, top);
        }
        return svg.toString();
    }

    private void draw(Svg svg, Series one, int number, double right, double top) {
        String colour = Svg.COLOURS[number % Svg.COLOURS.length];
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < one.x.length && one.y[i] <= top; i++) {
            double x = x(one.x[i], right);
            double y = y(one.y[i], top);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            if (!one.theory) {
                svg.circle(x, y, colour);
            }
        }
        svg.polyline(points.toString().strip(), colour, one.theory);
        double line = TITLE + 8 + (double) LEGEND_LINE * number;
        svg.polyline((LEFT + 8) + "," + (line - 4) + " " + (LEFT + 32) + "," + (line - 4), colour, one.theory);
        svg.text(LEFT + 38, line, "start", one.name);
    }

    private double max(boolean ofX) {
        return series.stream()
                .flatMapToDouble(one -> Arrays.stream(ofX ? one.x : one.y))
                .max()
                .orElse(1);
    }

    private static double x(double value, double right) {
        return LEFT + value / right * (WIDTH - LEFT - RIGHT - 6);
    }

    /** The curves stay below the legend. */
    private int top() {
        return TITLE + 6 + LEGEND_LINE * series.size();
    }

    private double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - top() - BOTTOM);
    }

    /** A round number that divides an axis into not too many parts. */
    private static double step(double end) {
        double power = Math.pow(10, Math.floor(Math.log10(end / MOST_TICKS)));
        for (double factor : STEPS) {
            if (end / (factor * power) <= MOST_TICKS) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Format.decimal(value, 0) : Format.decimal(value, 1);
    }
}
