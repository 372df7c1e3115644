package io.github.resnetv2.spark;

import io.github.resnetv2.Classifier;
import io.github.resnetv2.Numerics;
import io.github.resnetv2.Prediction;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.RgbImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * What is said about a photo, to be compared bit for bit.
 *
 * @param predictions best first; none if there is an error
 * @param error why there are none
 */
record Answer(List<Prediction> predictions, String error) {
    /** The rows that Spark gave, by file. */
    static Map<Path, Answer> ofRows(List<Row> rows) {
        Map<Path, Answer> answers = new TreeMap<>();
        for (Row row : rows) {
            Path file = Path.of(URI.create(row.getAs("path")));
            List<Row> predictions = row.getList(row.fieldIndex("predictions"));
            Answer answer = new Answer(
                    predictions == null
                            ? List.of()
                            : predictions.stream()
                                    .map(p -> new Prediction(p.getInt(0), p.getString(1), p.getFloat(2)))
                                    .toList(),
                    row.getAs("error"));
            if (answers.put(file, answer) != null) {
                throw new AssertionError("two answers for " + file);
            }
        }
        return answers;
    }

    /** What this process alone says, each photo in a batch of its own copies. */
    static Map<Path, Answer> ofOneProcess(Collection<Path> photos, Numerics numerics, int batch) throws IOException {
        Classifier classifier = Classifier.of(ResNetV2.load(Photos.MODEL).withNumerics(numerics));
        Map<Path, Answer> answers = new TreeMap<>();
        for (Path photo : photos) {
            List<RgbImage> copies = Collections.nCopies(batch, ImageDecoder.DEFAULT.decode(photo));
            answers.put(
                    photo,
                    new Answer(
                            classifier.classifyAll(copies, ClassifyFolder.TOP).get(0), null));
        }
        return answers;
    }
}
