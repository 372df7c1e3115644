package io.github.resnetv2;

import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Turns photos into embeddings: the network's feature vectors, of which those of similar photos point in similar directions.
 *
 * <p>Immutable, safe for use by any number of threads. The network needs no head.
 */
public final class Embedder {
    private final ResNetV2 model;
    private final Preprocessing preprocessing;
    private final ImageDecoder decoder;

    private Embedder(ResNetV2 model, Preprocessing preprocessing, ImageDecoder decoder) {
        this.model = model;
        this.preprocessing = preprocessing;
        this.decoder = decoder;
    }

    /**
     * An embedder with the preprocessing that came with the model; a new network gets torchvision's for ImageNet.
     *
     * @param model with or without a head; {@link ResNetV2#withPreprocessing} changes how it sees photos
     * @return the embedder
     */
    public static Embedder of(ResNetV2 model) {
        return new Embedder(model, model.preprocessingOrUsual(), ImageDecoder.DEFAULT);
    }

    /**
     * This embedder with another decoder: other limits, or cameras' orientation obeyed.
     *
     * @param value how photos are decoded
     * @return a changed copy
     */
    public Embedder withDecoder(ImageDecoder value) {
        return new Embedder(model, preprocessing, value);
    }

    /**
     * Embeds a photo in a file.
     *
     * @param photo a JPEG, PNG, GIF or BMP file
     * @return its features, 512 for ResNet-18 and 2,048 for ResNet-50, as they are: not scaled to length 1
     * @throws IOException if it cannot be read or decoded
     */
    public float[] embed(Path photo) throws IOException {
        return embedAll(List.of(decoder.decode(photo))).toArray();
    }

    /**
     * Embeds photos in files, in batches and within bounded memory, as {@link Classifier#classifyFiles} classifies them.
     *
     * @param photos JPEG, PNG, GIF or BMP files; asked for the next one when it is needed
     * @param embeddings called in this thread for each photo, in the order given, with its features
     * @param failures called instead, in the same order, for a photo that cannot be read or that the network cannot take
     * @throws CallCancelledException if this thread is interrupted; it stays interrupted
     */
    public void embedFiles(
            Iterable<Path> photos, BiConsumer<Path, float[]> embeddings, BiConsumer<Path, Exception> failures) {
        PhotoPipeline.run(
                photos,
                photo -> preprocessing.apply(decoder.decode(photo)),
                inputs -> Arrays.asList(model.features(inputs).toArray2d()),
                model.threads(),
                new PhotoBatch.Results<>(embeddings, failures));
    }

    /**
     * Embeds pictures in one batch.
     *
     * @param pictures at least one
     * @return {@code [N, features]}, in the order given
     */
    public Tensor embedAll(List<RgbImage> pictures) {
        return model.features(preprocessing.applyBatch(pictures));
    }
}
