package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.kernel.Finish;
import io.github.resnetv2.kernel.KernelSelection;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.kernel.Place;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What an engine refuses, what it keeps, and that it works on afterwards. */
@Tag("kernel")
class EngineTest {
    private static final List<String> LOGITS = List.of("logits");
    private static final SmallNetwork SMALL = SmallNetwork.TIMM;

    private final Network network = SMALL.network();
    private final Tensor x = SMALL.input(2, 21, 26);
    private final Engine engine = Engines.of(network, false);
    private final float[] expected = engine.run(x, LOGITS).get("logits").toArray();

    @AfterEach
    void theEngineStillGivesTheSameBits() {
        assertArrayEquals(expected, engine.run(x, LOGITS).get("logits").toArray(), 0);
        assertArrayEquals(expected, throughBuffers(engine).array(), 0);
    }

    private FloatBuffer throughBuffers(Engine by) {
        FloatBuffer output = FloatBuffer.allocate(expected.length);
        by.run(FloatBuffer.wrap(x.toArray()), x.shape(), LOGITS, output);
        return output;
    }

    @Test
    void inputsThatTheNetworkCannotTakeAreRefused() {
        assertRefused(Shape.of(2, 4, 21, 26), "conv2d", "[N, 3, H, W]", "[2, 4, 21, 26]");
        assertRefused(Shape.of(0, 3, 21, 26), "N at least 1");
        assertRefused(Shape.of(3, 21, 26), "[N, 3, H, W]");
        assertRefused(Shape.of(1, 3, 0, 26), "height", "found 0");
        assertRefused(Shape.of(), "[N, 3, H, W]");
        Network pooled = SmallNetwork.CIFAR.network();
        IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class,
                () -> Engines.of(pooled, false).run(SmallNetwork.CIFAR.input(1, 5, 9), LOGITS));
        assertTrue(thrown.getMessage().contains("avgpool"), thrown.getMessage());
    }

    private void assertRefused(Shape shape, String... parts) {
        Tensor wrong = Tensor.zeros(shape);
        FloatBuffer input = FloatBuffer.allocate(10_000);
        FloatBuffer output = FloatBuffer.allocate(100);
        for (String message : List.of(
                refusal(() -> engine.run(wrong, LOGITS)),
                refusal(() -> engine.run(input, shape, LOGITS, output)),
                refusal(() -> engine.describe(shape, LOGITS)),
                refusal(() -> engine.profile(wrong, LOGITS, 3)),
                refusal(() -> engine.arenaBytes(shape, LOGITS)),
                refusal(() -> engine.run(wrong, List.of())))) {
            for (String part : parts) {
                assertTrue(message.contains(part), () -> message + " does not contain " + part);
            }
        }
        assertEquals(0, input.position());
        assertEquals(0, output.position());
    }

    private static String refusal(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void aBatchBeyondTheLimitIsRefused() {
        Engine limited = limited(Limits.DEFAULT.withCall(2, 1L << 30));
        assertArrayEquals(expected, throughBuffers(limited).array(), 0);
        assertEquals(
                "batch: expected at most 2 images, found 3",
                refusal(() -> limited.run(SMALL.input(3, 21, 26), LOGITS)));
        assertArrayEquals(expected, throughBuffers(limited).array(), 0);
    }

    @Test
    void anArenaBeyondTheLimitIsRefusedBeforeAnyWeightIsPacked() {
        long needed = engine.arenaBytes(x.shape(), LOGITS);
        Engine enough = limited(Limits.DEFAULT.withCall(100, needed));
        assertArrayEquals(expected, throughBuffers(enough).array(), 0);
        assertEquals(
                "input [2, 3, 21, 26]: expected a call to take at most " + (needed - 1) + " bytes, found " + needed,
                refusal(() -> limited(Limits.DEFAULT.withCall(100, needed - 1)).run(x, LOGITS)));
        Engine tight = limited(Limits.DEFAULT.withCall(100, 20_000));
        assertTrue(refusal(() -> tight.run(x, LOGITS)).contains("at most 20000 bytes"));
        assertEquals(0, tight.packedBytes());
    }

    /** Numbers of floats, pixels and bytes that no int can hold. */
    @Test
    void inputsBeyondAnyArrayAreRefused() {
        Engine unlimited = limited(Limits.DEFAULT.withCall(Integer.MAX_VALUE, Long.MAX_VALUE));
        for (Shape shape : List.of(
                Shape.of(1, 3, 30_000, 30_000),
                Shape.of(1, 3, 20_000, 20_000),
                Shape.of(1 << 20, 3, 64, 64),
                Shape.of(Integer.MAX_VALUE, 3, 1, 1),
                Shape.of(60_000_000, 3, 1, 1),
                Shape.of(1, 3, 1, 1 << 29),
                Shape.of(1, 3, 1 << 28, 3))) {
            String message = refusal(() -> unlimited.describe(shape, LOGITS));
            assertTrue(message.startsWith("input " + shape + ": expected a call to take at most"), message);
            assertEquals(0, unlimited.packedBytes(), shape::toString);
        }
    }

    private Engine limited(Limits limits) {
        return new Engine(network, 1000, KernelSelection.current().kernels(), limits, 1, false);
    }

    @Test
    void buffersThatAreTooShortOrReadOnlyAreRefusedUntouched() {
        FloatBuffer input = FloatBuffer.wrap(x.toArray());
        FloatBuffer output = FloatBuffer.allocate(expected.length);
        FloatBuffer shortInput = input.duplicate().position(1);
        assertEquals(
                "input buffer: expected 3276 floats for shape [2, 3, 21, 26], found 3275",
                refusal(() -> engine.run(shortInput, x.shape(), LOGITS, output)));
        assertEquals(1, shortInput.position());
        FloatBuffer shortOutput = output.duplicate().limit(13);
        assertEquals(
                "output buffer: expected 14 floats for shape [2, 7], found 13",
                refusal(() -> engine.run(input, x.shape(), LOGITS, shortOutput)));
        FloatBuffer readOnly = output.asReadOnlyBuffer();
        assertEquals(
                "output buffer: expected one to write to, found a read-only one",
                refusal(() -> engine.run(input, x.shape(), LOGITS, readOnly)));
        assertEquals(0, input.position());
        assertEquals(0, shortOutput.position());
        assertArrayEquals(new float[expected.length], output.array());
    }

    @Test
    void buffersMayBeSlicesOfAnyKindAndAdvance() {
        int size = Math.toIntExact(x.shape().elements());
        ByteBuffer bytes = ByteBuffer.allocateDirect((size + 9) * Float.BYTES).order(ByteOrder.BIG_ENDIAN);
        FloatBuffer input = bytes.asFloatBuffer().position(5);
        input.put(x.toArray());
        input.position(5);
        FloatBuffer output = FloatBuffer.allocate(expected.length + 4).position(2);
        engine.run(input.asReadOnlyBuffer(), x.shape(), LOGITS, output.duplicate());
        engine.run(input, x.shape(), LOGITS, output);
        assertEquals(5 + size, input.position());
        assertEquals(2 + expected.length, output.position());
        assertArrayEquals(expected, Arrays.copyOfRange(output.array(), 2, 2 + expected.length), 0);
    }

    @Test
    void viewsAreRunAsTheValuesTheyShow() {
        Tensor channelsLast = Tensor.build(
                Shape.of(2, 21, 26, 3), values -> x.permute(0, 2, 3, 1).copyTo(values, 0));
        assertArrayEquals(
                expected,
                engine.run(channelsLast.permute(0, 3, 1, 2), LOGITS)
                        .get("logits")
                        .toArray(),
                0);
    }

    @Test
    void namesAreGivenInTheOrderAskedForAndOnce() {
        Map<String, Tensor> outputs = engine.run(x, List.of("logits", "stem", "logits", "features"));
        assertEquals(List.of("logits", "stem", "features"), List.copyOf(outputs.keySet()));
        assertArrayEquals(expected, outputs.get("logits").toArray(), 0);
        assertEquals(Map.of(), engine.run(x, List.of()));
        assertSame(
                engine.plan(x.shape(), List.of("stem", "features")),
                engine.plan(x.shape(), List.of("features", "stem")));
        assertEquals(
                "output: expected one of [stem, layer1, layer2, map, features, logits], found layer3",
                refusal(() -> engine.run(x, List.of("layer3"))));
    }

    @Test
    void resultsBelongToTheCaller() {
        Tensor first = engine.run(x, LOGITS).get("logits");
        engine.run(SMALL.input(2, 21, 26), LOGITS);
        engine.run(Tensor.zeros(x.shape()), LOGITS);
        assertArrayEquals(expected, first.toArray(), 0);
    }

    @Test
    void theLastSixteenPlansAreKept() {
        Plan plan = engine.plan(x.shape(), LOGITS);
        for (int width = 1; width <= 15; width++) {
            engine.run(SMALL.input(1, 9, width), LOGITS);
        }
        assertSame(plan, engine.plan(x.shape(), LOGITS));
        engine.run(SMALL.input(1, 9, 16), LOGITS);
        assertNotSame(plan, engine.plan(x.shape(), LOGITS));
    }

    @Test
    void enginesOfOneNetworkShareThePackedWeights() {
        long packed = engine.packedBytes();
        assertTrue(packed > 0);
        Engine other = engine.with(3, false);
        assertEquals(3, other.threads());
        assertFalse(other.isExact());
        assertArrayEquals(expected, throughBuffers(other).array(), 0);
        assertEquals(packed, other.packedBytes());
        assertTrue(engine.with(1, true).isExact());
    }

    @Test
    void exactEnginesNeverUseWinograd() {
        Network wide = SmallNetwork.network(SmallNetwork.WIDE);
        Shape shape = Shape.of(1, 3, 56, 56);
        assertTrue(Engines.of(wide, false).describe(shape, LOGITS).contains("winograd"));
        assertFalse(Engines.of(wide, true).describe(shape, LOGITS).contains("winograd"));
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertEquals("threads: expected 1 or more, found 0", refusal(() -> engine.with(0, false)));
        assertEquals("runs: expected 1 or more, found 0", refusal(() -> engine.profile(x, LOGITS, 0)));
    }

    /** Far more threads than processors take no more memory than the processors can use. */
    @Test
    void manyThreadsTakeTheMemoryOfTheProcessors() {
        Engine few = engine.with(new Workers(() -> 3, 1)).with(3, false);
        Engine many = engine.with(new Workers(() -> 3, 1)).with(Integer.MAX_VALUE, false);
        assertEquals(few.arenaBytes(x.shape(), LOGITS), many.arenaBytes(x.shape(), LOGITS));
        assertArrayEquals(expected, throughBuffers(many).array(), 0);
    }

    @Test
    void aProfileListsEveryStepOnce() {
        String profile = engine.profile(x, LOGITS, 3);
        List<String> steps = engine.plan(x.shape(), LOGITS).steps().stream()
                .map(PlanStep::path)
                .sorted()
                .toList();
        List<String> rows = profile.lines()
                .skip(1)
                .map(line -> line.split(" ")[0])
                .filter(name -> !name.equals("total"))
                .sorted()
                .toList();
        assertEquals(steps, rows);
    }

    /** Many callers leave no more arenas behind than plans are kept, and none of a plan that is not. */
    @Test
    void idleArenasAreBounded() {
        int most = Math.max(Engine.PLANS, Runtime.getRuntime().availableProcessors());
        Plan plan = engine.plan(x.shape(), LOGITS);
        List<Plan.Run> runs = new ArrayList<>();
        for (int i = 0; i < most + 5; i++) {
            runs.add(engine.arenas().take(plan, 1));
        }
        assertEquals(runs.size(), Set.copyOf(runs).size());
        runs.forEach(engine.arenas()::giveBack);
        Set<Plan.Run> kept = new HashSet<>(runs.subList(5, runs.size()));
        for (int i = 0; i < most; i++) {
            assertTrue(kept.remove(engine.arenas().take(plan, 1)));
        }
        assertFalse(runs.contains(engine.arenas().take(plan, 1)), "an older one was kept");
        runs.forEach(engine.arenas()::giveBack);
        for (int width = 1; width <= Engine.PLANS; width++) {
            engine.run(SMALL.input(1, 9, width), LOGITS);
        }
        assertFalse(runs.contains(engine.arenas().take(plan, 1)), "of a plan that is not kept");
    }

    /** The check of hot kernels may come while another thread makes a plan: no plan has both kinds. */
    @Test
    void kernelsThatChangeWhileAPlanIsMadeAreNotMixed() {
        Kernels scalar = KernelSelection.of("scalar").kernels();
        Kernels other = failing(new AtomicInteger(Integer.MAX_VALUE));
        Engine still = new Engine(network, 1000, scalar, Limits.DEFAULT, 1, false);
        float[] wanted = throughBuffers(still).array();
        for (int change = 1; change < 40; change++) {
            AtomicInteger asked = new AtomicInteger();
            int at = change;
            Engine changing = new Engine(
                    network, 1000, () -> asked.incrementAndGet() < at ? other : scalar, Limits.DEFAULT, 1, false);
            assertArrayEquals(wanted, throughBuffers(changing).array(), 0, "changed at " + change);
            assertArrayEquals(wanted, throughBuffers(changing).array(), 0, "after the change at " + change);
        }
    }

    /** A kernel that is right at first use and wrong once it is hot: found by the second check, and used no more. */
    @Test
    void aKernelThatLiesIsSwitchedOff() {
        AtomicInteger lies = new AtomicInteger();
        AtomicReference<KernelSelection> selection =
                new AtomicReference<>(new KernelSelection(lying(lies), "for a test"));
        Engine lied = new Engine(network, 1000, () -> selection.get().kernels(), Limits.DEFAULT, 1, false);
        assertArrayEquals(expected, throughBuffers(lied).array(), 0);
        assertSame(selection.get(), selection.get().check());
        lies.set(1);
        assertFalse(Arrays.equals(expected, throughBuffers(lied).array()));
        selection.set(selection.get().check());
        assertEquals("scalar", selection.get().kernels().name());
        assertTrue(
                selection.get().reason().contains("gave wrong results"),
                selection.get().reason());
        assertArrayEquals(expected, throughBuffers(lied).array(), 0);
    }

    /** The kernels of this process, which add to the first value of every matrix product. */
    private static Kernels lying(AtomicInteger lie) {
        Kernels kernels = KernelSelection.current().kernels();
        return (Kernels) Proxy.newProxyInstance(
                EngineTest.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(kernels, arguments);
                        if (method.getName().equals("multiply")) {
                            Finish finish = (Finish) arguments[6];
                            Place to = finish.first() == null ? finish.second() : finish.first();
                            ((float[]) arguments[0])[to.at(0, (int) arguments[7])] += lie.get();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Whatever goes wrong inside a step reaches the caller, on one thread or many, and the next call finds all in order. */
    @Test
    void aStepThatFailsLeavesTheEngineUsable() {
        AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        Engine failing = new Engine(network, 1000, failing(left), Limits.DEFAULT, 1, false)
                .with(new Workers(() -> 4, TimeUnit.SECONDS.toNanos(1)));
        for (int threads : new int[] {1, 4}) {
            Engine by = failing.with(threads, false);
            left.set(Integer.MAX_VALUE);
            throughBuffers(by);
            int all = Integer.MAX_VALUE - left.get();
            assertTrue(all >= 10, () -> "only " + all + " convolutions");
            for (int calls = 0; calls < all; calls++) {
                left.set(calls);
                IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> throughBuffers(by));
                assertEquals("the kernel failed", thrown.getMessage());
                left.set(Integer.MAX_VALUE);
                assertArrayEquals(expected, throughBuffers(by).array(), 0);
            }
        }
    }

    /** The kernels of this process, of which a part of a convolution or of a linear layer fails after so many others. */
    private static Kernels failing(AtomicInteger left) {
        Kernels kernels = KernelSelection.current().kernels();
        return (Kernels) Proxy.newProxyInstance(
                EngineTest.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    boolean counts =
                            List.of("multiply", "stem", "winogradOutput").contains(method.getName());
                    if (counts && left.getAndDecrement() <= 0) {
                        throw new IllegalStateException("the kernel failed");
                    }
                    try {
                        return method.invoke(kernels, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
