package io.github.resnetv2.family;

import io.github.resnetv2.image.PixelScale;
import io.github.resnetv2.image.PixelScale.PerChannel;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.image.ResizeFilter;
import io.github.resnetv2.image.Sizing;
import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the {@code config.json} of a Hugging Face folder says of preprocessing and labels: timm's form, and the
 * {@code id2label} of transformers.
 *
 * @param preprocessing how photos are prepared, if it says so
 * @param labels names of the classes, empty if it has none
 */
record HubConfig(Optional<Preprocessing> preprocessing, List<String> labels) {
    /** Says nothing. */
    static final HubConfig NONE = new HubConfig(Optional.empty(), List.of());

    /**
     * Reads the document.
     *
     * @throws JsonException if a member that counts is of the wrong type
     * @throws IllegalArgumentException if a value is out of range
     */
    static HubConfig read(Json json) throws JsonException {
        Json.Obj config = json.object();
        Json.Obj pretrained = config.find("pretrained_cfg").isPresent()
                ? config.get("pretrained_cfg").object()
                : config;
        return new HubConfig(preprocessing(pretrained), labels(config, pretrained));
    }

    private static Optional<Preprocessing> preprocessing(Json.Obj config) throws JsonException {
        for (String name : List.of("input_size", "crop_pct", "interpolation", "mean", "std")) {
            if (config.find(name).isEmpty()) {
                return Optional.empty();
            }
        }
        List<Json> inputSize = config.get("input_size").array();
        if (inputSize.size() != 3) {
            throw new JsonException("input_size: expected [channels, height, width], found "
                    + config.get("input_size").describe());
        }
        Sizing sizing = Sizing.shorterSide(
                ArchitectureJson.integer(inputSize.get(1)),
                config.get("crop_pct").number(),
                filter(config.get("interpolation")));
        PixelScale scale = PixelScale.of(perChannel(config.get("mean")), perChannel(config.get("std")));
        return Optional.of(new Preprocessing(sizing, scale));
    }

    private static ResizeFilter filter(Json name) throws JsonException {
        for (ResizeFilter filter : ResizeFilter.values()) {
            if (filter.name().equalsIgnoreCase(name.text())) {
                return filter;
            }
        }
        throw new JsonException(
                "interpolation: expected one of " + List.of(ResizeFilter.values()) + ", found " + name.describe());
    }

    private static PerChannel perChannel(Json json) throws JsonException {
        List<Json> values = json.array();
        if (values.size() != 3) {
            throw new JsonException("expected one number for each of three channels, found " + values.size());
        }
        return new PerChannel(
                (float) values.get(0).number(), (float) values.get(1).number(), (float)
                        values.get(2).number());
    }

    private static List<String> labels(Json.Obj config, Json.Obj pretrained) throws JsonException {
        for (Json.Obj place : List.of(config, pretrained)) {
            Optional<Json> names = place.find("label_names");
            if (names.isPresent() && names.get() instanceof Json.Arr) {
                List<String> labels = new ArrayList<>();
                for (Json name : names.get().array()) {
                    labels.add(name.text());
                }
                return labels;
            }
        }
        List<String> labels = new ArrayList<>();
        if (config.find("id2label").isPresent()) {
            Json.Obj names = config.get("id2label").object();
            for (int i = 0; i < names.members().size(); i++) {
                labels.add(names.get(Integer.toString(i)).text());
            }
        }
        return labels;
    }
}
