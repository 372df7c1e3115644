/**
 * NumPy's arrays: one in a {@code .npy} file, several in the zip archive {@code .npz}.
 *
 * <p>Format versions 1.0 to 3.0 as {@code numpy/lib/format.py} (2.x) writes them. The header is the text of a Python
 * dictionary; it is parsed as data, and arrays of Python objects, which would need unpickling, are refused.
 */
@NullMarked
package io.github.resnetv2.formats.npy;

import org.jspecify.annotations.NullMarked;
