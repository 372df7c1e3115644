package io.github.resnetv2.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.model.Architecture.Biases;
import io.github.resnetv2.model.Architecture.Block;
import io.github.resnetv2.model.Architecture.HeadPool;
import io.github.resnetv2.model.Architecture.Norm;
import io.github.resnetv2.model.Architecture.Norms;
import io.github.resnetv2.model.Architecture.Projection;
import io.github.resnetv2.model.Architecture.Stage;
import io.github.resnetv2.model.Architecture.Stem;
import io.github.resnetv2.model.Architecture.StemPool;
import io.github.resnetv2.nn.Composite;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.nn.ShapeWiring;
import io.github.resnetv2.nn.Shortcut;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Architectures;
import io.github.resnetv2.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    private static final List<Integer> DEPTHS = List.of(18, 34, 50, 101, 152);

    /** Nobody has to hold the values of a network to count them, or to work out its shapes. */
    private static Network hollow(Architecture architecture) {
        return Network.assemble(architecture, parameter -> Tensor.full(parameter.shape(), 0));
    }

    private static long buffers(Architecture architecture) {
        return architecture.parameters().stream()
                .filter(parameter -> parameter.role().isBuffer())
                .mapToLong(parameter -> parameter.shape().elements())
                .sum();
    }

    /** Counted by PyTorch, timm, MXNet, Keras and TF-slim themselves; for MXNet without the norm on the picture. */
    @ParameterizedTest
    @CsvSource({
        "reference-18, 1000, 11689640, 9728",
        "reference-34, 1000, 21797800, 17152",
        "reference-50, 1000, 25557160, 53248",
        "reference-101, 1000, 44549288, 105472",
        "reference-152, 1000, 60192936, 151552",
        "resnetv2_18, 1000, 11687720, 7808",
        "resnetv2_34, 1000, 21795880, 15232",
        "resnetv2_50, 1000, 25549352, 45440",
        "resnetv2_101, 1000, 44541480, 97664",
        "resnetv2_152, 1000, 60185128, 143744",
        "resnetv2_18d, 1000, 11706952, 7936",
        "resnetv2_34d, 1000, 21815112, 15360",
        "resnetv2_50d, 1000, 25568584, 45568",
        "resnetv2_101d, 1000, 44560712, 97792",
        "resnetv2_152d, 1000, 60204360, 143872",
        "resnetv2_50t, 1000, 25566048, 45552",
        "resnetv2_50d_gn, 1000, 25568584, 0",
        "resnet18_v2, 1000, 11687848, 7936",
        "resnet34_v2, 1000, 21796008, 15360",
        "resnet50_v2, 1000, 25549480, 45568",
        "resnet101_v2, 1000, 44541608, 97792",
        "resnet152_v2, 1000, 60185256, 143872",
        "ResNet50V2, 1000, 25568360, 45440",
        "ResNet101V2, 1000, 44577896, 97664",
        "ResNet152V2, 1000, 60236904, 143744",
        "ResNet50V2, 1001, 25570409, 45440",
        "ResNet101V2, 1001, 44579945, 97664",
        "ResNet152V2, 1001, 60238953, 143744",
        "resnetv2_50x1_bit, 1000, 25549352, 0",
        "resnetv2_101x1_bit, 1000, 44541480, 0",
        "resnetv2_50x3_bit, 1000, 217319080, 0",
        "resnetv2_101x3_bit, 1000, 387934888, 0",
        "resnetv2_152x2_bit, 1000, 236335208, 0",
        "resnetv2_152x4_bit, 1000, 936533224, 0",
        "PreActResNet18, 10, 11171146, 6784",
        "PreActResNet34, 10, 21279306, 14208",
        "PreActResNet50, 10, 23509066, 41344",
        "PreActResNet101, 10, 42501194, 93568",
        "PreActResNet152, 10, 58144842, 139648",
    })
    void parametersOfEveryPublishedNetworkAreCounted(String name, int classes, long parameters, long buffers) {
        Architecture architecture = Architectures.of(name, classes);
        int onThePicture = architecture.norms().input() ? 2 * architecture.inputChannels() : 0;
        assertEquals(parameters + onThePicture, architecture.parameterCount());
        assertEquals(buffers + onThePicture, buffers(architecture));
    }

    /** Multiplications of the convolutions and the head: they tell where a network strides. */
    @ParameterizedTest
    @CsvSource({
        "reference-18, 1000, 224, 1814073344",
        "reference-34, 1000, 224, 3663761408",
        "reference-50, 1000, 224, 4089184256",
        "reference-101, 1000, 224, 7801405440",
        "reference-152, 1000, 224, 11513626624",
        "resnetv2_50, 1000, 224, 4089184256",
        "resnetv2_18d, 1000, 224, 2053713920",
        "resnetv2_34d, 1000, 224, 3903401984",
        "resnetv2_50d, 1000, 224, 4328824832",
        "resnetv2_101d, 1000, 224, 8041046016",
        "resnetv2_152d, 1000, 224, 11753267200",
        "resnet18_v2, 1000, 224, 1814073344",
        "resnet152_v2, 1000, 224, 11513626624",
        "ResNet50V2, 1000, 224, 3482255360",
        "ResNet101V2, 1000, 224, 7194476544",
        "ResNet152V2, 1000, 224, 10906697728",
        "ResNet50V2, 1001, 299, 6536213248",
        "ResNet101V2, 1001, 299, 13373518592",
        "ResNet152V2, 1001, 299, 20210823936",
        "resnetv2_50x1_bit, 1000, 224, 4089184256",
        "resnetv2_101x1_bit, 1000, 224, 7801405440",
    })
    void multiplicationsOfEveryPublishedNetworkAreCounted(String name, int classes, int size, long multiplications) {
        Multiplications counter = new Multiplications();
        hollow(Architectures.of(name, classes)).wire(counter, Shape.of(1, 3, size, size));
        assertEquals(multiplications, counter.sum);
    }

    /** A shape check that counts the multiplications of every convolution and linear layer it comes through. */
    private static final class Multiplications extends ShapeWiring {
        private long sum;

        @Override
        public Shape apply(String name, Layer layer, Shape x) {
            if (layer instanceof Composite composite) {
                return composite.wire(this, x);
            }
            Shape y = layer.outputShape(x);
            if (layer instanceof Conv2d convolution) {
                sum += y.elements() * (convolution.weight().shape().elements() / y.size(1));
            } else if (layer instanceof Linear linear) {
                sum += linear.weight().shape().elements();
            }
            return y;
        }
    }

    @ParameterizedTest
    @CsvSource({"18, 106, 127", "34, 186, 223", "50, 271, 325", "101, 526, 631", "152, 781, 937"})
    void theReferenceFormHasPyTorchsNumberOfEntries(int depth, int entries, int withCounters) {
        List<Parameter> parameters = Architecture.reference(depth, 1000).parameters();
        assertEquals(entries, parameters.size());
        long batchNorms = parameters.stream()
                .filter(parameter -> parameter.role() == Parameter.Role.RUNNING_MEAN)
                .count();
        assertEquals(withCounters, entries + batchNorms, "PyTorch counts batches in every norm");
    }

    /** The names of the full depths, stated once more by their rule. */
    @ParameterizedTest
    @ValueSource(ints = {18, 34, 50, 101, 152})
    void theReferenceFormHasPyTorchsNames(int depth) {
        Architecture architecture = Architecture.reference(depth, 1000);
        List<String> names = new ArrayList<>(List.of("conv1.weight"));
        addNorm(names, "bn1");
        for (int s = 1; s <= 4; s++) {
            for (int i = 0; i < architecture.stages().get(s - 1).blocks(); i++) {
                String block = "layer" + s + "." + i + ".";
                for (int c = 1; c <= (depth < 50 ? 2 : 3); c++) {
                    addNorm(names, block + "bn" + c);
                    names.add(block + "conv" + c + ".weight");
                }
                if (i == 0 && (s > 1 || depth >= 50)) {
                    names.add(block + "downsample.0.weight");
                    addNorm(names, block + "downsample.1");
                }
            }
        }
        addNorm(names, "bn_last");
        names.addAll(List.of("fc.weight", "fc.bias"));
        assertEquals(
                names, architecture.parameters().stream().map(Parameter::name).toList());
    }

    private static void addNorm(List<String> names, String path) {
        for (String leaf : List.of("weight", "bias", "running_mean", "running_var")) {
            names.add(path + "." + leaf);
        }
    }

    @ParameterizedTest
    @CsvSource({"reference-small18, BASIC, 2 1 1 2", "reference-small50, BOTTLENECK, 1 2 1 1"})
    void namesShapesAndOrderAreThoseOfAStateDict(String label, Block block, String blocks) throws IOException {
        Architecture architecture = Architecture.reference(
                block,
                List.of(blocks.split(" ")).stream().map(Integer::valueOf).toList(),
                4,
                3,
                10,
                Architecture.imageNetStem(4));
        List<String> expected = Files.readAllLines(Golden.path("networks/" + label + "-state-dict.txt")).stream()
                .filter(line -> !line.contains("num_batches_tracked"))
                .toList();
        assertEquals(
                expected,
                architecture.parameters().stream()
                        .map(parameter -> parameter.name() + " " + parameter.shape())
                        .toList());
    }

    @Test
    void theTensorsOfANetworkAreTheParametersOfItsArchitecture() {
        for (String name : List.of(
                "reference-18",
                "resnetv2_18d",
                "resnetv2_50d_gn",
                "resnetv2_50x1_bit",
                "resnet18_v2",
                "ResNet50V2",
                "PreActResNet18")) {
            Architecture architecture = Architectures.of(name, 7);
            List<String> described = architecture.parameters().stream()
                    .map(parameter -> parameter.name() + " " + parameter.shape())
                    .toList();
            List<String> held = new ArrayList<>();
            hollow(architecture).tensors().forEach((key, tensor) -> held.add(key + " " + tensor.shape()));
            assertEquals(described, held, name);
        }
    }

    @Test
    void standardDepthsAreRecognizedByTheirBlocks() {
        for (int depth : DEPTHS) {
            assertEquals(Optional.of(depth), Architecture.reference(depth, 10).depth());
        }
        assertEquals(Optional.of(50), Architectures.of("ResNet50V2", 10).depth());
        assertEquals(
                Optional.of(152), Architectures.of("resnetv2_152x4_bit", 10).depth());
        assertEquals(
                Optional.empty(),
                Architecture.reference(Block.BASIC, List.of(2, 2, 2), 16, 3, 10, Architecture.smallImageStem(16))
                        .depth());
        assertEquals(
                Optional.empty(),
                Architecture.reference(Block.BOTTLENECK, List.of(2, 2, 2, 2), 16, 3, 10, Architecture.imageNetStem(16))
                        .depth());
    }

    @Test
    void theReferenceFormProjectsWhereTheShapeChanges() {
        List<Stage> narrow = Architecture.reference(18, 10).stages();
        assertEquals(new Stage(2, 64, 64, 1, false), narrow.get(0));
        assertEquals(new Stage(2, 128, 128, 2, true), narrow.get(1));
        assertEquals(
                new Stage(3, 64, 256, 1, true),
                Architecture.reference(50, 10).stages().get(0));
        assertEquals(2048, Architecture.reference(50, 10).featureWidth());
    }

    @Test
    void anotherHeadChangesNothingElse() {
        Architecture architecture = Architectures.of("resnetv2_50x1_bit", 1000);
        assertEquals(Architectures.of("resnetv2_50x1_bit", 5), architecture.withClasses(5));
        assertEquals(architecture, architecture.withClasses(0).withClasses(1000));
        List<Parameter> headless = architecture.withClasses(0).parameters();
        assertEquals(architecture.parameters().subList(0, headless.size()), headless);
        assertEquals(architecture.parameters().size() - 2, headless.size());
    }

    @Test
    void aFoldedNormIsAbsentAndItsConvolutionHasABias() {
        Architecture whole = Architecture.reference(Block.BASIC, List.of(1), 4, 3, 2, Architecture.smallImageStem(4));
        Architecture folded = new Architecture(
                3,
                2,
                whole.stem(),
                whole.block(),
                whole.stages(),
                false,
                whole.projection(),
                whole.norm(),
                new Norms(false, false, false, false, true),
                new Biases(true, true, false, false),
                OptionalDouble.empty(),
                HeadPool.GLOBAL);
        List<String> names = folded.parameters().stream()
                .filter(parameter -> !parameter.role().isBuffer())
                .map(Parameter::name)
                .toList();
        assertEquals(
                List.of(
                        "conv1.weight",
                        "conv1.bias",
                        "layer1.0.bn1.weight",
                        "layer1.0.bn1.bias",
                        "layer1.0.conv1.weight",
                        "layer1.0.conv1.bias",
                        "layer1.0.conv2.weight",
                        "bn_last.weight",
                        "bn_last.bias",
                        "fc.weight",
                        "fc.bias"),
                names);
    }

    @Test
    void refusesOtherDepths() {
        assertMessage("depth: expected 18, 34, 50, 101 or 152, found 20", () -> Architecture.reference(20, 10));
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertMessage("classes: expected 0 to 2^20, found -1", () -> Architecture.reference(18, -1));
        assertMessage(
                "input channels: expected 1 to 2^20, found 0",
                () -> reference(List.of(1), 4, 0, Architecture.imageNetStem(4)));
        assertMessage(
                "stage width: expected 1 to 2^20, found -4",
                () -> reference(List.of(1), -4, 3, Architecture.imageNetStem(4)));
        assertMessage(
                "stage width: expected 1 to 2^20, found 2097152",
                () -> reference(List.of(1, 1), 1 << 20, 3, Architecture.imageNetStem(4)));
        assertThrows(
                IllegalArgumentException.class,
                () -> reference(Collections.nCopies(64, 1), 1, 3, Architecture.imageNetStem(4)));
        assertMessage(
                "stage: expected 1 to 10,000 blocks, found 0",
                () -> reference(List.of(0), 4, 3, Architecture.imageNetStem(4)));
        assertMessage(
                "expected at most 10,000 blocks in all stages, found 20000",
                () -> reference(List.of(10_000, 10_000), 4, 3, Architecture.imageNetStem(4)));
        assertMessage(
                "expected 1 to 64 stages, found 0", () -> reference(List.of(), 4, 3, Architecture.imageNetStem(4)));
        assertMessage("stage stride: expected 1 to 63, found 64", () -> new Stage(1, 4, 4, 64, true));
        assertMessage(
                "stem kernel: expected an odd number up to 31, found 4",
                () -> new Stem(4, 1, List.of(4), true, StemPool.NONE));
        assertMessage(
                "stem kernel: expected an odd number up to 31, found 33",
                () -> new Stem(33, 1, List.of(4), true, StemPool.NONE));
        assertMessage("stem stride: expected 1 to 63, found 0", () -> new Stem(3, 0, List.of(4), true, StemPool.NONE));
        assertMessage("stem: expected 1 to 64 widths, found 0", () -> new Stem(3, 1, List.of(), true, StemPool.NONE));
        assertMessage("norm groups: expected 0 or more, found -1", () -> new Norm(-1, 1e-5));
        assertMessage("norm epsilon: expected 0 or more, below 1, found NaN", () -> new Norm(0, Double.NaN));
    }

    @Test
    void refusesAShortcutThatWouldHaveToChangeTheChannels() {
        Architecture whole = Architecture.reference(18, 10);
        assertMessage(
                "stage output width: expected 64 as there is no projection, found 128",
                () -> new Architecture(
                        3,
                        10,
                        whole.stem(),
                        whole.block(),
                        List.of(new Stage(2, 128, 128, 1, false)),
                        false,
                        new Projection(Shortcut.Source.INPUT, false),
                        whole.norm(),
                        whole.norms(),
                        Biases.NONE,
                        OptionalDouble.empty(),
                        HeadPool.GLOBAL));
    }

    /** The largest numbers allowed neither overflow nor take memory. */
    @Test
    void describesTheLargestNetworkWithoutOverflow() {
        int most = 1 << 20;
        Architecture largest = new Architecture(
                most,
                most,
                new Stem(31, 63, List.of(most, most), true, StemPool.MAX),
                Block.BOTTLENECK,
                List.of(new Stage(10_000, most, most, 63, true)),
                false,
                new Projection(Shortcut.Source.INPUT, false),
                new Norm(0, 0),
                new Norms(true, true, true, true, true),
                new Biases(true, true, true, true),
                OptionalDouble.empty(),
                HeadPool.GLOBAL);
        long square = (long) most * most;
        long stem = 2 * 961 * square + 8L * most; // two weights and biases, three norms
        long block = 11 * square + 9L * most; // 1x1, 3x3, 1x1, three biases and norms
        long projection = square + 3L * most;
        long tail = 2L * most + square + most;
        assertEquals(stem + 10_000 * block + projection + tail, largest.parameterCount());
    }

    private static Architecture reference(List<Integer> blocks, int width, int inputChannels, Stem stem) {
        return Architecture.reference(Block.BASIC, blocks, width, inputChannels, 10, stem);
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
