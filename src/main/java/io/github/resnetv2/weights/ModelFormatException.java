package io.github.resnetv2.weights;

import java.io.IOException;

/**
 * A model file that cannot be accepted: damaged, hostile, of an unknown format, or not a network this library runs.
 *
 * <p>The message says what was expected, what was found, and where (file, and entry or byte offset).
 */
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * An error of this description.
     *
     * @param message what was expected, what was found and where
     */
    public ModelFormatException(String message) {
        super(message);
    }

    /**
     * An error of this description that another one brought to light.
     *
     * @param message what was expected, what was found and where
     * @param cause the error underneath
     */
    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
