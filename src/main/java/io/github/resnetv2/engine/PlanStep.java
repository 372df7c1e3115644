package io.github.resnetv2.engine;

import org.jspecify.annotations.Nullable;

/**
 * A step with everything decided.
 *
 * @param step what it computes
 * @param algorithm how, for a convolution
 * @param offset where its result begins in the arena, in floats
 * @param weights floats of packed weights that it reads
 * @param work does it
 */
record PlanStep(Step step, @Nullable Algorithm algorithm, int offset, long weights, Work work) {}
