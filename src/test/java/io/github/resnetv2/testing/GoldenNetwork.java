package io.github.resnetv2.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.model.ParameterSource;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network in full size, filled with golden values, and what its own library computed of a golden input in double
 * precision: a sample of every stage, the features and the logits.
 */
public final class GoldenNetwork {
    /**
     * How much of the largest value a network with batch norms may be off by, in single precision.
     *
     * <p>Let u be 2^-24. A sum of K terms rounds K partial sums, which grow as the square root of their number; each rounding
     * is u / sqrt(3) of its partial sum in the mean square, the whole u sqrt(K / 6) of the typical result: 28 u for the
     * longest, of 9 x 512 terms. The largest error and the largest value lie as many deviations out, so their proportion is
     * the same. Up to three convolutions of a branch add their errors as squares, and so do the branches on the way down;
     * but the stream that they are added to grows with them, so depth adds nothing: 28 sqrt(3) u, 2.9e-6. PyTorch itself,
     * whose sums are shorter as they are cut into parts, differs by 1.0e-6 (docs/numerics.md). Folded norms, another order and
     * Winograd's form are within the 5e-6, 84 u; an epsilon of another family, 1e-3 for 1e-5, is a hundred times outside.
     */
    public static final double BATCH_NORM = 5e-6;

    /**
     * The same with group norms. These take mean and deviation from values that are off already, and so are the two of a
     * standardised weight: PyTorch itself differs by 1.3e-5 (docs/numerics.md). Half as much again is left for another order
     * of its sums.
     */
    public static final double GROUP_NORM = 2e-5;

    /** Logits of few classes may all be small by chance. */
    public static final double SMALLEST_LOGIT_SCALE = 0.25;

    private final Golden golden;
    private final Architecture architecture;
    private final ParameterSource source;

    private GoldenNetwork(Golden golden, Architecture architecture, ParameterSource source) {
        this.golden = golden;
        this.architecture = architecture;
        this.source = source;
    }

    /**
     * A recorded network of any family.
     *
     * @param label the file's name under {@code golden/networks}, without its ending
     * @param source gives the golden values of a parameter of that family
     */
    public static GoldenNetwork read(String label, ParameterSource source) throws IOException {
        Golden golden = Golden.read("networks/" + label + ".safetensors");
        Map<String, String> meta = golden.metadata();
        Architecture architecture = meta.containsKey("model")
                ? Architectures.of(meta.get("model"), number(meta, "classes", number(meta, "num_classes", 1000)))
                : reference(meta);
        return new GoldenNetwork(golden, architecture, source);
    }

    /** A recorded network of the reference form, whose names are this library's. */
    public static GoldenNetwork readReference(String label) throws IOException {
        return read(label, parameter -> GoldenValues.parameter(parameter.name(), parameter.shape()));
    }

    private static Architecture reference(Map<String, String> meta) {
        Architecture standard = Architecture.reference(number(meta, "depth", 0), number(meta, "classes", 0));
        int width = number(meta, "arg.width", 64);
        return Architecture.reference(
                standard.block(),
                standard.stages().stream().map(Architecture.Stage::blocks).toList(),
                width,
                number(meta, "arg.in_channels", 3),
                standard.classes(),
                "True".equals(meta.get("arg.cifar"))
                        ? Architecture.smallImageStem(width)
                        : Architecture.imageNetStem(width));
    }

    private static int number(Map<String, String> meta, String key, int otherwise) {
        String text = meta.get(key);
        return text == null ? otherwise : Integer.parseInt(text);
    }

    /** What the network looks like. */
    public Architecture architecture() {
        return architecture;
    }

    /** The network, filled. */
    public Network network() {
        return Network.assemble(architecture, source);
    }

    /** The input that the answers belong to. */
    public Tensor input() {
        Map<String, String> meta = golden.metadata();
        return GoldenValues.input(
                number(meta, "batch", 1),
                architecture.inputChannels(),
                number(meta, "height", 224),
                number(meta, "width", 224));
    }

    /** Fails unless every recorded output is there in its shape and within the bound; lists all that are not. */
    public void check(Map<String, Tensor> outputs) {
        double tolerance = architecture.norm().isBatch() ? BATCH_NORM : GROUP_NORM;
        List<String> failures = new ArrayList<>();
        errors(outputs).forEach((name, error) -> {
            if (!(error <= tolerance)) {
                failures.add(name + ": off by " + error + " of the largest value, allowed are " + tolerance);
            }
        });
        assertEquals(List.of(), failures);
    }

    /** For each recorded output the largest error in proportion to the largest value. */
    private Map<String, Double> errors(Map<String, Tensor> outputs) {
        Map<String, Double> errors = new LinkedHashMap<>();
        outputs.forEach((name, tensor) -> {
            if (name.equals("logits") || name.equals("features")) {
                assertEquals(Shape.of(golden.tensor(name + ".f64").shape()), tensor.shape(), name);
                double smallest = name.equals("logits") ? SMALLEST_LOGIT_SCALE : 0;
                double[] expected = golden.tensor(name + ".f64").doubles();
                errors.put(name, Accuracy.worst(expected, smallest, tensor.toArray()));
            } else if (!name.equals("map")) { // which no library was asked for
                errors.put(name, stage(name, tensor));
            }
        });
        assertEquals(architecture.stages().size() + 3, errors.size(), () -> "outputs: " + outputs.keySet());
        return errors;
    }

    private double stage(String name, Tensor tensor) {
        String recorded = recordedName(name);
        int[] shape = Arrays.stream(golden.tensor(recorded + ".shape").longs())
                .mapToInt(Math::toIntExact)
                .toArray();
        assertEquals(Shape.of(shape), tensor.shape(), name);
        float[] values = tensor.toArray();
        long[] positions = golden.tensor(recorded + ".position").longs();
        float[] sample = new float[positions.length];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = values[Math.toIntExact(positions[i])];
        }
        return Accuracy.worst(golden.tensor(recorded + ".sample.f64").doubles(), 0, sample);
    }

    /** The other families count stages from 0. */
    private String recordedName(String name) {
        if (!name.startsWith("layer") || golden.tensors().containsKey(name + ".shape")) {
            return name;
        }
        return "stage" + (Integer.parseInt(name.substring("layer".length())) - 1);
    }
}
