package io.github.resnetv2.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Horizontal bars in groups, each with its figure. */
final class BarChart {
    private static final int WIDTH = 560;
    private static final int LEFT = 150;
    private static final int RIGHT = 60;
    private static final int TOP = 44;
    private static final int BAR = 13;
    private static final int GAP = 12;

    private final String title;
    private final List<String> series;
    private final List<Group> groups = new ArrayList<>();

    /**
     * A chart without bars.
     *
     * @param series the names of a group's bars, at most four
     */
    BarChart(String title, List<String> series) {
        this.title = title;
        this.series = series;
    }

    /** The bars of one group, one a series. */
    private record Group(String name, double[] values) {}

    BarChart group(String name, double... values) {
        groups.add(new Group(name, values));
        return this;
    }

    @Override
    public String toString() {
        int groupHeight = BAR * series.size() + GAP;
        Svg svg = new Svg(WIDTH, TOP + groupHeight * groups.size(), title);
        for (int i = 0; i < series.size(); i++) {
            double x = LEFT + i * 125.0;
            svg.rectangle(x, 27, 10, 10, Svg.COLOURS[i]);
            svg.text(x + 15, 36, "start", series.get(i));
        }
        double highest = groups.stream()
                .flatMapToDouble(group -> Arrays.stream(group.values))
                .max()
                .orElse(1);
        for (int g = 0; g < groups.size(); g++) {
            Group group = groups.get(g);
            double top = TOP + (double) g * groupHeight;
            svg.text(LEFT - 8, top + BAR * series.size() / 2.0 + 4, "end", group.name);
            for (int i = 0; i < group.values.length; i++) {
                double width = group.values[i] / highest * (WIDTH - LEFT - RIGHT);
                double y = top + (double) BAR * i;
                svg.rectangle(LEFT, y, width, BAR - 2, Svg.COLOURS[i]);
                svg.text(LEFT + width + 5, y + BAR - 4, "start", Format.figure(group.values[i]));
            }
        }
        return svg.toString();
    }
}
