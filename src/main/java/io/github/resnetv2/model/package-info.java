/**
 * From a description to a network: {@link io.github.resnetv2.model.Architecture} says in which of the public families'
 * switches a network differs, {@link io.github.resnetv2.model.Network} is the composite assembled from it.
 *
 * <p>No family is a special case in code: each is a value of {@code Architecture}. Parameters are counted, initial values
 * drawn and summaries printed from the same walk over the description.
 */
@NullMarked
package io.github.resnetv2.model;

import org.jspecify.annotations.NullMarked;
