/** Random access to untrusted bytes, and the decoding of stored numbers to floats. */
@NullMarked
package io.github.resnetv2.formats.bytes;

import org.jspecify.annotations.NullMarked;
