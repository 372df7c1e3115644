package io.github.resnetv2;

import io.github.resnetv2.image.HeatMap;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.image.SeenArea;
import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.limits.Cancellation;
import io.github.resnetv2.tensor.Elementwise;
import io.github.resnetv2.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A network with everything that is needed to ask it about photos: preprocessing and labels.
 *
 * <p>Immutable, safe for use by any number of threads. A photo is decoded as Pillow does, see {@link ImageDecoder}; who
 * already has pixels needs no module {@code java.desktop}.
 *
 * <p>Every method that takes a number of answers throws an {@link IllegalArgumentException} if it is less than 1. So does
 * every method whose network cannot take a picture that was so prepared; {@code classifyFiles} says that in its results.
 */
public final class Classifier {
    private static final String MAP = "map";
    private static final String LOGITS = "logits";

    private final ResNetV2 model;
    private final Preprocessing preprocessing;
    private final List<String> labels;
    private final ImageDecoder decoder;
    private final Tensor headWeight;

    private Classifier(ResNetV2 model, Preprocessing preprocessing, List<String> labels, ImageDecoder decoder) {
        this.model = model;
        this.preprocessing = preprocessing;
        this.labels = labels;
        this.decoder = decoder;
        this.headWeight = model.headWeight();
    }

    /**
     * A classifier with the preprocessing and labels that came with the model; a new network gets torchvision's ImageNet
     * preprocessing.
     *
     * @param model with a head
     * @return the classifier
     * @throws IllegalArgumentException if the model has no head
     */
    public static Classifier of(ResNetV2 model) {
        return of(model, model.preprocessingOrUsual(), model.labels());
    }

    /**
     * A classifier with given preprocessing and labels.
     *
     * @param model with a head
     * @param preprocessing how photos are prepared
     * @param labels one a class, or none: then the class's number stands for its name
     * @return the classifier
     * @throws IllegalArgumentException if the model has no head, or the number of labels is not that of its classes
     */
    public static Classifier of(ResNetV2 model, Preprocessing preprocessing, List<String> labels) {
        int classes = model.architecture().classes();
        if (classes == 0) {
            throw new IllegalArgumentException("this network has no head: it gives features, but no classes");
        }
        if (!labels.isEmpty() && labels.size() != classes) {
            throw new IllegalArgumentException("labels: expected " + classes + ", found " + labels.size());
        }
        return new Classifier(model, preprocessing, List.copyOf(labels), ImageDecoder.DEFAULT);
    }

    /**
     * This classifier with another decoder: other limits, or cameras' orientation obeyed.
     *
     * @param value how photos are decoded
     * @return a changed copy
     */
    public Classifier withDecoder(ImageDecoder value) {
        return new Classifier(model, preprocessing, labels, value);
    }

    /**
     * Classifies a photo in a file.
     *
     * @param photo a JPEG, PNG, GIF or BMP file
     * @param k how many predictions, at least 1
     * @return the k most probable classes, best first; fewer if there are fewer classes
     * @throws IOException if it cannot be read or decoded
     */
    public List<Prediction> classify(Path photo, int k) throws IOException {
        return classify(decoder.decode(photo), k);
    }

    /**
     * Classifies a photo from a stream, which is read to its end and not closed.
     *
     * @param photo the bytes of a JPEG, PNG, GIF or BMP file
     * @param k how many predictions, at least 1
     * @return the k most probable classes, best first
     * @throws IOException if it cannot be read or decoded
     */
    public List<Prediction> classify(InputStream photo, int k) throws IOException {
        return classify(decoder.decode(photo), k);
    }

    /**
     * Classifies a picture of the Java platform; transparency is dropped.
     *
     * @param picture of any type
     * @param k how many predictions, at least 1
     * @return the k most probable classes, best first
     */
    public List<Prediction> classify(BufferedImage picture, int k) {
        return classify(RgbImage.of(picture), k);
    }

    /**
     * Classifies raw pixels.
     *
     * @param rgb three bytes a pixel, row by row
     * @param width of the picture
     * @param height of the picture
     * @param k how many predictions, at least 1
     * @return the k most probable classes, best first
     * @throws IllegalArgumentException if there are not {@code 3 width height} bytes
     */
    public List<Prediction> classify(byte[] rgb, int width, int height, int k) {
        return classify(RgbImage.ofRgb(width, height, rgb), k);
    }

    /**
     * Classifies raw pixels: the remaining bytes of a buffer, whose position moves to its limit.
     *
     * @param rgb three bytes a pixel, row by row
     * @param width of the picture
     * @param height of the picture
     * @param k how many predictions, at least 1
     * @return the k most probable classes, best first
     * @throws IllegalArgumentException if there are not {@code 3 width height} bytes
     */
    public List<Prediction> classify(ByteBuffer rgb, int width, int height, int k) {
        return classify(RgbImage.ofRgb(width, height, rgb), k);
    }

    /**
     * Classifies raw pixels, without their alpha.
     *
     * @param argb one pixel each, {@code 0xAARRGGBB}, row by row
     * @param width of the picture
     * @param height of the picture
     * @param k how many predictions, at least 1
     * @return the k most probable classes, best first
     * @throws IllegalArgumentException if there are not {@code width height} pixels
     */
    public List<Prediction> classify(int[] argb, int width, int height, int k) {
        return classify(RgbImage.ofArgb(width, height, argb), k);
    }

    /**
     * Classifies a decoded picture.
     *
     * @param picture of any size
     * @param k how many predictions, at least 1
     * @return the k most probable classes, best first
     */
    public List<Prediction> classify(RgbImage picture, int k) {
        return classifyAll(List.of(picture), k).get(0);
    }

    /**
     * Classifies pictures in one batch.
     *
     * @param pictures at least one
     * @param k how many predictions for each, at least 1
     * @return for each picture, in the order given, its k most probable classes, best first
     */
    public List<List<Prediction>> classifyAll(List<RgbImage> pictures, int k) {
        requireCount(k);
        return best(model.forward(preprocessing.applyBatch(pictures)), k);
    }

    /**
     * Classifies pictures in one batch, unless the call is ended early.
     *
     * <p>What may take long is the network, and that is what ends early; the pictures are prepared first.
     *
     * @param pictures at least one
     * @param k how many predictions for each, at least 1
     * @param cancellation ends the call by hand or at a deadline
     * @return for each picture, in the order given, its k most probable classes, best first
     * @throws CallCancelledException if the call was ended, saying why and where
     */
    public List<List<Prediction>> classifyAll(List<RgbImage> pictures, int k, Cancellation cancellation) {
        requireCount(k);
        return best(model.forward(preprocessing.applyBatch(pictures), cancellation), k);
    }

    /**
     * Classifies photos in files: in batches, while other threads, as many as the network's, read the next ones. Memory is
     * bounded however many there are. The same photos give the same bits again; the last bits of a probability may depend
     * on which photos share a batch, unless the model computes {@link Numerics#EXACT}.
     *
     * @param photos JPEG, PNG, GIF or BMP files; asked for the next one when it is needed
     * @param k how many predictions for each, at least 1
     * @param results called in this thread, once for each photo, in the order given. A photo that fails does not keep
     *     the others from being classified
     * @throws CallCancelledException if this thread is interrupted; it stays interrupted
     */
    public void classifyFiles(Iterable<Path> photos, int k, Consumer<PhotoResult> results) {
        requireCount(k);
        PhotoPipeline.run(
                photos,
                photo -> preprocessing.apply(decoder.decode(photo)),
                inputs -> best(model.forward(inputs), k),
                model.threads(),
                new PhotoBatch.Results<>(
                        (photo, predictions) -> results.accept(new PhotoResult.Classified(photo, predictions)),
                        (photo, reason) -> results.accept(new PhotoResult.Failed(photo, reason))));
    }

    /**
     * Classifies photos in files and collects the results, see {@link #classifyFiles(Iterable, int, Consumer)}.
     *
     * @param photos JPEG, PNG, GIF or BMP files
     * @param k how many predictions for each, at least 1
     * @return one result for each photo, in the order given
     * @throws CallCancelledException if this thread is interrupted; it stays interrupted
     */
    public List<PhotoResult> classifyFiles(Iterable<Path> photos, int k) {
        List<PhotoResult> results = new ArrayList<>();
        classifyFiles(photos, k, results::add);
        return results;
    }

    /**
     * Classifies a picture and says which places of it speak for the best class, in one run of the network.
     *
     * @param picture of any size
     * @param k how many predictions, at least 1
     * @return the k most probable classes, as {@link #classify(RgbImage, int)} gives them, and the map of the first
     * @throws IllegalArgumentException as {@link #heatMap} does
     */
    public Explanation explain(RgbImage picture, int k) {
        requireCount(k);
        return explain(model.outputs(preprocessing.apply(picture), MAP, LOGITS), picture, k);
    }

    /**
     * Classifies and explains a picture as {@link #explain(RgbImage, int)} does, unless the call is ended early.
     *
     * @param picture of any size
     * @param k how many predictions, at least 1
     * @param cancellation ends the call by hand or at a deadline
     * @return the k most probable classes, and the map of the first
     * @throws IllegalArgumentException as {@link #heatMap} does
     * @throws CallCancelledException if the call was ended, saying why and where
     */
    public Explanation explain(RgbImage picture, int k, Cancellation cancellation) {
        requireCount(k);
        return explain(model.outputs(preprocessing.apply(picture), cancellation, MAP, LOGITS), picture, k);
    }

    private Explanation explain(Map<String, Tensor> outputs, RgbImage picture, int k) {
        List<Prediction> predictions = best(output(outputs, LOGITS), k).get(0);
        return new Explanation(
                predictions, heatMap(output(outputs, MAP), predictions.get(0).index(), picture));
    }

    /**
     * Says which places of a picture speak for a class: the class activation map (Zhou et al., arXiv 1512.04150). It is no
     * estimate: as the head is linear in the mean of the last map, the mean of the values plus the bias is the logit.
     *
     * @param picture of any size
     * @param classIndex from 0
     * @return one cell for each pixel of the last map, {@code 7 x 7} for 224 x 224 pixels and a stride of 32
     * @throws IllegalArgumentException if there is no such class, or the network's pool leaves out cells of a last map of
     *     this size (kuangliu's CIFAR networks pool 4 x 4, the last map of 32 x 32 pixels)
     */
    public HeatMap heatMap(RgbImage picture, int classIndex) {
        int classes = model.architecture().classes();
        if (classIndex < 0 || classIndex >= classes) {
            throw new IllegalArgumentException("class: expected 0 to " + (classes - 1) + ", found " + classIndex);
        }
        return heatMap(output(model.outputs(preprocessing.apply(picture), MAP), MAP), classIndex, picture);
    }

    private HeatMap heatMap(Tensor map, int classIndex, RgbImage picture) {
        return ActivationMaps.ofClass(
                map, headWeight, classIndex, model.architecture().pool(), area(picture));
    }

    /**
     * Shows where a layer is active on a picture, whatever the class: the root mean square of its channels.
     *
     * @param picture of any size
     * @param output {@code stem}, {@code layer1} to {@code layerN}, or {@code map}
     * @return one cell for each pixel of that output
     * @throws IllegalArgumentException if there is no such output, or it has no places
     */
    public HeatMap layerMap(RgbImage picture, String output) {
        if (output.equals("features") || output.equals(LOGITS)) {
            throw new IllegalArgumentException("layer: expected an output with rows and columns, found " + output);
        }
        Tensor values = output(model.outputs(preprocessing.apply(picture), output), output);
        return ActivationMaps.ofLayer(values, area(picture));
    }

    private SeenArea area(RgbImage picture) {
        return preprocessing.sizing().seen(picture.width(), picture.height());
    }

    private static Tensor output(Map<String, Tensor> outputs, String name) {
        return Objects.requireNonNull(outputs.get(name));
    }

    static void requireCount(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k: expected 1 or more, found " + k);
        }
    }

    /** One picture as the network takes it. */
    Tensor prepare(RgbImage picture) {
        return preprocessing.apply(picture);
    }

    /** Classifies what {@link #prepare} gave, one or more joined. */
    List<List<Prediction>> classifyPrepared(Tensor prepared, int k, Cancellation cancellation) {
        return best(model.forward(prepared, cancellation), k);
    }

    private List<List<Prediction>> best(Tensor logits, int k) {
        List<List<Prediction>> results = new ArrayList<>();
        for (float[] row : Elementwise.softmax(logits).toArray2d()) {
            results.add(best(row, k));
        }
        return results;
    }

    private List<Prediction> best(float[] probabilities, int k) {
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < probabilities.length; i++) {
            String label = labels.isEmpty() ? Integer.toString(i) : labels.get(i);
            predictions.add(new Prediction(i, label, probabilities[i]));
        }
        // A stable sort: of equal probabilities the smaller index comes first, as in torch.topk on a CPU.
        predictions.sort(Comparator.comparing(Prediction::probability).reversed());
        return List.copyOf(predictions.subList(0, Math.min(k, predictions.size())));
    }
}
