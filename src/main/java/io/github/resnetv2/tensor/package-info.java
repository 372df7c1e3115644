/**
 * The tensor core: an immutable array of floats with a shape and strides, and the plain operations of a convolutional
 * network on it.
 *
 * <p>{@link io.github.resnetv2.tensor.Tensor} is the value; {@link io.github.resnetv2.tensor.Convolution},
 * {@link io.github.resnetv2.tensor.Normalization}, {@link io.github.resnetv2.tensor.Pooling},
 * {@link io.github.resnetv2.tensor.MatrixProduct} and {@link io.github.resnetv2.tensor.Elementwise} are the
 * operations. They are written to be obviously right first and are the measure against which every faster path of this library
 * is tested.
 */
@NullMarked
package io.github.resnetv2.tensor;

import org.jspecify.annotations.NullMarked;
