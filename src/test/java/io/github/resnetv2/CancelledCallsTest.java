package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.family.Presets;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.limits.CallCancelledException;
import io.github.resnetv2.limits.CallCancelledException.Reason;
import io.github.resnetv2.limits.Cancellation;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.GoldenValues;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Every door through which a call can be ended early. */
@Timeout(60)
class CancelledCallsTest {
    private static final ResNetV2 SMALL =
            ResNetV2.builder().depth(18).width(4).classes(3).build();

    private final Tensor x = GoldenValues.input(2, 3, 40, 33);
    private final float[] expected = SMALL.forward(x).toArray();

    @Test
    void callsWithTimeLeftGiveTheSame() {
        Cancellation hour = Cancellation.after(Duration.ofHours(1));
        assertArrayEquals(expected, SMALL.forward(x, hour).toArray());
        assertArrayEquals(
                expected, SMALL.outputs(x, hour, "logits").get("logits").toArray());
        FloatBuffer output = FloatBuffer.allocate(expected.length);
        SMALL.forward(FloatBuffer.wrap(x.toArray()), x.shape(), output, hour);
        assertArrayEquals(expected, output.array());
        List<RgbImage> pictures = List.of(RgbImage.ofRgb(30, 20, new byte[1800]));
        Classifier classifier = classifier();
        assertEquals(classifier.classifyAll(pictures, 2), classifier.classifyAll(pictures, 2, hour));
    }

    @Test
    void callsWithoutTimeEnd() {
        Cancellation none = Cancellation.after(Duration.ZERO);
        List<RgbImage> pictures = List.of(RgbImage.ofRgb(30, 20, new byte[1800]));
        Classifier classifier = classifier();
        FloatBuffer input = FloatBuffer.wrap(x.toArray());
        FloatBuffer output = FloatBuffer.allocate(expected.length);
        for (Executable call : List.<Executable>of(
                () -> SMALL.forward(x, none),
                () -> SMALL.outputs(x, none, "features"),
                () -> SMALL.forward(input, x.shape(), output, none),
                () -> classifier.classifyAll(pictures, 2, none))) {
            assertEquals(
                    Reason.DEADLINE,
                    assertThrows(CallCancelledException.class, call).reason());
        }
        assertArrayEquals(expected, SMALL.forward(x).toArray());
    }

    private static Classifier classifier() {
        return Classifier.of(SMALL, Presets.byName("torchvision-imagenet"), List.of());
    }

    /** {@link FutureTask#cancel} interrupts, as does {@code ExecutorService.shutdownNow}. */
    @Test
    void aCancelledFutureEndsItsCall() throws InterruptedException {
        Tensor large = GoldenValues.input(8, 3, 224, 224);
        SMALL.forward(large);
        for (int i = 0; i < 5; i++) {
            CallCancelledException[] thrown = new CallCancelledException[1];
            boolean[] interrupted = new boolean[1];
            CountDownLatch started = new CountDownLatch(1);
            FutureTask<Object> task = new FutureTask<>(() -> {
                started.countDown();
                try {
                    while (true) {
                        SMALL.forward(large);
                    }
                } catch (CallCancelledException e) {
                    thrown[0] = e;
                    interrupted[0] = Thread.currentThread().isInterrupted();
                    throw e;
                }
            });
            Thread thread = new Thread(task);
            thread.start();
            started.await();
            Thread.sleep(20 + i);
            assertTrue(task.cancel(true));
            thread.join(TimeUnit.SECONDS.toMillis(30));
            assertThrows(CancellationException.class, task::get);
            assertEquals(Reason.INTERRUPTED, thrown[0].reason());
            assertTrue(interrupted[0], "the status stays");
        }
        assertArrayEquals(expected, SMALL.forward(x).toArray());
    }

    @Test
    void oneCancellationEndsManyCalls() throws InterruptedException {
        Tensor large = GoldenValues.input(4, 3, 224, 224);
        SMALL.forward(large);
        Cancellation cancellation = Cancellation.create();
        List<FutureTask<Tensor>> tasks = List.of(endless(large, cancellation), endless(large, cancellation));
        tasks.forEach(task -> new Thread(task).start());
        Thread.sleep(30);
        cancellation.cancel();
        for (FutureTask<Tensor> task : tasks) {
            Throwable cause = assertThrows(ExecutionException.class, task::get).getCause();
            assertEquals(
                    Reason.CANCELLED,
                    assertInstanceOf(CallCancelledException.class, cause).reason());
        }
    }

    private static FutureTask<Tensor> endless(Tensor x, Cancellation cancellation) {
        return new FutureTask<>(() -> {
            while (true) {
                SMALL.forward(x, cancellation);
            }
        });
    }
}
