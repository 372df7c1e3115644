package io.github.resnetv2;

import java.util.Locale;

/**
 * One class that a picture may belong to.
 *
 * @param index the class's number, from 0
 * @param label its name; its number as text if the model has no labels
 * @param probability from 0 to 1
 */
public record Prediction(int index, String label, float probability) {
    /** The label and the probability in percent. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %.1f %%", label, probability * 100);
    }
}
