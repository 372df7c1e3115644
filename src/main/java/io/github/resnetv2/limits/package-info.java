/**
 * How much of a stranger's data this library is willing to take: one value, handed to every reader.
 *
 * <p>The lowest room of the house together with {@code tensor}: everything may know it, it knows nothing.
 */
@NullMarked
package io.github.resnetv2.limits;

import org.jspecify.annotations.NullMarked;
