/**
 * The layers of a convolutional network, and the residual blocks made of them.
 *
 * <p>A {@link io.github.resnetv2.nn.Layer} says what it is and can compute itself plainly. A
 * {@link io.github.resnetv2.nn.Composite} states its dataflow once, in {@link io.github.resnetv2.nn.Composite#wire}, and
 * everybody who needs it reads it through a {@link io.github.resnetv2.nn.Wiring}: the forward pass with tensors, the shape
 * check with shapes, the summary with rows, the engine with steps. All layers are immutable and free of state.
 */
@NullMarked
package io.github.resnetv2.nn;

import org.jspecify.annotations.NullMarked;
