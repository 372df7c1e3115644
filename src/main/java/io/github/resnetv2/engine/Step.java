package io.github.resnetv2.engine;

import io.github.resnetv2.nn.BatchNorm2d;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work: a layer together with the neighbours whose work is done while its results are in registers.
 *
 * <pre>{@code
 * v       = relu?(folded?(head(input)) + residual?)
 * v       = pool?(v)               of the stem alone
 * plain   = v                      if somebody reads it
 * second  = relu?(next(v))         if somebody reads it
 * }</pre>
 *
 * @param head the layer (or input, or addition) that gives the step its kind
 * @param input what it reads
 * @param folded the norm that is folded into a convolution's weights and bias
 * @param residual what is added before {@code v} is complete
 * @param relu whether {@code v} ends with a ReLU
 * @param pooled the value that is pooled while its lines are in the cache and then forgotten; plain is the pooling
 * @param plain the node that {@code v} stands for
 * @param storePlain whether {@code v} itself is read by anybody
 * @param next the norm that follows as a scale and a shift
 * @param nextRelu whether {@code second} ends with a ReLU
 * @param second the node that the second result stands for
 */
record Step(
        Node head,
        Node input,
        @Nullable BatchNorm2d folded,
        @Nullable Node residual,
        boolean relu,
        @Nullable Node pooled,
        Node plain,
        boolean storePlain,
        @Nullable BatchNorm2d next,
        boolean nextRelu,
        @Nullable Node second) {}
