/**
 * The network in an ONNX graph, recovered from its structure alone: nodes become steps with constants folded, steps are
 * matched to stem, blocks, tail and head, and the assembled network is then wired through the graph once more to check that
 * it computes just that.
 */
@NullMarked
package io.github.resnetv2.family.onnx;

import org.jspecify.annotations.NullMarked;
