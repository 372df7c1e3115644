/**
 * HDF5 as Keras writes it: {@code .h5} and {@code .weights.h5}.
 *
 * <p>A file is a graph of addresses: a superblock leads to the header of the root group, that to a B-tree of symbols with
 * names in a heap, these to the headers of further groups and datasets, and those to the values. Attributes lie in the
 * headers, texts of variable length in a second kind of heap. {@link io.github.resnetv2.formats.hdf5.Hdf5Bytes} makes sure
 * that walking it ends.
 */
@NullMarked
package io.github.resnetv2.formats.hdf5;

import org.jspecify.annotations.NullMarked;
