package io.github.resnetv2.family;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.model.Parameter;
import io.github.resnetv2.nn.PlainWiring;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Architectures;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.Entry;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.StateDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Full-size networks of every family under their own names: recognised from names and shapes, and every stage compared
 * with what timm, Keras and MXNet computed in double.
 */
class GoldenFamiliesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "timm-resnetv2_18-n1-224x224",
                "timm-resnetv2_18d-n1-224x224",
                "timm-resnetv2_34d-n1-193x225",
                "timm-resnetv2_50-n3-97x131-num_classes10",
                "timm-resnetv2_50t-n1-160x160",
                "keras-resnet50v2-c6-n2-75x107",
                "mxnet-resnet34_v2-n1-224x224"
            })
    void everyStageIsClose(String name) throws IOException {
        check(name);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "timm-resnetv2_34-n1-224x224",
                "timm-resnetv2_50-n2-224x224",
                "timm-resnetv2_50d-n1-224x224",
                "timm-resnetv2_50d_gn-n1-224x224",
                "timm-resnetv2_50x1_bit-n1-224x224",
                "timm-resnetv2_101-n1-224x224",
                "timm-resnetv2_152-n1-160x160",
                "keras-resnet50v2-c1000-n2-224x224",
                "keras-resnet50v2-c1000-n1-299x299",
                "keras-resnet101v2-c1000-n1-224x224",
                "keras-resnet152v2-c1000-n1-160x160",
                "mxnet-resnet18_v2-n2-224x224",
                "mxnet-resnet50_v2-n1-224x224",
                "mxnet-resnet101_v2-n1-160x160",
                "mxnet-resnet152_v2-n1-128x128"
            })
    void everyStageOfTheLargeOnesIsClose(String name) throws IOException {
        check(name);
    }

    private static void check(String name) throws IOException {
        Golden golden = Golden.read("networks/" + name + ".safetensors");
        Map<String, String> meta = golden.metadata();
        String classes = meta.getOrDefault("classes", meta.getOrDefault("num_classes", "1000"));
        Architecture architecture = Architectures.of(meta.get("model"), Integer.parseInt(classes));
        ForeignNames names = name.startsWith("timm")
                ? ForeignNames.TIMM
                : name.startsWith("keras") ? ForeignNames.KERAS : ForeignNames.GLUON;
        Loaded loaded = ModelFile.load(checkpoint(architecture, names), Limits.DEFAULT);
        assertEquals(architecture, loaded.recognition().architecture());
        Tensor x = GoldenValues.input(
                Integer.parseInt(meta.get("batch")),
                3,
                Integer.parseInt(meta.get("height")),
                Integer.parseInt(meta.get("width")));
        List<String> errors = new ArrayList<>();
        outputs(loaded.network(), x).forEach((output, value) -> compare(golden, architecture, output, value, errors));
        assertEquals(List.of(), errors);
    }

    /** The network's file, as its own library would have named the tensors. */
    static Checkpoint checkpoint(Architecture architecture, ForeignNames names) {
        List<Entry> entries = new ArrayList<>();
        for (Parameter parameter : architecture.parameters()) {
            Shape shape = names.value(parameter.name(), parameter.shape()).shape();
            entries.add(new Entry(
                    names.of(parameter.name()),
                    DType.F32,
                    shape,
                    sink -> Entry.of("", names.value(parameter.name(), parameter.shape()))
                            .values()
                            .forEachPortion(sink)));
        }
        return new Checkpoint(
                Format.SAFETENSORS, "golden", StateDict.of(entries), Map.of(), Optional.empty(), () -> {});
    }

    private static Map<String, Tensor> outputs(Network network, Tensor x) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        network.wire(
                new PlainWiring() {
                    @Override
                    public Tensor output(String name, Tensor value) {
                        outputs.put(name, value);
                        return value;
                    }
                },
                x);
        return outputs;
    }

    private static void compare(
            Golden golden, Architecture architecture, String output, Tensor value, List<String> errors) {
        if (output.equals("map")) {
            return;
        }
        float[] found = value.toArray();
        boolean whole = output.equals("features") || output.equals("logits");
        // The families count stages from 0, this library from 1.
        String tap = output.startsWith("layer") ? "stage" + (output.charAt(5) - '1') : output;
        double[] expected =
                golden.tensor(tap + (whole ? ".f64" : ".sample.f64")).doubles();
        if (!whole) {
            int[] extents = Arrays.stream(golden.tensor(tap + ".shape").longs())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            assertEquals(Shape.of(extents), value.shape(), tap);
            long[] positions = golden.tensor(tap + ".position").longs();
            float[] sample = new float[positions.length];
            for (int i = 0; i < positions.length; i++) {
                sample[i] = found[(int) positions[i]];
            }
            found = sample;
        }
        assertEquals(expected.length, found.length, tap);
        double largest = output.equals("logits") ? 0.25 : 0;
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            error = Math.max(error, Math.abs(expected[i] - found[i]));
        }
        double tolerance = tolerance(architecture, whole);
        if (!(error <= tolerance * largest)) {
            errors.add(tap + ": error " + error / largest + " of the largest value, allowed " + tolerance);
        }
    }

    /** The bounds of golden/README.md. */
    private static double tolerance(Architecture architecture, boolean whole) {
        if (architecture.norm().isBatch()) {
            return 5e-6;
        }
        return architecture.weightStandardization().isPresent() && !whole ? 1e-4 : 2e-5;
    }
}
