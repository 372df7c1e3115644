/**
 * Keras' own archive, {@code .keras}: a zip with the weights as HDF5, the layers as JSON and a few facts.
 *
 * <p>The configuration of a Keras model can hold code. Here it is text that is handed on, and nothing of it is run.
 */
@NullMarked
package io.github.resnetv2.formats.keras;

import org.jspecify.annotations.NullMarked;
