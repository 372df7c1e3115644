/**
 * Families that are known by the names of their tensors: each translates names and layouts to this library's and says which
 * switches names and shapes do not show.
 */
@NullMarked
package io.github.resnetv2.family.named;

import org.jspecify.annotations.NullMarked;
