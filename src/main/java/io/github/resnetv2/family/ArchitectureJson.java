package io.github.resnetv2.family;

import io.github.resnetv2.json.Json;
import io.github.resnetv2.json.JsonException;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Architecture.Biases;
import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.Architecture.HeadPool;
import io.github.resnetv2.model.Architecture.Norm;
import io.github.resnetv2.model.Architecture.Norms;
import io.github.resnetv2.model.Architecture.Projection;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.Stem;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.nn.Shortcut.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** An {@link Architecture} as it stands in the metadata of a file, version 1. */
final class ArchitectureJson {
    private static final int VERSION = 1;

    private ArchitectureJson() {}

    static Json write(Architecture a) {
        List<Json> stages = new ArrayList<>();
        for (Stage stage : a.stages()) {
            stages.add(Json.members()
                    .put("blocks", stage.blocks())
                    .put("width", stage.width())
                    .put("output_width", stage.outputWidth())
                    .put("stride", stage.stride())
                    .put("projection", stage.projection())
                    .build());
        }
        Json.Members members = Json.members()
                .put("version", VERSION)
                .put("input_channels", a.inputChannels())
                .put("classes", a.classes())
                .put(
                        "stem",
                        Json.members()
                                .put("kernel", a.stem().kernel())
                                .put("stride", a.stem().stride())
                                .put(
                                        "widths",
                                        Json.integers(a.stem().widths().stream()
                                                .mapToLong(Integer::longValue)
                                                .toArray()))
                                .put("relu", a.stem().relu())
                                .put("pool", name(a.stem().pool()))
                                .build())
                .put("block", name(a.block()))
                .put("stages", new Json.Arr(stages))
                .put("stride_in_last_block", a.strideInLastBlock())
                .put(
                        "projection",
                        Json.members()
                                .put("source", name(a.projection().source()))
                                .put("average_pool", a.projection().averagePool())
                                .build())
                .put(
                        "norm",
                        Json.members()
                                .put("groups", a.norm().groups())
                                .put("epsilon", a.norm().epsilon())
                                .build())
                .put(
                        "norms",
                        Json.members()
                                .put("input", a.norms().input())
                                .put("stem", a.norms().stem())
                                .put("inner", a.norms().inner())
                                .put("projection", a.norms().projection())
                                .put("last", a.norms().last())
                                .build())
                .put(
                        "biases",
                        Json.members()
                                .put("stem", a.biases().stem())
                                .put("inner", a.biases().inner())
                                .put("last", a.biases().last())
                                .put("projection", a.biases().projection())
                                .build())
                .put("pool", name(a.pool()));
        a.weightStandardization().ifPresent(epsilon -> members.put("weight_standardization", epsilon));
        return members.build();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws JsonException if the document is of another version, or a member is missing or of the wrong type
     * @throws IllegalArgumentException if a value is out of range
     */
    static Architecture read(Json json) throws JsonException {
        Json.Obj a = json.object();
        if (a.get("version").integer() != VERSION) {
            throw new JsonException("architecture version: expected " + VERSION + ", found "
                    + a.get("version").integer());
        }
        List<Stage> stages = new ArrayList<>();
        for (Json item : a.get("stages").array()) {
            Json.Obj stage = item.object();
            stages.add(new Stage(
                    number(stage, "blocks"),
                    number(stage, "width"),
                    number(stage, "output_width"),
                    number(stage, "stride"),
                    stage.get("projection").bool()));
        }
        Json.Obj projection = a.get("projection").object();
        Json.Obj norm = a.get("norm").object();
        Json.Obj norms = a.get("norms").object();
        Json.Obj biases = a.get("biases").object();
        return new Architecture(
                number(a, "input_channels"),
                number(a, "classes"),
                stem(a.get("stem").object()),
                constant(Block.values(), a.get("block")),
                stages,
                a.get("stride_in_last_block").bool(),
                new Projection(
                        constant(Source.values(), projection.get("source")),
                        projection.get("average_pool").bool()),
                new Norm(number(norm, "groups"), norm.get("epsilon").number()),
                new Norms(
                        norms.get("input").bool(),
                        norms.get("stem").bool(),
                        norms.get("inner").bool(),
                        norms.get("projection").bool(),
                        norms.get("last").bool()),
                new Biases(
                        biases.get("stem").bool(),
                        biases.get("inner").bool(),
                        biases.get("last").bool(),
                        biases.get("projection").bool()),
                a.find("weight_standardization").isPresent()
                        ? OptionalDouble.of(a.get("weight_standardization").number())
                        : OptionalDouble.empty(),
                constant(HeadPool.values(), a.get("pool")));
    }

    private static Stem stem(Json.Obj stem) throws JsonException {
        List<Integer> widths = new ArrayList<>();
        for (Json width : stem.get("widths").array()) {
            widths.add(integer(width));
        }
        return new Stem(
                number(stem, "kernel"),
                number(stem, "stride"),
                widths,
                stem.get("relu").bool(),
                constant(StemPool.values(), stem.get("pool")));
    }

    private static int number(Json.Obj object, String name) throws JsonException {
        return integer(object.get(name));
    }

    /** A number of 32 bits. */
    static int integer(Json json) throws JsonException {
        long number = json.integer();
        if (number != (int) number) {
            throw new JsonException("expected a number of 32 bits, found " + number);
        }
        return (int) number;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E constant(E[] constants, Json json) throws JsonException {
        for (E constant : constants) {
            if (name(constant).equals(json.text())) {
                return constant;
            }
        }
        throw new JsonException("expected one of "
                + List.of(constants).toString().toLowerCase(Locale.ROOT) + ", found " + json.describe());
    }
}
