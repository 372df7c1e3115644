/**
 * Compares this library with other engines, end to end: each measurement in a process of its own, the engines taking turns.
 * {@link io.github.resnetv2.bench.Main} is the door; {@code docs/benchmarks.md} tells how it is used.
 */
package io.github.resnetv2.bench;
