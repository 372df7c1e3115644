/**
 * PyTorch's {@code .pt} and {@code .pth}: a pickle that describes tensors, and the raw storages they look into.
 *
 * <p>A pickle is a program for a stack machine that can name any Python function and have it called. The machine here,
 * {@link io.github.resnetv2.formats.pytorch.Unpickler}, knows the few opcodes and the few names that a state dict is made
 * of, and builds {@linkplain io.github.resnetv2.formats.pytorch.Value plain values} from them; every other opcode or name
 * ends the load with a message. No name of a file ever reaches a class loader.
 *
 * <p>Both containers are read: the zip archive (since PyTorch 1.6), and the row of five pickles followed by the storages
 * that came before it.
 */
@NullMarked
package io.github.resnetv2.formats.pytorch;

import org.jspecify.annotations.NullMarked;
