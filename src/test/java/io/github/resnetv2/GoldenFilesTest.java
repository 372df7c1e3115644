package io.github.resnetv2;

import static io.github.resnetv2.testing.GoldenNetwork.BATCH_NORM;
import static io.github.resnetv2.testing.GoldenNetwork.GROUP_NORM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.family.Recognition;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.tensor.Elementwise;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.Golden;
import io.github.resnetv2.testing.GoldenNetwork;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.weights.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every model file that a real library wrote goes through the one {@code load}, is recognised as what it is, gives that
 * library's numbers, and survives conversion to the bit.
 */
class GoldenFilesTest {
    @TempDir
    Path folder;

    /**
     * A file and what is expected of it.
     *
     * @param answer the file that holds the logits
     * @param tolerance of {@link GoldenNetwork}, relative to the largest logit
     */
    record Case(String file, String answer, Format format, String family, double tolerance) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Case> cases() {
        Stream.Builder<Case> cases = Stream.builder();
        for (String label : List.of(
                "reference-small18",
                "reference-small50",
                "timm-small18",
                "timm-small50",
                "timm-small50d",
                "timm-small50gn",
                "timm-smallbit",
                "cifar-small18",
                "cifar-small50")) {
            String family =
                    label.startsWith("reference") ? "reference" : label.startsWith("timm") ? "timm" : "pytorch-cifar";
            double tolerance = label.endsWith("gn") || label.endsWith("bit") ? GROUP_NORM : BATCH_NORM;
            cases.add(new Case(label + ".safetensors", label, Format.SAFETENSORS, family, tolerance));
            // Of the two largest, forms that add nothing new are left out to keep the repository small.
            boolean large = tolerance == GROUP_NORM;
            if (!large) {
                cases.add(new Case(label + ".pth", label, Format.PYTORCH_ZIP, family, tolerance));
            }
            for (String form : List.of("opset12", "unfolded", "dynamo")) {
                if (!(label + form).equals("timm-small50gnunfolded")) {
                    String structure = label.equals("timm-smallbit") ? "Google BiT" : family;
                    cases.add(new Case(label + "-" + form + ".onnx", label, Format.ONNX, structure, tolerance));
                }
            }
        }
        for (String label : List.of("reference-small18", "timm-small50d")) {
            String family = label.startsWith("reference") ? "reference" : "timm";
            cases.add(new Case(label + "-legacy.pth", label, Format.PYTORCH_LEGACY, family, BATCH_NORM));
            cases.add(new Case(label + "-wrapped.pth.tar", label, Format.PYTORCH_ZIP, family, BATCH_NORM));
            cases.add(new Case(label + "-channelslast.pth", label, Format.PYTORCH_ZIP, family, BATCH_NORM));
            cases.add(new Case(label + "-f16.pth", label + "-f16", Format.PYTORCH_ZIP, family, BATCH_NORM));
            cases.add(new Case(label + "-f16.safetensors", label + "-f16", Format.SAFETENSORS, family, BATCH_NORM));
            // These two hold weights that were rounded to half precision before: src/test/python/bf16_expected.py.
            cases.add(new Case(
                    label + "-bf16.safetensors", label + "-bf16-file", Format.SAFETENSORS, family, BATCH_NORM));
            cases.add(new Case(label + ".npz", label + "-f16", Format.NPZ, family, BATCH_NORM));
        }
        cases.add(new Case(
                "reference-small18-sharded", "reference-small18", Format.SAFETENSORS, "reference", BATCH_NORM));
        cases.add(new Case(
                "reference-small18-sharded/model.safetensors.index.json",
                "reference-small18",
                Format.SAFETENSORS,
                "reference",
                BATCH_NORM));
        cases.add(new Case("timm-smallbit-google.npz", "timm-smallbit", Format.NPZ, "Google BiT", GROUP_NORM));
        for (String label : List.of("mxnet-small18", "mxnet-small50")) {
            cases.add(new Case(label + ".params", label, Format.MXNET, "GluonCV", BATCH_NORM));
            cases.add(new Case(label + "-symbol-0000.params", label, Format.MXNET, "GluonCV", BATCH_NORM));
            cases.add(new Case(label + ".onnx", label, Format.ONNX, "GluonCV", BATCH_NORM));
            cases.add(new Case(label.replace("mxnet", "zoo7") + ".onnx", label, Format.ONNX, "GluonCV", BATCH_NORM));
        }
        for (String file : List.of("keras-small50-legacy.h5", "keras-small50-model.h5", "keras-small50.weights.h5")) {
            cases.add(new Case(file, "keras-small50", Format.HDF5, "Keras Applications", BATCH_NORM));
        }
        cases.add(new Case("keras-small50.keras", "keras-small50", Format.KERAS, "Keras Applications", BATCH_NORM));
        return cases.build();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheNumbersOfItsOwnLibrary(Case c) throws IOException {
        ResNetV2 model = ResNetV2.load(Golden.path("files/" + c.file));
        Recognition found = model.recognition().orElseThrow();
        assertEquals(c.format, found.format());
        assertEquals(c.family, found.family());
        assertClose(c, model);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void survivesConversionToTheBit(Case c) throws IOException {
        ResNetV2 model = ResNetV2.load(Golden.path("files/" + c.file));
        Path file = folder.resolve("converted.safetensors");
        model.save(file);
        ResNetV2 converted = ResNetV2.load(file);
        assertEquals(model.architecture(), converted.architecture());
        assertEquals(model.preprocessing(), converted.preprocessing());
        assertEquals(List.of(), converted.recognition().orElseThrow().guesses());
        Tensor x = input(c);
        assertArrayEquals(model.forward(x).toArray(), converted.forward(x).toArray());
    }

    @Test
    void loadsFromStreamsBytesAndBuffersAlike() throws IOException {
        Path file = Golden.path("files/timm-small50.pth");
        byte[] bytes = Files.readAllBytes(file);
        Tensor x = GoldenValues.input(1, 3, 40, 48);
        float[] expected = ResNetV2.load(file).forward(x).toArray();
        assertArrayEquals(expected, ResNetV2.load(bytes).forward(x).toArray());
        ByteBuffer padded = ByteBuffer.allocateDirect(bytes.length + 7)
                .position(7)
                .put(bytes)
                .position(7);
        assertArrayEquals(expected, ResNetV2.load(padded).forward(x).toArray());
        assertEquals(7, padded.position());
        try (InputStream stream = Files.newInputStream(file)) {
            assertArrayEquals(
                    expected, ResNetV2.load(stream, Limits.DEFAULT).forward(x).toArray());
        }
    }

    private static void assertClose(Case c, ResNetV2 model) throws IOException {
        boolean keras = c.answer.startsWith("keras");
        Golden answer = Golden.read("files/" + c.answer + "-expected.safetensors");
        double[] expected =
                answer.tensor(keras ? "probabilities.f32" : "logits.f64").doubles();
        Tensor logits = model.forward(input(c));
        float[] found = (keras ? Elementwise.softmax(logits) : logits).toArray();
        double error = Accuracy.worst(expected, GoldenNetwork.SMALLEST_LOGIT_SCALE, found);
        assertTrue(error <= c.tolerance, () -> "error " + error + " of the largest logit");
    }

    private static Tensor input(Case c) {
        if (c.answer.startsWith("mxnet")) {
            return GoldenValues.input(2, 3, 64, 64);
        }
        return c.answer.startsWith("cifar") ? GoldenValues.input(2, 3, 32, 32) : GoldenValues.input(2, 3, 40, 48);
    }
}
