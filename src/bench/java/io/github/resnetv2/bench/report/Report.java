package io.github.resnetv2.bench.report;

import io.github.resnetv2.bench.contender.Contender;
import io.github.resnetv2.bench.trial.Outcome;
import io.github.resnetv2.bench.trial.Results;
import io.github.resnetv2.bench.trial.Suite;
import io.github.resnetv2.bench.trial.Trial;
import io.github.resnetv2.cli.measure.Latencies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Writes the generated parts of {@code docs/benchmarks.md}, and its charts. Leaves out what is not measured yet. */
public final class Report {
    /** The longest that 99 of 100 answers may take under the load of a server. */
    private static final double BOUND_MILLIS = 50;

    private final Results results;
    private final int processors;
    private final JarBytes jarBytes;

    /** The size of an engine's jars. */
    public interface JarBytes {
        /**
         * All jars that an application needs.
         *
         * @param contender the engine
         * @return bytes
         * @throws IOException if they are not there
         */
        long of(Contender contender) throws IOException;
    }

    /**
     * A report.
     *
     * @param results of all trials
     * @param processors of this machine
     * @param jarBytes tells the size of an engine
     */
    public Report(Results results, int processors, JarBytes jarBytes) {
        this.results = results;
        this.processors = processors;
        this.jarBytes = jarBytes;
    }

    /**
     * Writes.
     *
     * @param docs the folder of {@code benchmarks.md}
     * @throws IOException if that file is not there or cannot be written
     * @throws IllegalStateException if the engines do not agree about the logits
     */
    public void write(Path docs) throws IOException {
        Document document = new Document(docs.resolve("benchmarks.md"));
        Path images = docs.resolve("images");
        Growth growth = new Growth(results, processors);
        document.put("machine", Machine.describe() + growth.peaks() + environments());
        document.put("agreement", new Agreement(results).text());
        document.put("single", single());
        document.put("start", start());
        document.put("offline", offline());
        document.put("server", server(images));
        document.put("growth", growth.tables(images));
        Files.writeString(images.resolve("bench-single.svg"), singleChart());
        document.save();
    }

    private String environments() {
        return results.of(trial -> trial.contender() == Contender.RESNETV2).stream()
                .map(Outcome::environment)
                .distinct()
                .map(line -> "- " + line + "\n")
                .collect(Collectors.joining());
    }

    private Optional<Sample> sample(Predicate<Trial> wanted) {
        List<Outcome> outcomes = results.of(wanted);
        return outcomes.isEmpty() ? Optional.empty() : Optional.of(new Sample(outcomes));
    }

    private Optional<Sample> backToBack(Contender contender, int depth, int batch, int threads) {
        return sample(trial -> trial.contender() == contender
                && trial.depth() == depth
                && trial.size() == Suite.SIZE
                && trial.batch() == batch
                && trial.threads() == threads
                && trial.loads().equals(List.of(Trial.BACK_TO_BACK)));
    }

    private List<Integer> threads() {
        return processors == 1 ? List.of(1) : List.of(1, processors);
    }

    private String single() {
        MarkdownTable table = new MarkdownTable(
                2, "network, threads", "engine", "median ms", "of the forks", "p90", "p99", "calls", "ratio");
        List<Sample> samples = new ArrayList<>();
        for (int depth : Suite.DEPTHS_COMPARED) {
            for (int threads : threads()) {
                Optional<Sample> ours = backToBack(Contender.RESNETV2, depth, 1, threads);
                for (Contender contender : Contender.values()) {
                    Optional<Sample> found = backToBack(contender, depth, 1, threads);
                    if (found.isEmpty() || ours.isEmpty()) {
                        continue;
                    }
                    Sample sample = found.get();
                    samples.add(sample);
                    Latencies all = sample.latencies(0);
                    table.row(
                            "ResNet-" + depth + ", " + threads,
                            contender.title(),
                            Format.figure(sample.millis()),
                            sample.range(),
                            Format.figure(all.p90()),
                            all.p99().isPresent() ? Format.figure(all.p99().getAsDouble()) : "",
                            Format.decimal(all.count(), 0),
                            Format.decimal(sample.millis() / ours.get().millis(), 2));
                }
            }
        }
        return table + Sample.processes(samples);
    }

    private String singleChart() {
        BarChart chart = new BarChart(
                "One image, median ms (shorter is better)",
                Suite.COMPARED.stream().map(Contender::title).toList());
        for (int depth : Suite.DEPTHS_COMPARED) {
            for (int threads : threads()) {
                double[] values = Suite.COMPARED.stream()
                        .flatMapToDouble(contender -> backToBack(contender, depth, 1, threads).stream()
                                .mapToDouble(Sample::millis))
                        .toArray();
                if (values.length == Suite.COMPARED.size()) {
                    chart.group("ResNet-" + depth + ", " + threads + (threads == 1 ? " thread" : " threads"), values);
                }
            }
        }
        return chart.toString();
    }

    private String start() throws IOException {
        MarkdownTable table = new MarkdownTable(
                2, "network", "engine", "start to first logits s", "peak memory MB", "heap bytes a call", "jars MB");
        for (int depth : Suite.DEPTHS_COMPARED) {
            for (Contender contender : Suite.COMPARED) {
                Optional<Sample> sample = backToBack(contender, depth, 1, 1);
                if (sample.isPresent()) {
                    table.row(
                            "ResNet-" + depth,
                            contender.title(),
                            Format.decimal(sample.get().median(Outcome::firstResult), 2),
                            Format.megabytes(sample.get().median(Outcome::peakBytes)),
                            Format.decimal(sample.get().median(Outcome::heapBytes), 0),
                            Format.megabytes(jarBytes.of(contender)));
                }
            }
        }
        return table.toString();
    }

    private String offline() {
        List<Integer> batches = new ArrayList<>(List.of(1));
        batches.addAll(Suite.OFFLINE_BATCHES);
        List<String> titles = new ArrayList<>(List.of("network", "engine"));
        batches.forEach(batch -> titles.add("batch " + batch));
        MarkdownTable table = new MarkdownTable(2, titles.toArray(String[]::new));
        List<Sample> samples = new ArrayList<>();
        for (int depth : Suite.DEPTHS_COMPARED) {
            for (Contender contender : Suite.COMPARED) {
                List<String> cells = new ArrayList<>(List.of("ResNet-" + depth, contender.title()));
                for (int batch : batches) {
                    Optional<Sample> found = backToBack(contender, depth, batch, processors);
                    found.ifPresent(samples::add);
                    cells.add(found.map(sample -> Format.figure(1000 * batch / sample.millis()))
                            .orElse(""));
                }
                table.row(cells.toArray(String[]::new));
            }
        }
        return table + Sample.processes(samples);
    }

    private String server(Path images) throws IOException {
        List<Integer> rates = Suite.RATES;
        List<String> titles = new ArrayList<>(List.of("engine"));
        rates.forEach(rate -> titles.add(rate + "/s"));
        titles.add("most within " + Format.decimal(BOUND_MILLIS, 0) + " ms");
        MarkdownTable table = new MarkdownTable(1, titles.toArray(String[]::new));
        LineChart chart = new LineChart(
                "ResNet-18 under load", "images arriving a second", "p99 from arrival to answer, ms", 4 * BOUND_MILLIS);
        List<Sample> samples = new ArrayList<>();
        for (Contender contender : Suite.COMPARED) {
            Optional<Sample> found = sample(
                    trial -> trial.contender() == contender && trial.loads().equals(rates));
            if (found.isEmpty()) {
                continue;
            }
            samples.add(found.get());
            List<String> cells = new ArrayList<>(List.of(contender.title()));
            List<double[]> points = new ArrayList<>();
            int most = 0;
            for (int load = 0; load < rates.size(); load++) {
                double p99 = found.get().reached(load)
                        ? found.get().latencies(load).p99().orElse(Double.NaN)
                        : Double.NaN;
                cells.add(Double.isNaN(p99) ? "" : Format.figure(p99));
                if (!Double.isNaN(p99)) {
                    points.add(new double[] {rates.get(load), p99});
                }
                most = p99 <= BOUND_MILLIS ? rates.get(load) : most;
            }
            cells.add(most + "/s");
            table.row(cells.toArray(String[]::new));
            chart.measured(
                    contender.title(),
                    points.stream().mapToDouble(point -> point[0]).toArray(),
                    points.stream().mapToDouble(point -> point[1]).toArray());
        }
        Files.writeString(images.resolve("bench-server.svg"), chart.toString());
        return table + Sample.processes(samples);
    }
}
