package io.github.resnetv2.cli.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ThisProcessTest {
    /** A program may be called anything. */
    @Test
    void theAgeFollowsFromTheTicksBehindTheName() {
        String stat =
                "814 (a) S 1 (b)) R 813 814 813 0 -1 4194304 100 0 0 0 1 0 0 0 20 0 1 0 123456 9000 200 1844674\n";
        assertEquals(OptionalDouble.of(2000.5 - 1234.56), ThisProcess.age("2000.50 3403.66\n", stat));
    }

    @Test
    void textOfAnotherFormTellsNoAge() {
        assertEquals(OptionalDouble.empty(), ThisProcess.age("2000.50 3403.66\n", "814 (java) R 813"));
        assertEquals(OptionalDouble.empty(), ThisProcess.age("", "814 (java) R 813"));
        String stat = "814 (java) R 813 814 813 0 -1 4194304 100 0 0 0 1 0 0 0 20 0 1 0 x 9000\n";
        assertEquals(OptionalDouble.empty(), ThisProcess.age("2000.50 3403.66\n", stat));
    }

    @Test
    void thePeakIsReadFromItsLine() {
        assertEquals(
                OptionalLong.of(1024 * 190_224L),
                ThisProcess.peak("Name:\tjava\nVmPeak:\t 8777344 kB\nVmHWM:\t  190224 kB\nVmRSS:\t   85164 kB\n"));
        assertEquals(OptionalLong.empty(), ThisProcess.peak("Name:\tjava\n"));
    }

    @Test
    void aMomentKeepsItsAge() throws InterruptedException {
        long moment = System.nanoTime();
        OptionalDouble first = ThisProcess.secondsUntil(moment);
        assumeTrue(first.isPresent(), "the system does not tell when a process was started");
        Thread.sleep(30);
        double again = ThisProcess.secondsUntil(moment).getAsDouble();
        double later = ThisProcess.secondsUntil(moment + 5_000_000_000L).getAsDouble();
        // Linux counts in hundredths of a second; the pauses of a busy machine may come in between.
        assertEquals(first.getAsDouble(), again, 1);
        assertEquals(again + 5, later, 1);
        assertTrue(first.getAsDouble() > 0);
    }
}
