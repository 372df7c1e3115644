package io.github.resnetv2.spark;

import io.github.resnetv2.ModelHandle;
import io.github.resnetv2.Numerics;
import io.github.resnetv2.ResNetV2;
import java.io.IOException;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Names what photos show, partition by partition.
 *
 * @param model sent to every executor once, and loaded there once
 * @param numerics how it computes
 * @param batch how many photos the network sees at a time, at least 1
 * @param top how many predictions for each photo, at least 1
 */
public record PhotoClassifier(Broadcast<ModelHandle> model, Numerics numerics, int batch, int top)
        implements MapPartitionsFunction<Row, Row> {
    private static final StructType PREDICTION = new StructType()
            .add("index", DataTypes.IntegerType, false)
            .add("label", DataTypes.StringType, false)
            .add("probability", DataTypes.FloatType, false);

    /** A row of the result: the predictions, best first, or why there are none. */
    static final StructType ANSWER = new StructType()
            .add("path", DataTypes.StringType, false)
            .add("predictions", DataTypes.createArrayType(PREDICTION, false), true)
            .add("error", DataTypes.StringType, true);

    /**
     * Classifies photos.
     *
     * @param photos rows with {@code path} and {@code content}, as Spark's source {@code binaryFile} gives them
     * @return a row for each: {@code path}, and either {@code predictions} (index, label and probability of the most
     *     probable classes, best first) or {@code error}; the other is null
     */
    public Dataset<Row> classify(Dataset<Row> photos) {
        return photos.select("path", "content").mapPartitions(this, Encoders.row(ANSWER));
    }

    @Override
    public Iterator<Row> call(Iterator<Row> photos) throws IOException {
        // As many threads as Spark counts for a task (spark.task.cpus), so that an executor is neither idle nor
        // crowded.
        int threads = TaskContext.get().cpus();
        ResNetV2 network = model.value().model().withNumerics(numerics).withThreads(threads);
        return new Answers(photos, network, batch, top);
    }
}
