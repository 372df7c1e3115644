/** Writes a network as the files that other engines read, so that all of them compute with the same weights. */
package io.github.resnetv2.bench.export;
