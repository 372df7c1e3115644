package io.github.resnetv2.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.Numerics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job as {@code spark-submit} starts it. */
class ClassifyFolderMainIT {
    @Test
    void writesParquet(@TempDir Path folder) throws IOException {
        Path input = folder.resolve("photos");
        Path output = folder.resolve("answers");
        List<Path> photos = Photos.write(input, 20);
        Path damaged = Photos.writeDamaged(input);
        LocalCluster.start(1);
        ClassifyFolder.main(new String[] {Photos.MODEL.toString(), input.toString(), output.toString()});

        try (SparkSession spark = LocalCluster.start(1)) {
            Map<Path, Answer> answers =
                    Answer.ofRows(spark.read().parquet(output.toString()).collectAsList());
            assertEquals(List.of(), answers.remove(damaged).predictions());
            assertEquals(Answer.ofOneProcess(photos, Numerics.FAST, ClassifyFolder.BATCH), answers);
        }
    }
}
