package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.resnetv2.kernel.KernelSelection;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.ForkedJvm;
import io.github.resnetv2.testing.GoldenValues;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bits of a result depend on: the values and the shape of the input, and nothing else. */
class DeterminismTest {
    private static final int[] THREADS = {1, 2, 3, 5, 7};

    /** As many processors as any test asks for, however many there are. */
    private static Workers workers() {
        return new Workers(() -> 8, TimeUnit.SECONDS.toNanos(1));
    }

    @ParameterizedTest
    @CsvSource({
        "REFERENCE, 1, 64, 57",
        "REFERENCE_BOTTLENECK, 2, 49, 70",
        "TIMM_DEEP_STEM, 2, 110, 101",
        "GROUPS_ACROSS_BLOCKS, 3, 33, 40",
        "BIT, 1, 50, 64",
        "KERAS, 5, 40, 33",
        "TWENTY_CHANNEL_PICTURE, 2, 31, 30",
        "NO_HEAD, 2, 51, 50",
    })
    void threadsDoNotMatter(SmallNetwork small, int batch, int height, int width) {
        assertThreadsDoNotMatter(small.network(), small.input(batch, height, width));
    }

    /** Wide enough for Winograd's form in both of its cuts, and for products that are cut by panels. */
    @Test
    void threadsDoNotMatterToAWideNetwork() {
        assertThreadsDoNotMatter(SmallNetwork.network(SmallNetwork.WIDE), GoldenValues.input(1, 3, 64, 48));
        assertThreadsDoNotMatter(SmallNetwork.network(SmallNetwork.WIDE), GoldenValues.input(3, 3, 52, 50));
    }

    private static void assertThreadsDoNotMatter(Network network, Tensor x) {
        for (boolean exact : new boolean[] {false, true}) {
            Engine engine = Engines.of(network, exact).with(workers());
            Map<String, Tensor> expected = Engines.run(engine, x, network.outputNames());
            for (int threads : THREADS) {
                Engine many = engine.with(threads, exact);
                assertEquals(threads, many.places());
                for (int run = 0; run < 3; run++) {
                    Engines.assertSameBits(
                            expected, Engines.run(many, x, network.outputNames()), threads + " threads, run " + run);
                }
            }
        }
    }

    /** The order in which a process compiles, and what it lays where in memory, do not matter. */
    @Test
    void everyProcessGivesTheSameBits() throws IOException, InterruptedException {
        String here = CheckSums.all();
        for (int process = 0; process < 2; process++) {
            assertEquals(
                    here,
                    ForkedJvm.run(CheckSums.class, List.of("--add-modules", "jdk.incubator.vector"))
                            .strip());
        }
    }

    /** Runs without JUnit. */
    static final class CheckSums {
        private CheckSums() {}

        public static void main(String[] args) {
            System.out.println(all());
        }

        /** Of every value of some networks, several times over, with Winograd's form and without. */
        static String all() {
            StringJoiner sums = new StringJoiner(" ");
            for (SmallNetwork small : List.of(SmallNetwork.REFERENCE, SmallNetwork.KERAS, SmallNetwork.BIT)) {
                Network network = small.network();
                Tensor x = small.input(2, 64, 57);
                Engine fast = Engine.of(network, network.architecture().parameterCount(), Limits.DEFAULT);
                for (Engine engine : List.of(fast, fast.with(fast.threads(), true))) {
                    for (int run = 0; run < 3; run++) {
                        int sum = 0;
                        for (Tensor output :
                                engine.run(x, network.outputNames()).values()) {
                            sum = 31 * sum + Arrays.hashCode(output.toArray());
                        }
                        sums.add(Integer.toHexString(sum));
                    }
                }
            }
            return sums.toString();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "REFERENCE, 20, 33",
        "REFERENCE_BOTTLENECK, 49, 40",
        "TIMM_DEEP_STEM, 60, 50",
        "GROUPS_ACROSS_BLOCKS, 17, 23",
        "BIT, 33, 30",
        "KERAS, 40, 33",
        "NO_HEAD, 51, 50",
        "CIFAR, 13, 9",
    })
    void thePlaceInABatchDoesNotMatter(SmallNetwork small, int height, int width) {
        Network network = small.network();
        int[] order = {3, 0, 4, 2, 1};
        Tensor x = small.input(order.length, height, width);
        for (boolean exact : new boolean[] {false, true}) {
            Engine engine = Engines.of(network, exact);
            Map<String, Tensor> expected = engine.run(x, network.outputNames());
            Map<String, Tensor> moved = new LinkedHashMap<>();
            expected.forEach((name, tensor) -> moved.put(name, reordered(tensor, order)));
            Engines.assertSameBits(
                    moved, engine.run(reordered(x, order), network.outputNames()), small + ", exact " + exact);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBatchEqualsItsImagesWithoutWinograd(SmallNetwork small) {
        Architecture architecture = small.architecture();
        int height = architecture.pool() == Architecture.HeadPool.AVERAGE_4 ? 9 : 41;
        assertBatchEqualsItsImages(small.network(), small.input(3, height, height + 2));
    }

    @Test
    void aBatchEqualsItsImagesWhereItsFirstMapsAreLarge() {
        for (SmallNetwork small : List.of(SmallNetwork.GLUON, SmallNetwork.KERAS, SmallNetwork.TIMM_DEEP_STEM)) {
            assertBatchEqualsItsImages(small.network(), small.input(2, 110, 107));
        }
        assertBatchEqualsItsImages(SmallNetwork.network(SmallNetwork.WIDE), GoldenValues.input(2, 3, 52, 50));
        assertBatchEqualsItsImages(SmallNetwork.network(SmallNetwork.WIDE), GoldenValues.input(5, 3, 20, 24));
    }

    private static void assertBatchEqualsItsImages(Network network, Tensor x) {
        Engine engine = Engines.of(network, true);
        Map<String, Tensor> batch = Engines.run(engine, x, network.outputNames());
        for (int i = 0; i < x.shape().size(0); i++) {
            int image = i;
            Map<String, Tensor> expected = new LinkedHashMap<>();
            batch.forEach((name, tensor) -> expected.put(name, tensor.slice(0, image, image + 1)));
            Map<String, Tensor> alone = engine.run(x.slice(0, image, image + 1), network.outputNames());
            Engines.assertSameBits(expected, alone, "image " + image + " of " + x.shape());
        }
    }

    @Tag("kernel")
    @ParameterizedTest
    @EnumSource
    void scalarAndVectorKernelsGiveTheSameBits(SmallNetwork small) {
        int side = small.architecture().pool() == Architecture.HeadPool.AVERAGE_4 ? 9 : 37;
        assertTwinsAgree(small.network(), small.input(2, side, side + 2));
    }

    @Tag("kernel")
    @Test
    void scalarAndVectorKernelsGiveTheSameBitsOnAWideNetwork() {
        assertTwinsAgree(SmallNetwork.network(SmallNetwork.WIDE), GoldenValues.input(2, 3, 52, 50));
    }

    private static void assertTwinsAgree(Network network, Tensor x) {
        Kernels vector = vectorKernels();
        Kernels scalar = KernelSelection.of("scalar").kernels();
        for (boolean exact : new boolean[] {false, true}) {
            Engines.assertSameBits(
                    Engines.run(Engines.of(network, scalar, exact), x, network.outputNames()),
                    Engines.run(Engines.of(network, vector, exact), x, network.outputNames()),
                    "exact " + exact);
        }
    }

    /** Those of this process, if it has not been told to do without: there is only one width at a time. */
    private static Kernels vectorKernels() {
        Kernels current = KernelSelection.current().kernels();
        if (current.lanes() > 1) {
            return current;
        }
        try {
            return KernelSelection.of("vector").kernels();
        } catch (IllegalStateException e) {
            return abort("there are no vector kernels here: " + e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eightCallersGetTheSameBitsAtOnce(boolean exact) throws InterruptedException, ExecutionException {
        Network network = SmallNetwork.REFERENCE_BOTTLENECK.network();
        List<Tensor> inputs = List.of(
                SmallNetwork.REFERENCE_BOTTLENECK.input(1, 33, 40), SmallNetwork.REFERENCE_BOTTLENECK.input(3, 21, 18));
        Engine engine = Engines.of(network, exact).with(workers()).with(3, exact);
        List<float[]> expected = new ArrayList<>();
        for (Tensor x : inputs) {
            expected.add(Engines.of(network, exact)
                    .run(x, List.of("logits"))
                    .get("logits")
                    .toArray());
        }
        ExecutorService callers = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                int offset = caller;
                futures.add(callers.submit(() -> {
                    start.await();
                    for (int call = 0; call < 50; call++) {
                        int which = (call + offset) % 2;
                        float[] found = call % 4 < 2
                                ? engine.run(inputs.get(which), List.of("logits"))
                                        .get("logits")
                                        .toArray()
                                : throughBuffers(engine, inputs.get(which), expected.get(which).length);
                        assertArrayEquals(expected.get(which), found, 0);
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** Under Winograd's form a NaN may spread over a tile, but never to another image. */
    @ParameterizedTest
    @EnumSource(names = {"REFERENCE", "GROUPS_ACROSS_BLOCKS", "CIFAR", "TWENTY_CHANNEL_PICTURE"})
    void aNanStaysInItsImage(SmallNetwork small) {
        Network network = small.network();
        Tensor x = small.input(3, 13, 12);
        float[] values = x.toArray();
        values[values.length / 2] = Float.NaN;
        Tensor broken = Tensor.of(x.shape(), values);
        for (boolean exact : new boolean[] {false, true}) {
            Engine engine = Engines.of(network, exact);
            Map<String, Tensor> expected = engine.run(x, network.outputNames());
            engine.run(broken, network.outputNames()).forEach((name, tensor) -> {
                for (int image = 0; image < 3; image++) {
                    float[] clean = expected.get(name).select(0, image).toArray();
                    float[] found = tensor.select(0, image).toArray();
                    if (image == 1) {
                        assertTrue(hasNan(found), name + " has lost the NaN");
                    } else {
                        assertArrayEquals(clean, found, 0, name + " of image " + image);
                    }
                }
            });
        }
    }

    @Tag("slow")
    @Test
    void manyRandomNetworksGiveTheSameBitsOnAnyThreadsKernelsAndBatches() {
        for (int seed = 5000; seed < 5150; seed++) {
            Network network = SmallNetwork.network(RandomArchitecture.of(seed));
            Tensor x = GoldenValues.input(3, network.architecture().inputChannels(), 19 + seed % 50, 17 + seed % 43);
            assertThreadsDoNotMatter(network, x);
            assertBatchEqualsItsImages(network, x);
            assertTwinsAgree(network, x);
        }
    }

    private static float[] throughBuffers(Engine engine, Tensor x, int size) {
        FloatBuffer output = FloatBuffer.allocate(size);
        engine.run(FloatBuffer.wrap(x.toArray()), x.shape(), List.of("logits"), output);
        return output.array();
    }

    private static Tensor reordered(Tensor x, int[] order) {
        Shape shape = x.shape();
        int size = Math.toIntExact(shape.elements() / shape.size(0));
        return Tensor.build(shape, values -> {
            for (int i = 0; i < order.length; i++) {
                x.select(0, order[i]).copyTo(values, i * size);
            }
        });
    }

    private static boolean hasNan(float[] values) {
        for (float value : values) {
            if (Float.isNaN(value)) {
                return true;
            }
        }
        return false;
    }
}
