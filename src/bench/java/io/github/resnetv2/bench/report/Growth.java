package io.github.resnetv2.bench.report;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.bench.contender.Contender;
import io.github.resnetv2.bench.trial.Outcome;
import io.github.resnetv2.bench.trial.Results;
import io.github.resnetv2.bench.trial.Suite;
import io.github.resnetv2.bench.trial.Trial;
import io.github.resnetv2.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the time of this library grows, beside what theory says: the operations of the layers at the greatest speed of the
 * processor, measured in the same processes. Winograd's form needs fewer operations, so that the time may be below.
 */
final class Growth {
    private static final String AT_PEAK = "all operations at peak speed";

    private final Results results;
    private final int processors;

    Growth(Results results, int processors) {
        this.results = results;
        this.processors = processors;
    }

    /** One measured place on a curve. */
    private record Point(int x, Sample sample, double atPeak) {
        double millis() {
            return sample.millis();
        }
    }

    String tables(Path images) throws IOException {
        List<Point> depths = points(Suite.ALL_DEPTHS, depth -> trial(depth, Suite.SIZE, 1, 1));
        List<Point> batches = points(Suite.ALL_BATCHES, batch -> trial(18, Suite.SIZE, batch, 1));
        List<Point> sizes = points(Suite.ALL_SIZES, size -> trial(18, size, 1, 1));
        List<Integer> counts = IntStream.rangeClosed(1, processors).boxed().toList();
        List<Point> threads = points(counts, count -> trial(50, Suite.SIZE, 1, count));

        write(images, "depths", chart("Depth", "layers", depths));
        write(images, "batches", proportional(chart("Batch, ResNet-18", "images a call", batches), batches, 1, 1));
        write(
                images,
                "sizes",
                proportional(chart("Image size, ResNet-18", "pixels high and wide", sizes), sizes, 4, 2));
        write(images, "threads", proportional(chart("Threads, ResNet-50", "threads", threads), threads, 0, -1));
        return table("layers", depths)
                + "\n" + table("images a call", batches)
                + "\n" + table("pixels high and wide", sizes)
                + "\n" + table("threads, ResNet-50", threads);
    }

    /** Which trial gives the point of a number. */
    private interface Choice {
        Trial of(int x);
    }

    private List<Point> points(List<Integer> xs, Choice choice) {
        List<Point> points = new ArrayList<>();
        for (int x : xs) {
            Trial wanted = choice.of(x);
            List<Outcome> outcomes = results.of(trial -> same(trial, wanted));
            if (!outcomes.isEmpty()) {
                Sample sample = new Sample(outcomes);
                points.add(new Point(x, sample, 2 * multAdds(wanted) / (peak(wanted.threads()) * 1e6)));
            }
        }
        return points;
    }

    /** A billion operations a second: the median of all processes with so many threads. */
    private double peak(int threads) {
        return new Sample(results.of(trial -> trial.contender() == Contender.RESNETV2 && trial.threads() == threads))
                .median(Outcome::peakGigaflops);
    }

    /** A line for each number of threads. */
    String peaks() {
        StringBuilder lines = new StringBuilder();
        for (int threads = 1; threads <= processors; threads++) {
            int count = threads;
            if (!results.of(trial -> trial.contender() == Contender.RESNETV2 && trial.threads() == count)
                    .isEmpty()) {
                lines.append("- peak of ").append(count).append(count == 1 ? " thread: " : " threads: ");
                lines.append(Format.decimal(peak(count), 0)).append(" GFLOP/s\n");
            }
        }
        return lines.toString();
    }

    private static Trial trial(int depth, int size, int batch, int threads) {
        List<Integer> loads = List.of(Trial.BACK_TO_BACK);
        return new Trial(Contender.RESNETV2, depth, size, batch, threads, loads, 0, 0);
    }

    private static boolean same(Trial a, Trial b) {
        return a.contender() == b.contender()
                && a.depth() == b.depth()
                && a.size() == b.size()
                && a.batch() == b.batch()
                && a.threads() == b.threads()
                && a.loads().equals(b.loads());
    }

    private static long multAdds(Trial trial) {
        ResNetV2 model = ResNetV2.builder().depth(trial.depth()).build();
        return model.multAdds(Shape.of(trial.batch(), 3, trial.size(), trial.size()));
    }

    private static String table(String title, List<Point> points) {
        MarkdownTable table = new MarkdownTable(0, title, "ms", AT_PEAK + ", ms", "share");
        for (Point point : points) {
            table.row(
                    Integer.toString(point.x),
                    Format.figure(point.millis()),
                    Format.figure(point.atPeak),
                    Format.decimal(100 * point.millis() / point.atPeak, 0) + " %");
        }
        return table + Sample.processes(points.stream().map(Point::sample).toList());
    }

    private static LineChart chart(String title, String xTitle, List<Point> points) {
        double[] xs = xs(points);
        return new LineChart(title, xTitle, "ms a call", Double.POSITIVE_INFINITY)
                .measured(
                        "measured",
                        xs,
                        points.stream().mapToDouble(Point::millis).toArray())
                .theory(AT_PEAK, xs, points.stream().mapToDouble(Point::atPeak).toArray());
    }

    /** With the line of a growth that is proportional to a power of x, through a measured point. */
    private static LineChart proportional(LineChart chart, List<Point> points, int through, int power) {
        if (points.size() <= through) {
            return chart;
        }
        Point origin = points.get(through);
        double[] line = points.stream()
                .mapToDouble(point -> origin.millis() * Math.pow((double) point.x / origin.x, power))
                .toArray();
        String name = power == 2 ? "in proportion to the pixels" : "in proportion";
        return chart.theory(name, xs(points), line);
    }

    private static double[] xs(List<Point> points) {
        return points.stream().mapToDouble(Point::x).toArray();
    }

    private static void write(Path images, String name, LineChart chart) throws IOException {
        Files.writeString(images.resolve("bench-" + name + ".svg"), chart.toString());
    }
}
