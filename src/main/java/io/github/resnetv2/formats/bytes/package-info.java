/**
 * The bytes under every format reader: random access to untrusted data, and entries whose values lie in it.
 *
 * <p>A {@link io.github.resnetv2.formats.bytes.ByteSource} is a file, a buffer, a stream read into memory, or a window
 * of one of these; every read is checked against its size before memory is taken.
 * {@link io.github.resnetv2.formats.bytes.StoredValues} turns a place in it, a number type and a shape into an
 * {@link io.github.resnetv2.weights.Entry}, whose values are fetched when asked for.
 */
@NullMarked
package io.github.resnetv2.formats.bytes;

import org.jspecify.annotations.NullMarked;
