/**
 * What is in a checkpoint file, whatever its format: named tensors, metadata, and for ONNX a graph.
 *
 * <p>Values only. How the bytes are read is the business of {@code formats}, what the names mean that of
 * {@code family}. A {@link io.github.resnetv2.weights.StateDict} holds its entries raw, in the file's own number type;
 * they become floats when asked for.
 */
@NullMarked
package io.github.resnetv2.weights;

import org.jspecify.annotations.NullMarked;
