package io.github.resnetv2.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PoissonArrivalsTest {
    private static final int ARRIVALS = 100_000;

    /** Mean and standard deviation of exponential gaps are the same; of so many, their estimates err by less than 2 %. */
    @Test
    void gapsAreExponential() {
        PoissonArrivals arrivals = new PoissonArrivals(50, 1);
        double squares = 0;
        long last = 0;
        for (int i = 0; i < ARRIVALS; i++) {
            long next = arrivals.next();
            squares += Math.pow((next - last) / 1e6, 2);
            last = next;
        }
        double mean = last / 1e6 / ARRIVALS;
        assertEquals(20, mean, 0.4);
        assertEquals(20, Math.sqrt(squares / ARRIVALS - mean * mean), 0.4);
    }
}
