package io.github.resnetv2.image;

import io.github.resnetv2.image.PixelScale.ChannelOrder;
import io.github.resnetv2.image.PixelScale.Division;
import io.github.resnetv2.image.Sizing.CropOffset;
import io.github.resnetv2.image.Sizing.Fit;
import io.github.resnetv2.image.Sizing.LongSide;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Everything between a decoded picture and the input of a network. A network answers well only to pictures that are
 * prepared as those it was trained on; this value travels with the model.
 *
 * <p>Immutable, for any number of threads. Results equal those of torchvision, timm and Keras to the bit.
 *
 * @param sizing how the picture gets the size of the network
 * @param scale how its bytes become floats
 */
public record Preprocessing(Sizing sizing, PixelScale scale) {
    /**
     * Prepares one picture.
     *
     * @param image of any size
     * @return the input of a network, {@code [1, 3, H, W]}
     * @throws IllegalArgumentException if the picture is too narrow to be resized, see {@link Sizing#apply}
     */
    public Tensor apply(RgbImage image) {
        return applyBatch(List.of(image));
    }

    /**
     * Prepares pictures for one call of a network.
     *
     * @param images at least one, of any sizes
     * @return the input of a network, {@code [N, 3, H, W]}, in the order given
     * @throws IllegalArgumentException if there are no pictures, one is too narrow to be resized, or they are not
     *     resized and differ in size
     */
    public Tensor applyBatch(List<RgbImage> images) {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("expected at least one picture, found none");
        }
        RgbImage first = sizing.apply(images.get(0));
        Shape shape = Shape.of(images.size(), 3, first.height(), first.width());
        return Tensor.build(shape, target -> {
            int step = target.length / images.size();
            scale.write(first, target, 0);
            for (int i = 1; i < images.size(); i++) {
                RgbImage image = sizing.apply(images.get(i));
                if (image.width() != first.width() || image.height() != first.height()) {
                    throw new IllegalArgumentException("picture " + i + " of a batch without resizing: expected "
                            + first.width() + " x " + first.height() + " as the first, found " + image.width() + " x "
                            + image.height());
                }
                scale.write(image, target, i * step);
            }
        });
    }

    /**
     * This preprocessing for a network of another input size; the part of the picture that it sees stays the same.
     *
     * @param size height and width of the input
     * @return a changed copy
     */
    public Preprocessing withSize(int size) {
        return new Preprocessing(sizing.withSize(size), scale);
    }

    /**
     * This preprocessing with another sizing.
     *
     * @param changed how the picture gets the size of the network
     * @return a changed copy
     */
    public Preprocessing withSizing(Sizing changed) {
        return new Preprocessing(changed, scale);
    }

    /**
     * This preprocessing with another scale.
     *
     * @param changed how its bytes become floats
     * @return a changed copy
     */
    public Preprocessing withScale(PixelScale changed) {
        return new Preprocessing(sizing, changed);
    }

    /**
     * This value as text, for the metadata of a model file.
     *
     * @return every switch under its name, in a fixed order; {@link #fromMap} makes the same value of it
     */
    public Map<String, String> toMap() {
        return new Settings()
                .put("fit", Settings.text(sizing.fit()))
                .put("size", Integer.toString(sizing.size()))
                .put("crop_fraction", Double.toString(sizing.cropFraction()))
                .put("filter", Settings.text(sizing.filter()))
                .put("pass_order", Settings.text(sizing.passOrder()))
                .put("long_side", Settings.text(sizing.longSide()))
                .put("crop_offset", Settings.text(sizing.cropOffset()))
                .put("channel_order", Settings.text(scale.order()))
                .put("divisor", Float.toString(scale.divisor()))
                .put("division", Settings.text(scale.division()))
                .put("mean", Settings.text(scale.mean()))
                .put("std", Settings.text(scale.std()))
                .toMap();
    }

    /**
     * Reads what {@link #toMap} wrote.
     *
     * @param text every switch under its name, and nothing else
     * @return the value
     * @throws IllegalArgumentException if a switch is missing or unknown, or a value not one it may have; the message
     *     names it
     */
    public static Preprocessing fromMap(Map<String, String> text) {
        Settings settings = new Settings(text);
        Sizing sizing = new Sizing(
                settings.choice("fit", Fit.values()),
                settings.integer("size"),
                settings.number("crop_fraction"),
                settings.choice("filter", ResizeFilter.values()),
                settings.choice("pass_order", PassOrder.values()),
                settings.choice("long_side", LongSide.values()),
                settings.choice("crop_offset", CropOffset.values()));
        PixelScale scale = new PixelScale(
                settings.choice("channel_order", ChannelOrder.values()),
                settings.single("divisor"),
                settings.choice("division", Division.values()),
                settings.perChannel("mean"),
                settings.perChannel("std"));
        settings.requireNoMore();
        return new Preprocessing(sizing, scale);
    }

    /** One line: {@code shorter side to 256 bilinear, centre 224 x 224, RGB, (x / 255 - [...]) / [...]}. */
    @Override
    public String toString() {
        return sizing + ", " + scale;
    }
}
