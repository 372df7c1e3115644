package io.github.resnetv2.cli.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    /** Calls of 1 to count milliseconds, in an order that is none. */
    private static Latencies upTo(int count) {
        long[] nanos = new long[count + 3];
        for (int i = 0; i < count; i++) {
            nanos[i] = 1_000_000L * ((i * 7919L) % count + 1);
        }
        return Latencies.of(nanos, count);
    }

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheMiddleTwo() {
        assertEquals(1, upTo(1).median());
        assertEquals(1.5, upTo(2).median());
        assertEquals(3, upTo(5).median());
        assertEquals(50.5, upTo(100).median());
    }

    @Test
    void nineOfTenCallsTakeNoLongerThanTheP90() {
        assertEquals(1, upTo(1).p90());
        assertEquals(9, upTo(10).p90());
        assertEquals(10, upTo(11).p90());
        assertEquals(90, upTo(100).p90());
        assertEquals(91, upTo(101).p90());
    }

    @Test
    void theP99NeedsAsManyCallsAsItTakesToBeSureOfIt() {
        assertEquals(Latencies.CALLS_FOR_P99, (int) Math.ceil(Math.log(0.01) / Math.log(0.99)));
        assertEquals(OptionalDouble.empty(), upTo(458).p99());
        assertEquals(OptionalDouble.of(455), upTo(459).p99());
        assertEquals(OptionalDouble.of(990), upTo(1000).p99());
    }

    @Test
    void callsAreCounted() {
        assertEquals(12, upTo(12).count());
    }
}
