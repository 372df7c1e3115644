package io.github.resnetv2.image;

import java.io.IOException;

/**
 * A picture that cannot be accepted: damaged, cut short, larger than the limits, or in a format that is not read here.
 *
 * <p>The message names the file and the format and says what was expected and what was found.
 */
public final class ImageFormatException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * An error of this description.
     *
     * @param message the file, what was expected and what was found
     */
    ImageFormatException(String message) {
        super(message);
    }

    /**
     * An error of this description that another one brought to light.
     *
     * @param message the file, what was expected and what was found
     * @param cause the error underneath
     */
    ImageFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
