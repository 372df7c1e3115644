package io.github.resnetv2.json;

/**
 * A document that is not JSON, exceeds its bounds, or has another structure than expected.
 *
 * <p>Checked and not an {@code IOException}, so that whoever knows the file's name has to add it.
 */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * An error of this description.
     *
     * @param message what was expected and what was found; for an error of syntax also the byte offset
     */
    public JsonException(String message) {
        super(message);
    }
}
