package io.github.resnetv2.cli.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import org.junit.jupiter.api.Test;

class CallsTest {
    private static final Shape INPUT = Shape.of(2, 3, 16, 16);

    private final ResNetV2 model =
            ResNetV2.builder().depth(18).width(4).classes(3).smallImages().build();

    @Test
    void theFirstCallIsThatOfTheModelAndStaysTheSame() {
        Calls calls = new Calls(model, INPUT);
        float[] expected =
                model.forward(Tensor.of(INPUT, RandomImages.of(INPUT, 0))).toArray();
        assertArrayEquals(expected, calls.first());
        calls.measure(1);
        assertArrayEquals(expected, calls.first());
    }

    @Test
    void featuresAreTheResultWithoutAHead() {
        ResNetV2 headless =
                ResNetV2.builder().depth(18).width(4).classes(0).smallImages().build();
        assertEquals(2 * 32, new Calls(headless, INPUT).first().length);
    }

    @Test
    void aMeasurementTakesItsTimeAndAtLeastFiveCalls() {
        Calls calls = new Calls(model, INPUT);
        assertTrue(calls.measure(1).count() >= 5);
        long start = System.nanoTime();
        Latencies latencies = calls.measure(30_000_000);
        long taken = System.nanoTime() - start;
        assertTrue(taken >= 30_000_000, () -> taken + " ns");
        // Half of the calls take the median or longer.
        assertTrue(latencies.median() * (latencies.count() / 2) <= taken / 1e6);
    }

    @Test
    void aWarmUpEndsWhenBlocksBringNoGain() {
        int calls = new Calls(model, INPUT).warmUp(1_000_000);
        assertTrue(calls >= 20, () -> calls + " calls"); // four blocks of five
    }
}
