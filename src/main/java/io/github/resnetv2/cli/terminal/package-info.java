/**
 * What people see: text, tables, numbers and the progress of long work.
 *
 * <p>Names in a model file and of classes are the file's author's choice; a
 * {@link io.github.resnetv2.cli.terminal.Terminal} lets none of them send control sequences to the screen.
 */
@NullMarked
package io.github.resnetv2.cli.terminal;

import org.jspecify.annotations.NullMarked;
