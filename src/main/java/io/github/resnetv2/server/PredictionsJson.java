package io.github.resnetv2.server;

import io.github.resnetv2.Prediction;
import io.github.resnetv2.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Predictions as programs read them, from the server and from the command line alike. Needs no {@code jdk.httpserver}. */
public final class PredictionsJson {
    private PredictionsJson() {}

    /**
     * An object for each prediction: {@code index}, {@code label}, {@code probability}.
     *
     * @param predictions in their order
     * @return the array
     */
    public static Json.Arr of(List<Prediction> predictions) {
        List<Json> items = new ArrayList<>();
        for (Prediction prediction : predictions) {
            items.add(Json.members()
                    .put("index", prediction.index())
                    .put("label", prediction.label())
                    .put("probability", Json.real(prediction.probability()))
                    .build());
        }
        return new Json.Arr(items);
    }
}
