/**
 * How much this library is willing to take: of a stranger's data, in one value handed to every reader, and of a caller's time
 * ({@link io.github.resnetv2.limits.Cancellation}).
 *
 * <p>The lowest room of the house together with {@code tensor}: everything may know it, it knows nothing.
 */
@NullMarked
package io.github.resnetv2.limits;

import org.jspecify.annotations.NullMarked;
