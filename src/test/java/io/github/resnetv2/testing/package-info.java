/** What several tests share: golden values, and readers of the recorded numbers. */
@NullMarked
package io.github.resnetv2.testing;

import org.jspecify.annotations.NullMarked;
