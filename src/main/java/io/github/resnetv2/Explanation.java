package io.github.resnetv2;

import io.github.resnetv2.image.HeatMap;
import java.util.List;

/**
 * What a picture shows and where.
 *
 * @param predictions the most probable classes, best first
 * @param heatMap the class activation map of the best class
 */
public record Explanation(List<Prediction> predictions, HeatMap heatMap) {
    /**
     * Copies the list.
     *
     * @param predictions the most probable classes, best first
     * @param heatMap the class activation map of the best class
     */
    public Explanation {
        predictions = List.copyOf(predictions);
    }
}
