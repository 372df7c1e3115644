package io.github.resnetv2.spark;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.family.Presets;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.image.Sizing.Fit;
import io.github.resnetv2.tensor.Elementwise;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The answers for the photos of one partition, computed batch by batch when Spark asks for them: a partition may be
 * larger than memory.
 *
 * <p>The network always sees a whole batch; the last one of a partition is filled up. For one shape of input a photo's
 * result has the same bits at every place and beside any neighbours. So it depends neither on how Spark cuts the folder
 * into partitions nor on which executor computes it, even with the fast numerics.
 */
final class Answers implements Iterator<Row> {
    private final Iterator<Row> photos;
    private final ResNetV2 model;
    private final Preprocessing preprocessing;
    private final int batch;
    private final int top;
    private final Queue<Row> ready = new ArrayDeque<>();

    /**
     * Nothing is computed yet.
     *
     * @param photos rows of path and encoded content
     */
    Answers(Iterator<Row> photos, ResNetV2 model, int batch, int top) {
        this.photos = photos;
        this.model = model;
        this.preprocessing = model.preprocessing().orElseGet(() -> Presets.byName("torchvision-imagenet"));
        this.batch = batch;
        this.top = top;
        if (batch > 1 && preprocessing.sizing().fit() == Fit.NONE) {
            throw new IllegalArgumentException(
                    "batch: expected 1 for a model that takes photos in their own size, found " + batch);
        }
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && photos.hasNext()) {
            answerBatch();
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void answerBatch() {
        List<String> paths = new ArrayList<>();
        List<Tensor> inputs = new ArrayList<>();
        while (inputs.size() < batch && photos.hasNext()) {
            Row photo = photos.next();
            String path = photo.getString(0);
            try {
                // Prepared at once: a batch of camera pictures in full size would not fit into a small executor.
                inputs.add(preprocessing.apply(ImageDecoder.DEFAULT.decode(photo.<byte[]>getAs(1))));
                paths.add(path);
            } catch (IOException | IllegalArgumentException e) {
                // A damaged photo is a row of the result. As an exception it would end the job, after four tries.
                ready.add(RowFactory.create(path, null, e.getMessage()));
            }
        }
        if (!inputs.isEmpty()) {
            float[][] probabilities =
                    Elementwise.softmax(model.forward(stack(inputs))).toArray2d();
            for (int i = 0; i < paths.size(); i++) {
                ready.add(RowFactory.create(paths.get(i), best(probabilities[i]), null));
            }
        }
    }

    /** One whole batch; photos that are missing at its end are copies of the last one. */
    private Tensor stack(List<Tensor> inputs) {
        Shape one = inputs.get(0).shape();
        return Tensor.build(Shape.of(batch, one.size(1), one.size(2), one.size(3)), target -> {
            for (int i = 0; i < batch; i++) {
                Tensor input = inputs.get(Math.min(i, inputs.size() - 1));
                input.copyTo(target, i * (target.length / batch));
            }
        });
    }

    private Row[] best(float[] probabilities) {
        List<String> labels = model.labels();
        return IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparing(index -> -probabilities[index]))
                .limit(top)
                .map(index -> RowFactory.create(
                        index, labels.isEmpty() ? index.toString() : labels.get(index), probabilities[index]))
                .toArray(Row[]::new);
    }
}
