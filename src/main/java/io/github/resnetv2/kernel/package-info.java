/**
 * The inner loops of the engine: they know arrays and nothing else of this library.
 *
 * <p>{@link io.github.resnetv2.kernel.Kernels} says what there is to compute and {@link io.github.resnetv2.kernel.Blocks} in
 * which layout; {@link io.github.resnetv2.kernel.KernelSelection} says which of its two implementations runs and why. {@code
 * ScalarKernels} is plain Java and the definition of every result, {@code VectorKernels} gives the same bits with the Vector
 * API: every class named {@code Vector...}, but for a number in {@code VectorWidth}, and no other needs {@code
 * jdk.incubator.vector}, and none is loaded before {@code
 * KernelGate} has found that module and a machine that is fast with it.
 *
 * <p>One kernel is one class with small methods: what the compiler makes of them decides everything. Sums live in local
 * variables, the species is a constant, inner loops have constant lengths, and loops call loops instead of being one. Where a
 * shape was chosen by measuring, its class says what was seen.
 */
@NullMarked
package io.github.resnetv2.kernel;

import org.jspecify.annotations.NullMarked;
