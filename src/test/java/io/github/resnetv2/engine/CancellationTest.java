package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.kernel.KernelSelection;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.limits.CallCancelledException.Reason;
import io.github.resnetv2.limits.Cancellation;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that end early: with which exception, and what they leave behind. How soon is up to {@link TeamTest}. */
@Timeout(60)
class CancellationTest {
    private static final List<String> LOGITS = List.of("logits");
    private static final SmallNetwork SMALL = SmallNetwork.TIMM;

    private final AtomicInteger operations = new AtomicInteger();

    /** Before which operation of the kernels something happens, and what. */
    private volatile int fatal = -1;

    private volatile Runnable blow = () -> {};

    private final Network network = SMALL.network();
    private final Tensor x = SMALL.input(2, 33, 40);
    private final float[] expected =
            Engines.of(network, false).run(x, LOGITS).get("logits").toArray();
    private final Engine engine = new Engine(network, 1000, counting(), Limits.DEFAULT, 1, false)
            .with(new Workers(() -> 4, TimeUnit.SECONDS.toNanos(1)));

    /** The kernels of this process, which count their operations. */
    private Kernels counting() {
        Kernels kernels = KernelSelection.current().kernels();
        return (Kernels) Proxy.newProxyInstance(
                CancellationTest.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    if (method.getReturnType() == void.class && operations.getAndIncrement() == fatal) {
                        blow.run();
                    }
                    try {
                        return method.invoke(kernels, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @AfterEach
    void noInterruptIsLeft() {
        assertFalse(Thread.interrupted());
    }

    @ParameterizedTest
    @EnumSource
    void whereverItStrikesTheArenaIsKeptAndTheNextResultIsRight(Reason reason) {
        for (int threads : new int[] {1, 2, 4}) {
            Engine by = engine.with(threads, false);
            assertArrayEquals(expected, by.run(x, LOGITS).get("logits").toArray(), 0);
            operations.set(0);
            by.run(x, LOGITS);
            int all = operations.get();
            Plan.Run arena = arena(by);
            for (int at = 0; at < all; at += 1 + all / 25) {
                Thread caller = Thread.currentThread();
                Cancellation cancellation = Cancellation.create();
                // Time enough to begin on a busy machine; where it has to strike the deadline is waited for.
                Cancellation deadline = Cancellation.after(Duration.ofMillis(reason == Reason.DEADLINE ? 25 : 0));
                blow = switch (reason) {
                    case CANCELLED -> cancellation::cancel;
                    case DEADLINE -> () -> await(deadline);
                    case INTERRUPTED -> caller::interrupt;
                };
                operations.set(0);
                fatal = at;
                FloatBuffer output = FloatBuffer.allocate(expected.length);
                Cancellation given = reason == Reason.DEADLINE ? deadline : cancellation;
                CallCancelledException thrown = null;
                try {
                    by.run(FloatBuffer.wrap(x.toArray()), x.shape(), LOGITS, output, given);
                } catch (CallCancelledException e) {
                    thrown = e;
                }
                fatal = -1;
                assertEquals(reason == Reason.INTERRUPTED, Thread.interrupted(), "the interrupt status");
                if (thrown == null) {
                    assertTrue(at >= all - 2 * threads, at + " of " + all + " is not in the last region");
                    assertArrayEquals(expected, output.array(), 0);
                } else {
                    assertEquals(reason, thrown.reason());
                    assertEquals(0, output.position());
                    // A deadline may pass before the first step.
                    int first = operations.get() > at ? 1 : 0;
                    assertTrue(thrown.step() >= first && thrown.step() <= thrown.steps(), thrown.getMessage());
                    assertEquals(by.plan(x.shape(), LOGITS).steps().size(), thrown.steps());
                }
                assertEquals(arena, arena(by), "the arena is kept");
                assertArrayEquals(expected, by.run(x, LOGITS).get("logits").toArray(), 0);
            }
        }
    }

    @Test
    void whatIsCancelledBeforeDoesNotBegin() {
        Shape shape = Shape.of(1, 3, 35, 36);
        FloatBuffer input = FloatBuffer.allocate((int) shape.elements());
        FloatBuffer output = FloatBuffer.allocate(expected.length);
        Cancellation cancelled = Cancellation.create();
        cancelled.cancel();
        for (Cancellation cancellation : List.of(cancelled, Cancellation.after(Duration.ZERO))) {
            CallCancelledException thrown = assertThrows(
                    CallCancelledException.class, () -> engine.run(input, shape, LOGITS, output, cancellation));
            assertEquals(cancellation.reason(), thrown.reason());
            assertEquals(0, thrown.step());
        }
        Thread.currentThread().interrupt();
        CallCancelledException thrown =
                assertThrows(CallCancelledException.class, () -> engine.run(Tensor.zeros(shape), LOGITS));
        assertTrue(Thread.interrupted());
        assertEquals("interrupted before the first step", thrown.getMessage());
        assertEquals(0, input.position());
        assertEquals(0, engine.packedBytes(), "no plan was made");
    }

    /** The thread of a call is not held by the model afterwards, nor is what could have ended it. */
    @Test
    void afterwardsNothingOfTheCallIsHeld() throws InterruptedException {
        WeakReference<Cancellation> cancellation = new WeakReference<>(Cancellation.create());
        Thread caller = new Thread(() -> engine.run(x, LOGITS, cancellation.get()));
        caller.start();
        caller.join();
        WeakReference<Thread> thread = new WeakReference<>(caller);
        caller = null;
        for (int i = 0; i < 200 && !(thread.refersTo(null) && cancellation.refersTo(null)); i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertTrue(thread.refersTo(null), "the thread");
        assertTrue(cancellation.refersTo(null), "the cancellation");
        assertArrayEquals(expected, engine.run(x, LOGITS).get("logits").toArray(), 0);
    }

    private static void await(Cancellation deadline) {
        while (!deadline.isCancelled()) {
            Thread.onSpinWait();
        }
    }

    private Plan.Run arena(Engine by) {
        Plan plan = by.plan(x.shape(), LOGITS);
        Plan.Run run = by.arenas().take(plan, by.places());
        by.arenas().giveBack(run);
        return run;
    }
}
