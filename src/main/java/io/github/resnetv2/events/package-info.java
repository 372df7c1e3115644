/**
 * What Flight Recorder is told: loads, plans and calls.
 *
 * <p>{@code jdk.jfr} may be absent. Only the event classes name it, and {@code Events} touches them only where it is there.
 */
@NullMarked
package io.github.resnetv2.events;

import org.jspecify.annotations.NullMarked;
