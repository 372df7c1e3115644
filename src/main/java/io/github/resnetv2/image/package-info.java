/**
 * From the file of a photo to the tensor a network is fed, each step equal to the bit to what Python does.
 *
 * <p>{@link io.github.resnetv2.image.ImageDecoder} reads JPEG, PNG, GIF and BMP as
 * {@code PIL.Image.open(f).convert('RGB')} does, within the bounds of
 * {@link io.github.resnetv2.limits.Limits Limits}; whoever already has pixels makes an
 * {@link io.github.resnetv2.image.RgbImage} of them. {@link io.github.resnetv2.image.Sizing} brings that picture to the
 * size of the network with Pillow's antialiased filters, {@link io.github.resnetv2.image.PixelScale} turns its bytes to
 * floats, and {@link io.github.resnetv2.image.Preprocessing} is the two together: a value that can be printed, stored
 * with a model and asked for by the name of a published checkpoint.
 *
 * <p>The reference is Pillow 13.0 with libjpeg-turbo 3, torchvision 0.29 and timm 1.0.31. PNG, GIF and BMP are decoded
 * here, in Java; for JPEG the platform's decoder undoes the entropy coding and the cosine transform and nothing else, and
 * only for that the module {@code java.desktop} is needed. Nothing here keeps state, opens a temporary file or touches
 * the settings of {@code ImageIO}.
 */
@NullMarked
package io.github.resnetv2.image;

import org.jspecify.annotations.NullMarked;
