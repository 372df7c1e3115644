/**
 * The command line: {@link io.github.resnetv2.cli.Main} finds the {@link io.github.resnetv2.cli.Command}, which says what
 * it takes ({@code arguments}) and does its work with the library's public types, as any program could.
 *
 * <p>One class a command. Results go to the standard output; errors are one line on the standard error. Exit code 0: done;
 * 1: it failed; 2: wrong usage.
 */
@NullMarked
package io.github.resnetv2.cli;

import org.jspecify.annotations.NullMarked;
