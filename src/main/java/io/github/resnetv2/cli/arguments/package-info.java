/**
 * What a command can be given, said once: {@link io.github.resnetv2.cli.arguments.Parameter}s make a
 * {@link io.github.resnetv2.cli.arguments.Syntax}, which both reads the
 * {@link io.github.resnetv2.cli.arguments.Arguments} and writes the help text.
 *
 * <p>Every argument is checked before a command does anything; what does not fit is a
 * {@link io.github.resnetv2.cli.arguments.UsageException} that says what was expected, and what may have been meant.
 */
@NullMarked
package io.github.resnetv2.cli.arguments;

import org.jspecify.annotations.NullMarked;
