package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Accuracy;
import io.github.resnetv2.testing.GoldenNetwork;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.testing.Outputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine gives what the plain path gives: every named value of networks with every switch, on maps of any size, in arenas
 * full of NaN.
 *
 * <p>Without Winograd's form and with {@link ExactValues} nothing is rounded, so both must be equal. With ordinary values both
 * keep to the bound of the recorded networks (the largest error in proportion to the largest value), and cannot differ by more
 * than twice that.
 */
class PlainPathTest {
    private static final int[] BATCHES = {1, 2, 3, 5};

    /** The bounds of the recorded networks, for both paths together. */
    private static final double BATCH_NORM = 2 * GoldenNetwork.BATCH_NORM;

    private static final double GROUP_NORM = 2 * GoldenNetwork.GROUP_NORM;

    /** Few values may all be small by chance. */
    private static final double SMALLEST_SCALE = 0.25;

    /** Group norms and standardised weights divide by roots: their values are rounded whatever they are. */
    static Stream<SmallNetwork> networksOfExactValues() {
        return Stream.of(SmallNetwork.values()).filter(small -> hasOnlyBatchNorms(small.architecture()));
    }

    private static boolean hasOnlyBatchNorms(Architecture architecture) {
        return architecture.norm().isBatch()
                && architecture.weightStandardization().isEmpty();
    }

    @Tag("kernel")
    @ParameterizedTest
    @MethodSource("networksOfExactValues")
    void exactValuesAreEqual(SmallNetwork small) {
        someShapes(small.architecture(), 4, small.ordinal()).forEach(x -> assertEqual(small.architecture(), x));
    }

    @Tag("kernel")
    @ParameterizedTest
    @EnumSource
    void ordinaryValuesAreClose(SmallNetwork small) {
        someShapes(small.architecture(), 3, small.ordinal()).forEach(x -> assertClose(small.architecture(), x));
    }

    @Test
    void anyArchitectureGivesThePlainPathsValues() {
        for (int seed = 0; seed < 40; seed++) {
            checkRandom(seed);
        }
    }

    @Tag("slow")
    @Test
    void manyArchitecturesGiveThePlainPathsValues() {
        for (int seed = 40; seed < 2000; seed++) {
            checkRandom(seed);
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("maps")
    void mapsOfAllSmallSizesAreEqual(int height, int width) {
        for (SmallNetwork small : List.of(
                SmallNetwork.REFERENCE_SMALL_IMAGES,
                SmallNetwork.TIMM_DEEP_STEM,
                SmallNetwork.KERAS,
                SmallNetwork.SHORTCUT_THAT_DROPS_PIXELS,
                SmallNetwork.POOLED_PROJECTION_OF_RAW_INPUT,
                SmallNetwork.NINE_CHANNEL_PICTURE)) {
            Architecture architecture = small.architecture();
            Shape x = Shape.of(BATCHES[(height + width) % 4], architecture.inputChannels(), height, width);
            check(architecture, x);
        }
    }

    static Stream<Arguments> maps() {
        return IntStream.rangeClosed(1, 20)
                .boxed()
                .flatMap(h -> IntStream.rangeClosed(1, 20).mapToObj(w -> Arguments.of(h, w)));
    }

    /** The arenas of one engine are made for shapes, not for sizes that only grow. */
    @ParameterizedTest
    @EnumSource(names = {"TIMM_DEEP_STEM", "GROUPS_ACROSS_BLOCKS", "KERAS"})
    void oneEngineRunsShapesInAnyOrder(SmallNetwork small) {
        Network network = small.network();
        Engine engine = Engines.of(network, false);
        int[][] sizes = {{1, 9, 11}, {5, 40, 33}, {1, 9, 11}, {2, 20, 7}, {1, 64, 64}, {5, 40, 33}, {3, 5, 5}};
        for (int[] size : sizes) {
            Tensor x = GoldenValues.input(size[0], network.architecture().inputChannels(), size[1], size[2]);
            Engines.assertSameBits(
                    Engines.run(Engines.of(network, false), x, network.outputNames()),
                    engine.run(x, network.outputNames()),
                    small + " " + x.shape());
        }
    }

    /** Some of the first steps are done image by image: none, the stem, some of the first stage, all of them. */
    @ParameterizedTest
    @CsvSource({
        "REFERENCE, 3, 96, 99",
        "REFERENCE, 2, 100, 103",
        "REFERENCE_BOTTLENECK, 2, 203, 200",
        "REFERENCE_SMALL_IMAGES, 5, 50, 50",
        "TIMM_DEEP_STEM, 2, 101, 110",
        "POOLED_PROJECTION_OF_RAW_INPUT, 2, 107, 99",
        "GROUPS_ACROSS_BLOCKS, 2, 120, 110",
        "KERAS, 3, 96, 96",
        "GLUON, 2, 210, 205",
        "NORMS_AND_BIASES, 2, 105, 103",
        "SHORTCUT_THAT_DROPS_PIXELS, 3, 61, 57",
        "NO_HEAD, 2, 51, 50",
        "TWENTY_CHANNEL_PICTURE, 2, 70, 60",
        "NINE_CHANNEL_PICTURE, 2, 52, 51",
    })
    void batchesOfLargeMapsAreEqual(SmallNetwork small, int batch, int height, int width) {
        Architecture architecture = small.architecture();
        Shape shape = Shape.of(batch, architecture.inputChannels(), height, width);
        check(architecture, shape);
        assertOutputsAreTheSameAlone(small, shape);
    }

    /** Wide enough for everything that narrow networks never need. */
    @ParameterizedTest
    @CsvSource({"1, 64, 48", "2, 70, 60", "12, 28, 28", "5, 20, 24", "1, 14, 14"})
    void aWideNetworkIsEqual(int batch, int height, int width) {
        Shape shape = Shape.of(batch, 3, height, width);
        check(SmallNetwork.WIDE, shape);
    }

    @Test
    void theseTestsUseEveryAlgorithmAndEveryCut() {
        Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
        Set<Class<?>> works = new HashSet<>();
        Network wide = SmallNetwork.network(SmallNetwork.WIDE);
        for (int[] size : new int[][] {{1, 64, 48}, {2, 70, 60}, {12, 28, 28}, {1, 14, 14}}) {
            Shape shape = Shape.of(size[0], 3, size[1], size[2]);
            for (boolean exact : new boolean[] {true, false}) {
                for (PlanStep step :
                        Engines.of(wide, exact).plan(shape, List.of("logits")).steps()) {
                    works.add(step.works().get(0).getClass());
                    if (step.algorithm() != null) {
                        algorithms.add(step.algorithm());
                    }
                }
            }
        }
        // Bottlenecks have the 1x1 convolutions.
        assertEquals(EnumSet.complementOf(EnumSet.of(Algorithm.POINTWISE)), algorithms);
        assertTrue(
                works.containsAll(Set.of(WinogradWork.class, WinogradPhases.class, PatchWork.class)), works::toString);
    }

    /** One line of the map is longer than the working memory of any inner loop. */
    @Test
    void mapsMayBeVeryWide() {
        Architecture architecture = SmallNetwork.REFERENCE_SMALL_IMAGES.architecture();
        for (int width : new int[] {511, 512, 513, 514, 2500}) {
            assertEqual(architecture, Shape.of(1, 1, 2, width));
            assertEqual(architecture, Shape.of(1, 1, width, 2));
            assertClose(architecture, Shape.of(1, 1, 3, width));
        }
    }

    /** Any value may be asked for alone; what is not needed for it is not computed, and the bits stay. */
    @ParameterizedTest
    @EnumSource
    void outputsDoNotDependOnWhatElseIsAskedFor(SmallNetwork small) {
        assertOutputsAreTheSameAlone(
                small, someShapes(small.architecture(), 1, 77).get(0));
    }

    private static void assertOutputsAreTheSameAlone(SmallNetwork small, Shape shape) {
        Network network = small.network();
        Tensor x = GoldenValues.input(shape.toArray());
        Engine engine = Engines.of(network, false);
        Map<String, Tensor> all = engine.run(x, network.outputNames());
        assertEquals(network.outputNames(), List.copyOf(all.keySet()));
        for (String name : network.outputNames()) {
            Engines.assertSameBits(
                    Map.of(name, all.get(name)), Engines.run(engine, x, List.of(name)), small + ", " + name + " alone");
        }
    }

    private static void checkRandom(long seed) {
        Architecture architecture = RandomArchitecture.of(seed);
        check(architecture, someShapes(architecture, 1, seed).get(0));
        if (seed % 40 == 0) {
            check(architecture, Shape.of(2, architecture.inputChannels(), 53, 51));
        }
    }

    private static void check(Architecture architecture, Shape shape) {
        if (hasOnlyBatchNorms(architecture)) {
            assertEqual(architecture, shape);
        }
        assertClose(architecture, shape);
    }

    private static void assertEqual(Architecture architecture, Shape shape) {
        Network network = ExactValues.network(architecture, 11);
        Tensor x = ExactValues.input(12, shape.toArray());
        Map<String, Tensor> expected = Outputs.of(network, x);
        assertTrue(ExactValues.isExact(expected), () -> shape + " through " + architecture + ": values are rounded");
        Map<String, Tensor> found = Engines.run(Engines.of(network, true), x, network.outputNames());
        expected.forEach((name, tensor) -> {
            float[] left = tensor.toArray();
            float[] right = found.get(name).toArray();
            assertEquals(tensor.shape(), found.get(name).shape());
            for (int i = 0; i < left.length; i++) {
                // Zero may have either sign.
                if (left[i] != right[i]) {
                    throw new AssertionError(name + " of " + shape + " through " + architecture + ", at " + i
                            + ": expected " + left[i] + ", found " + right[i]);
                }
            }
        });
    }

    private static void assertClose(Architecture architecture, Shape shape) {
        Network network = SmallNetwork.network(architecture);
        Tensor x = GoldenValues.input(shape.toArray());
        Map<String, Tensor> expected = Outputs.of(network, x);
        List<String> failures = new ArrayList<>();
        for (boolean exact : new boolean[] {true, false}) {
            Map<String, Tensor> found = Engines.run(Engines.of(network, exact), x, network.outputNames());
            // Of what a value inherits, a ReLU may leave the errors and cut off the large values.
            double before = SMALLEST_SCALE;
            for (Map.Entry<String, Tensor> output : expected.entrySet()) {
                String name = output.getKey();
                double[] values = doubles(output.getValue());
                assertEquals(output.getValue().shape(), found.get(name).shape());
                double error = Accuracy.worst(values, before, found.get(name).toArray());
                if (!(error <= tolerance(architecture))) {
                    failures.add(name + (exact ? ", exact" : ", fast") + ": off by " + error);
                }
                before = Arrays.stream(values).map(Math::abs).reduce(SMALLEST_SCALE, Math::max);
            }
        }
        assertEquals(List.of(), failures, () -> shape + " through " + architecture);
    }

    private static double[] doubles(Tensor tensor) {
        float[] values = tensor.toArray();
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static double tolerance(Architecture architecture) {
        return hasOnlyBatchNorms(architecture) ? BATCH_NORM : GROUP_NORM;
    }

    /** Shapes that the network can take: batches of one to five, maps of unequal sides. */
    private static List<Shape> someShapes(Architecture architecture, int count, long seed) {
        Network network = SmallNetwork.network(architecture);
        SplittableRandom random = new SplittableRandom(seed);
        // Group norm of a single pixel would divide rounding errors by each other.
        int smallest = architecture.norm().isBatch() ? 1 : 16;
        List<Shape> shapes = new ArrayList<>();
        while (shapes.size() < count) {
            int height = random.nextInt(smallest, 21);
            int width = random.nextInt(smallest, 24);
            Shape x = Shape.of(BATCHES[random.nextInt(4)], architecture.inputChannels(), height, width);
            if (height != width && fits(network, x)) {
                shapes.add(x);
            }
        }
        return shapes;
    }

    private static boolean fits(Network network, Shape x) {
        try {
            network.outputShape(x);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
