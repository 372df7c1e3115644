/**
 * Measures calls of a network honestly: other images in each {@link io.github.resnetv2.cli.measure.Calls call}, none before
 * the time is flat, {@link io.github.resnetv2.cli.measure.Latencies percentiles} only of as many calls as they need, and
 * what the process has taken by the books of the {@link io.github.resnetv2.cli.measure.ThisProcess operating system} and of
 * the {@link io.github.resnetv2.cli.measure.Allocation virtual machine}.
 */
@NullMarked
package io.github.resnetv2.cli.measure;

import org.jspecify.annotations.NullMarked;
