/**
 * The files that weights come in. {@link io.github.resnetv2.formats.Checkpoints} opens any of them and says what it
 * was.
 *
 * <p>Each format has a room of its own ({@code safetensors}, {@code pytorch}, {@code onnx}, {@code npy}, {@code hdf5},
 * {@code keras}, {@code mxnet}), which knows the others only where one format is made of another; {@code zip} and
 * {@code bytes} are the common ground. Readers treat a file as hostile: all that it declares is checked before memory
 * is taken, and all that can be wrong is a {@link io.github.resnetv2.weights.ModelFormatException}. They know bytes,
 * not networks.
 */
@NullMarked
package io.github.resnetv2.formats;

import org.jspecify.annotations.NullMarked;
