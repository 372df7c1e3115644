package io.github.resnetv2.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.Numerics;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two executors, each a process of its own, classify 61 photos, and say what one process says. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClassifyFolderIT {
    private static final int BATCH = ClassifyFolder.BATCH;

    @TempDir
    static Path folder;

    private static List<Path> photos;
    private static SparkSession spark;

    @BeforeAll
    static void start() throws IOException {
        photos = Photos.write(folder, 61);
        spark = LocalCluster.start(2);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void answersEqualThoseOfOneProcessToTheBit() throws IOException {
        Map<Path, Answer> expected = Answer.ofOneProcess(photos, Numerics.FAST, BATCH);
        assertEquals(expected, answers(classifier(Numerics.FAST, BATCH).classify(photos())));
        // Neither the numbers nor the photos are such that everything would be equal.
        assertNotEquals(expected, Answer.ofOneProcess(photos, Numerics.FAST, 1));
        assertTrue(expected.values().stream().distinct().count() > 50);
    }

    @Test
    void exactAnswersEqualThoseOfSinglePhotosForAnyBatch() throws IOException {
        assertEquals(
                Answer.ofOneProcess(photos, Numerics.EXACT, 1),
                answers(classifier(Numerics.EXACT, 5).classify(photos())));
    }

    @Test
    void damagedPhotoIsARowAndDoesNotEndTheJob(@TempDir Path other) throws IOException {
        List<Path> good = Photos.write(other, 2);
        Path damaged = Photos.writeDamaged(other);
        Map<Path, Answer> answers =
                answers(classifier(Numerics.FAST, BATCH).classify(ClassifyFolder.photos(spark, other.toString())));
        Answer answer = answers.remove(damaged);
        assertEquals(List.of(), answer.predictions());
        assertTrue(answer.error().contains("JPEG"), answer.error());
        assertEquals(Answer.ofOneProcess(good, Numerics.FAST, BATCH), answers);
    }

    @Test
    void modelIsLoadedOncePerExecutor() throws IOException {
        LoadedModel look = new LoadedModel(classifier(Numerics.FAST, BATCH).model());
        List<String> seen = spark.range(0, 16, 1, 16)
                .as(Encoders.LONG())
                .mapPartitions(look, Encoders.STRING())
                .collectAsList();
        List<String> processes =
                seen.stream().map(line -> line.split(" ")[0]).distinct().toList();
        assertEquals(16, seen.size());
        assertEquals(2, processes.size(), processes::toString);
        assertEquals(2, seen.stream().distinct().count(), seen::toString);
        // Spark gives every executor the vector module; this process got it from the build.
        String kernels = ResNetV2.load(Photos.MODEL).kernels();
        assertTrue(seen.stream().allMatch(line -> line.endsWith(kernels)), seen::toString);
    }

    @Test
    void killedExecutorChangesNothing() throws Exception {
        TaskEnds ends = new TaskEnds();
        spark.sparkContext().addSparkListener(ends);
        Path pidFile = folder.resolve("stalled");
        Dataset<Row> stalling = photos().filter(new StallOnce("/photo30.png", pidFile.toString()));
        PhotoClassifier classifier = classifier(Numerics.FAST, BATCH);
        CompletableFuture<Map<Path, Answer>> result =
                CompletableFuture.supplyAsync(() -> answers(classifier.classify(stalling)));

        await(() -> Files.exists(pidFile) && ends.done() > 0);
        long pid = Long.parseLong(Files.readString(pidFile));
        ProcessHandle executor = ProcessHandle.current()
                .children()
                .filter(child -> child.pid() == pid)
                .findAny()
                .orElseThrow();
        executor.destroyForcibly();

        assertEquals(Answer.ofOneProcess(photos, Numerics.FAST, BATCH), result.get());
        await(() -> ends.lost() == 1);
        spark.sparkContext().removeSparkListener(ends);
    }

    @Test
    void damagedModelIsFoundBeforeTheClusterIsBusy(@TempDir Path other) throws IOException {
        Path model = Files.writeString(other.resolve("model.safetensors"), "not a model");
        assertThrows(ModelFormatException.class, () -> ClassifyFolder.broadcast(spark, model.toString()));
    }

    private static PhotoClassifier classifier(Numerics numerics, int batch) throws IOException {
        return new PhotoClassifier(
                ClassifyFolder.broadcast(spark, Photos.MODEL.toString()), numerics, batch, ClassifyFolder.TOP);
    }

    private static Dataset<Row> photos() {
        return ClassifyFolder.photos(spark, folder.toString());
    }

    private static Map<Path, Answer> answers(Dataset<Row> rows) {
        return Answer.ofRows(rows.collectAsList());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(20);
        }
    }
}
