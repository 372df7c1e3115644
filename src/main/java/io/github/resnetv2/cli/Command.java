package io.github.resnetv2.cli;

import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.terminal.Terminal;
import java.io.IOException;

/** One thing the command line can do. Commands keep no state. */
interface Command {
    /** How it is called. */
    Syntax syntax();

    /**
     * Does it.
     *
     * @param arguments read by {@link #syntax}, so each is what it should be
     * @param terminal takes the result
     * @throws UsageException if the arguments do not go together
     * @throws IOException if it failed
     * @throws IllegalArgumentException if it failed because files and arguments do not go together
     */
    void run(Arguments arguments, Terminal terminal) throws UsageException, IOException;
}
