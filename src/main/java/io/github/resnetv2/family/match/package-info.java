/** What recognition comes to: an architecture, weights under this library's names, and the published variant it is. */
@NullMarked
package io.github.resnetv2.family.match;

import org.jspecify.annotations.NullMarked;
