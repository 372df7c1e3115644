/**
 * Hostile model files: targets for a fuzzer, what it found, and damage of golden files by rule.
 *
 * <p>{@link io.github.resnetv2.fuzz.FuzzTarget} names every reader and what it is fed with. The ordinary run replays known
 * inputs and some damage, the slow run much damage; {@link io.github.resnetv2.fuzz.JazzerFuzz} searches for new inputs.
 */
@NullMarked
package io.github.resnetv2.fuzz;

import org.jspecify.annotations.NullMarked;
