/**
 * Hugging Face's safetensors: one file, or shards under an index.
 *
 * <p>A file is the length of its header (u64, little-endian), the header (JSON: for each tensor number type, shape and
 * the range of its bytes), and the values of all tensors, one after the other without a gap. Accepts what the reference
 * implementation (Rust crate {@code safetensors} 0.6, {@code tensor.rs}) accepts, less number types that no weight has,
 * names that stand twice, and what exceeds the limits.
 */
@NullMarked
package io.github.resnetv2.formats.safetensors;

import org.jspecify.annotations.NullMarked;
