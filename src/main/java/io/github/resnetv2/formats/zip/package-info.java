/**
 * Zip archives as PyTorch, NumPy and Keras write them, read from any
 * {@link io.github.resnetv2.formats.bytes.ByteSource}.
 *
 * <p>Own code because the JDK's {@code ZipFile} wants a file and its {@code ZipInputStream} refuses stored entries with
 * a data descriptor, which is what PyTorch writes. Follows PKWARE's APPNOTE 6.3 with ZIP64; stored and deflated
 * entries. The whole directory is checked when an archive is opened: no two entries share a name or a byte, everything
 * lies inside the file, and the declared sizes are bounded together, so that no archive is a bomb. Nothing is ever
 * written to disk: a name such as {@code ../x} is a name like any other.
 */
@NullMarked
package io.github.resnetv2.formats.zip;

import org.jspecify.annotations.NullMarked;
