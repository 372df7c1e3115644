package io.github.resnetv2.evaluate;

import io.github.resnetv2.Classifier;
import io.github.resnetv2.PhotoResult;
import io.github.resnetv2.Prediction;
import io.github.resnetv2.evaluate.ConfusionMatrix.Cell;
import io.github.resnetv2.evaluate.LabelledPhotos.Photo;
import io.github.resnetv2.limits.CallCancelledException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * How often a classifier is right about photos whose classes are known.
 *
 * @param total over all photos that could be read
 * @param classes the classes that have such photos, by index
 * @param confusion what was taken for what
 */
public record Evaluation(Score total, List<ClassScore> classes, ConfusionMatrix confusion) {
    private static final int TOP = 5;

    /** Copies the list. */
    public Evaluation {
        classes = List.copyOf(classes);
    }

    /**
     * How often an answer was right.
     *
     * @param photos of how many
     * @param top1 how often the most probable class was the true one
     * @param top5 how often the true one was among the five most probable
     */
    public record Score(int photos, int top1, int top5) {
        /**
         * The share of right answers.
         *
         * @return from 0 to 1; NaN if there are no photos
         */
        public double accuracy() {
            return (double) top1 / photos;
        }

        /**
         * The share of photos whose true class is among the five most probable.
         *
         * @return from 0 to 1; NaN if there are no photos
         */
        public double top5Accuracy() {
            return (double) top5 / photos;
        }
    }

    /**
     * How often an answer was right about a class.
     *
     * @param index of the class
     * @param label its name
     * @param score over the photos that show it; its accuracy is the class's recall
     * @param predictions how many photos were taken for it
     */
    public record ClassScore(int index, String label, Score score, int predictions) {
        /**
         * The share of right answers among those that name this class.
         *
         * @return from 0 to 1; NaN if no answer does
         */
        public double precision() {
            return (double) score.top1() / predictions;
        }
    }

    /**
     * Classifies all photos and counts. One that cannot be read does not count.
     *
     * @param classifier whose classes the labels of the photos are
     * @param photos with their classes
     * @param listener is told of each photo, in their order, by the calling thread: its five most probable classes, or why
     *     there are none
     * @return the counts
     * @throws CallCancelledException if this thread is interrupted; it stays interrupted
     */
    public static Evaluation of(Classifier classifier, LabelledPhotos photos, BiConsumer<Photo, PhotoResult> listener) {
        Map<Cell, Integer> counts = new HashMap<>();
        Map<Integer, Integer> top5 = new HashMap<>();
        Iterator<Photo> inOrder = photos.photos().iterator();
        Iterable<Path> files = () -> photos.photos().stream().map(Photo::file).iterator();
        classifier.classifyFiles(files, TOP, result -> {
            Photo photo = inOrder.next();
            if (result instanceof PhotoResult.Classified classified) {
                List<Prediction> predictions = classified.predictions();
                counts.merge(new Cell(photo.label(), predictions.get(0).index()), 1, Integer::sum);
                if (predictions.stream().anyMatch(prediction -> prediction.index() == photo.label())) {
                    top5.merge(photo.label(), 1, Integer::sum);
                }
            }
            listener.accept(photo, result);
        });
        return of(photos.labels(), new ConfusionMatrix(photos.labels(), counts), top5);
    }

    private static Evaluation of(List<String> labels, ConfusionMatrix confusion, Map<Integer, Integer> top5) {
        List<ClassScore> classes = new ArrayList<>();
        for (int index : confusion.truths()) {
            Score score =
                    new Score(confusion.photos(index), confusion.count(index, index), top5.getOrDefault(index, 0));
            classes.add(new ClassScore(index, labels.get(index), score, confusion.predictions(index)));
        }
        Score total = classes.stream()
                .map(ClassScore::score)
                .reduce(
                        new Score(0, 0, 0),
                        (a, b) -> new Score(a.photos() + b.photos(), a.top1() + b.top1(), a.top5() + b.top5()));
        return new Evaluation(total, classes, confusion);
    }
}
