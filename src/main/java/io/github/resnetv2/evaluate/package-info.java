/**
 * How good a network is, and which photos resemble each other.
 *
 * <p>{@link io.github.resnetv2.evaluate.LabelledPhotos} finds photos with their true classes, in a folder for each class or a
 * table; {@link io.github.resnetv2.evaluate.Evaluation} has a classifier name them all and counts, and its
 * {@link io.github.resnetv2.evaluate.ConfusionMatrix} says what was taken for what.
 * {@link io.github.resnetv2.evaluate.Neighbours} keeps the photos whose embeddings lie closest to that of another.
 */
@NullMarked
package io.github.resnetv2.evaluate;

import org.jspecify.annotations.NullMarked;
