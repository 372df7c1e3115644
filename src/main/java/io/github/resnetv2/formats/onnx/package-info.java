/**
 * ONNX: a protobuf message that holds a graph of operations and the tensors it reads.
 *
 * <p>The wire format is walked field by field by {@link io.github.resnetv2.formats.onnx.Message}, which trusts no length;
 * what is not needed is skipped, not built. Tensors stay where they are in the file. What the graph means is none of this
 * package's business: {@code family} recovers the network from it.
 *
 * <p>Data in other files is never opened, and nothing recurses: a graph inside a graph stays unread.
 */
@NullMarked
package io.github.resnetv2.formats.onnx;

import org.jspecify.annotations.NullMarked;
