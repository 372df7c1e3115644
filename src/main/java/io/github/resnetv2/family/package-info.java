/**
 * What the world calls its tensors: the public families of pre-activation ResNets, their names, switches and preprocessing.
 *
 * <p>A family recognises a checkpoint by its names (ONNX: by the structure of its graph), gives the
 * {@link io.github.resnetv2.model.Architecture} and hands every tensor over under this library's own name. What was
 * recognised, and what had to be guessed, is a {@link io.github.resnetv2.family.Recognition}.
 */
@NullMarked
package io.github.resnetv2.family;

import org.jspecify.annotations.NullMarked;
