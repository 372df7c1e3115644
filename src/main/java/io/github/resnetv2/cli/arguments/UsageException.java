package io.github.resnetv2.cli.arguments;

/** A command was called in a way it does not understand. The message names the argument and says what was expected. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * An error of this description.
     *
     * @param message the argument, what was expected and what was found
     */
    public UsageException(String message) {
        super(message);
    }
}
