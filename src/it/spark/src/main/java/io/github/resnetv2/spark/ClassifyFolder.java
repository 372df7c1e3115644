package io.github.resnetv2.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.github.resnetv2.ModelHandle;
import io.github.resnetv2.Numerics;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Classifies every photo of a folder and all folders in it, and writes the answers as Parquet. */
public final class ClassifyFolder {
    static final int BATCH = 8;
    static final int TOP = 5;

    private ClassifyFolder() {}

    /**
     * To be started by {@code spark-submit}.
     *
     * @param args where the model file is, where the photos are, where the answers go: paths or URIs of any file system
     *     that Spark knows
     * @throws IOException if the model file cannot be read
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: ClassifyFolder MODEL PHOTOS ANSWERS");
            System.exit(2);
        }
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            Broadcast<ModelHandle> model = broadcast(spark, args[0]);
            new PhotoClassifier(model, Numerics.FAST, BATCH, TOP)
                    .classify(photos(spark, args[1]))
                    .write()
                    .parquet(args[2]);
            spark.read()
                    .parquet(args[2])
                    .groupBy(coalesce(col("predictions").getItem(0).getField("label"), lit("(not a photo)"))
                            .as("answer"))
                    .count()
                    .orderBy(col("count").desc())
                    .show();
        }
    }

    /** Sends a model file to the executors. */
    static Broadcast<ModelHandle> broadcast(SparkSession spark, String file) throws IOException {
        Configuration configuration = spark.sparkContext().hadoopConfiguration();
        Path path = new Path(file);
        try (InputStream in = path.getFileSystem(configuration).open(path)) {
            ModelHandle model = ModelHandle.carrying(in.readAllBytes());
            // A file that is no model is found here, before the executors are busy with it.
            model.model();
            return JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model);
        }
    }

    /** The files of a folder and all folders in it. */
    static Dataset<Row> photos(SparkSession spark, String folder) {
        return spark.read()
                .format("binaryFile")
                .option("recursiveFileLookup", true)
                .option("pathGlobFilter", "*.{jpg,jpeg,png,gif,bmp,JPG,JPEG,PNG,GIF,BMP}")
                .load(folder);
    }
}
