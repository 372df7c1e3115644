package io.github.resnetv2.spark;

import io.github.resnetv2.Classifier;
import io.github.resnetv2.Numerics;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos a second, for the table in docs/scaling.md. A benchmark, run by name only: {@code -Dit.test=Throughput}. */
class Throughput {
    private static final int PHOTOS = 128;
    private static final int PASSES = 3;

    @TempDir
    Path folder;

    @Test
    void table() throws Exception {
        Path model = folder.resolve("resnet50.safetensors");
        ResNetV2.resnet50(1000).save(model);
        Path photos = Files.createDirectory(folder.resolve("photos"));
        for (int i = 0; i < PHOTOS; i++) {
            Files.copy(Photos.CAT, photos.resolve(i + ".jpg"));
        }
        System.out.println("ResNet-50, " + PHOTOS + " photos of 451 x 300 pixels, batches of " + ClassifyFolder.BATCH
                + ", Java " + Runtime.version().feature());
        oneProcess(model, photos, 1);
        oneProcess(model, photos, 2);
        cluster(model, photos, 1, 1);
        cluster(model, photos, 2, 1);
        cluster(model, photos, 1, 2);
    }

    /** What Spark is compared with: threads that share a model, each with its own batches. */
    private static void oneProcess(Path model, Path photos, int threads) throws Exception {
        Classifier classifier = Classifier.of(ResNetV2.load(model).withThreads(1));
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        double rate = rate(() -> {
            List<Callable<Integer>> batches = new ArrayList<>();
            for (int from = 0; from < PHOTOS; from += ClassifyFolder.BATCH) {
                int first = from;
                batches.add(() -> classify(classifier, photos, first));
            }
            int answers = 0;
            for (Future<Integer> batch : executor.invokeAll(batches)) {
                answers += batch.get();
            }
            return answers;
        });
        executor.shutdown();
        print("one process, " + threads + (threads == 1 ? " thread" : " threads"), rate, List.of());
    }

    private static void cluster(Path model, Path photos, int executors, int cores) throws Exception {
        try (SparkSession spark = LocalCluster.start(executors, cores, 1024)) {
            PhotoClassifier classifier = new PhotoClassifier(
                    ClassifyFolder.broadcast(spark, model.toString()),
                    Numerics.FAST,
                    ClassifyFolder.BATCH,
                    ClassifyFolder.TOP);
            double rate = rate(() -> classifier
                    .classify(ClassifyFolder.photos(spark, photos.toString()))
                    .collectAsList()
                    .size());
            List<Long> peaks = ProcessHandle.current()
                    .children()
                    .map(Throughput::peakMegabytes)
                    .toList();
            String shape = executors + (executors == 1 ? " executor of " : " executors of ") + cores;
            print(shape + (cores == 1 ? " core" : " cores"), rate, peaks);
        }
    }

    private static int classify(Classifier classifier, Path folder, int first) throws IOException {
        List<RgbImage> batch = new ArrayList<>();
        for (int i = 0; i < ClassifyFolder.BATCH; i++) {
            batch.add(ImageDecoder.DEFAULT.decode(folder.resolve(first + i + ".jpg")));
        }
        return classifier.classifyAll(batch, ClassifyFolder.TOP).size();
    }

    /** Of the median pass; the first, which compiles, does not count. */
    private static double rate(Callable<Integer> pass) throws Exception {
        long[] nanos = new long[PASSES];
        for (int i = -1; i < PASSES; i++) {
            long start = System.nanoTime();
            if (pass.call() != PHOTOS) {
                throw new AssertionError("answers are missing");
            }
            if (i >= 0) {
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        return PHOTOS * 1e9 / nanos[PASSES / 2];
    }

    /** What a process took at most, as Linux counts it. */
    private static long peakMegabytes(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1000)
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static void print(String what, double rate, List<Long> peaks) {
        String memory = peaks.isEmpty() ? "" : "  peak MB of each: " + peaks;
        System.out.printf(Locale.ROOT, "%-22s %5.1f photos/s%s%n", what, rate, memory);
    }
}
