/**
 * How a network runs fast: its layers are compiled once per input shape into a plan, and the plan is run.
 *
 * <p>{@link io.github.resnetv2.engine.Recorder} reads the dataflow of the layers,
 * {@link io.github.resnetv2.engine.Fusion} joins neighbours into steps, {@link io.github.resnetv2.engine.Planner} chooses
 * an algorithm for each convolution and a place in one arena for each value, and {@link io.github.resnetv2.engine.Plan}
 * runs the steps with the loops of {@code kernel}. The layers themselves know nothing of this; their plain path is the
 * measure against which every plan is tested.
 */
@NullMarked
package io.github.resnetv2.engine;

import org.jspecify.annotations.NullMarked;
