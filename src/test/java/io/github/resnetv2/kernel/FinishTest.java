package io.github.resnetv2.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bias, residual, floor and the second target. */
@Tag("kernel")
class FinishTest {
    private static final int CHANNELS = 40;
    private static final int PIXELS = 77;

    @KernelSuite
    void everyCombinationFollowsTheFormula(Kernels kernels) {
        for (int combination = 0; combination < 6; combination++) {
            for (float floor : new float[] {0f, Finish.NO_FLOOR}) {
                assertFormula(kernels, combination % 2 == 0, combination / 2, floor);
            }
        }
    }

    /** Targets: 0 the first, 1 both, 2 the second. */
    private static void assertFormula(Kernels kernels, boolean adds, int targets, float floor) {
        Random random = new Random(1);
        float[] sums = Samples.reals(random, CHANNELS * PIXELS);
        float[] other = Samples.reals(random, CHANNELS * PIXELS);
        float[] bias = Samples.reals(random, CHANNELS);
        float[] scale = Samples.reals(random, CHANNELS);
        float[] shift = Samples.reals(random, CHANNELS);
        Memory memory = new Memory(60_000);
        Place map = memory.map(sums, CHANNELS, PIXELS);
        Place residual = memory.map(other, CHANNELS, PIXELS);
        Place first = memory.map(CHANNELS, PIXELS);
        Place second = memory.map(CHANNELS, PIXELS);
        Finish finish = Finish.to(3, Samples.padded(bias), floor, first);
        finish = adds ? finish.adding(residual) : finish;
        finish = targets == 0
                ? finish
                : finish.then(Samples.padded(scale), Samples.padded(shift), 0f, second, targets == 1);
        Scratch scratch = kernels.newScratch();
        kernels.finish(memory.x, map, 0, 3, 0, 40, finish, scratch);
        kernels.finish(memory.x, map, 0, 1, 40, 37, finish, scratch);
        kernels.finish(memory.x, map, 1, 3, 40, 37, finish, scratch);

        float[] firstExpected = new float[CHANNELS * PIXELS];
        float[] secondExpected = new float[CHANNELS * PIXELS];
        for (int i = 0; i < sums.length; i++) {
            int channel = i / PIXELS;
            float v = sums[i] + bias[channel];
            v = Math.max(adds ? v + other[i] : v, floor);
            firstExpected[i] = targets == 2 ? Float.NaN : v;
            secondExpected[i] = targets == 0 ? Float.NaN : Math.max(Fma.of(v, scale[channel], shift[channel]), 0f);
        }
        assertArrayEquals(firstExpected, memory.values(first, CHANNELS, PIXELS));
        assertArrayEquals(secondExpected, memory.values(second, CHANNELS, PIXELS));
    }

    @KernelSuite
    void theMapMayBeItsOwnTargetAndResidual(Kernels kernels) {
        float[] values = Samples.integers(new Random(2), 16 * 50, 9);
        Memory memory = new Memory(2_000);
        Place map = memory.map(values, 16, 50);
        Finish finish = Finish.to(1, new float[16], Finish.NO_FLOOR, map).adding(map);
        kernels.finish(memory.x, map, 0, 1, 0, 50, finish, kernels.newScratch());
        for (int i = 0; i < values.length; i++) {
            values[i] *= 2;
        }
        assertArrayEquals(values, memory.values(map, 16, 50));
    }

    /** As {@link Math#max(float, float)} has it: a NaN stays one, and negative zero is less than zero. */
    @KernelSuite
    void reluKeepsNanAndTurnsNegativeZero(Kernels kernels) {
        float[] values = {
            Float.NaN,
            -0f,
            0f,
            -1f,
            1f,
            Float.NEGATIVE_INFINITY,
            Float.POSITIVE_INFINITY,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            -Float.NaN,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            0x1p-126f,
            -0x1p-126f,
            2f,
            -2f
        };
        Memory memory = new Memory(2_000);
        Place map = memory.map(values, 16, 1);
        Place first = memory.map(16, 1);
        Place second = memory.map(16, 1);
        float[] ones = new float[16];
        float[] negativeZeros = new float[16];
        java.util.Arrays.fill(ones, 1f);
        java.util.Arrays.fill(negativeZeros, -0f);
        Finish finish = Finish.to(1, negativeZeros, Finish.NO_FLOOR, first).then(ones, negativeZeros, 0f, second, true);
        kernels.finish(memory.x, map, 0, 1, 0, 1, finish, kernels.newScratch());
        float[] plain = memory.values(first, 16, 1);
        float[] relu = memory.values(second, 16, 1);
        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], plain[i], "without a floor, " + values[i]);
            assertEquals(Math.max(values[i], 0f), relu[i], "ReLU of " + values[i]);
        }
    }

    @Test
    void aTargetIsNeeded() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Finish(1, new float[16], null, 0f, null, new float[16], new float[16], 0f, null));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 31})
    void tooFewValuesAreRefusedWithTheirNumber(int length) {
        Place place = new Place(0, 16);
        String message = assertThrows(IllegalArgumentException.class, () -> Finish.to(2, new float[length], 0f, place))
                .getMessage();
        assertTrue(message.contains("expected 32") && message.contains("found " + length), message);
        assertThrows(
                IllegalArgumentException.class,
                () -> Finish.to(2, new float[32], 0f, place).then(new float[32], new float[length], 0f, place, true));
    }
}
