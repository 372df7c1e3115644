/**
 * JMH benchmarks of the library's inner loops. Each compares its results with the scalar twin's bits before it measures, and
 * again when the loops are compiled.
 */
package io.github.resnetv2.bench.kernel;
