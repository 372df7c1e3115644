package io.github.resnetv2.bench.trial;

import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.util.ArrayList;
import java.util.List;

/** The members of a JSON object as Java's types. */
record Fields(Json json) {
    String text(String name) throws JsonException {
        return ((Json.Text) json.object().get(name)).value();
    }

    long integer(String name) throws JsonException {
        return ((Json.Int) json.object().get(name)).value();
    }

    double real(String name) throws JsonException {
        return number(json.object().get(name));
    }

    List<Long> integers(String name) throws JsonException {
        List<Long> values = new ArrayList<>();
        for (Json item : items(name)) {
            values.add(((Json.Int) item).value());
        }
        return values;
    }

    List<Double> reals(String name) throws JsonException {
        List<Double> values = new ArrayList<>();
        for (Json item : items(name)) {
            values.add(number(item));
        }
        return values;
    }

    List<Json> items(String name) throws JsonException {
        return ((Json.Arr) json.object().get(name)).items();
    }

    private static double number(Json value) {
        return value instanceof Json.Int integer ? integer.value() : ((Json.Real) value).value();
    }
}
