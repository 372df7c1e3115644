package io.github.resnetv2.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.limits.CallCancelledException.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancellationTest {
    @Test
    void byHand() {
        Cancellation cancellation = Cancellation.create();
        assertFalse(cancellation.isCancelled());
        assertNull(cancellation.reason());
        cancellation.cancel();
        cancellation.cancel();
        assertTrue(cancellation.isCancelled());
        assertEquals(Reason.CANCELLED, cancellation.reason());
    }

    @Test
    void aDeadlinePassesByItselfAndStaysPassed() throws InterruptedException {
        long begin = System.nanoTime();
        Cancellation cancellation = Cancellation.after(Duration.ofMillis(30));
        while (!cancellation.isCancelled()) {
            Thread.sleep(1);
        }
        assertTrue(System.nanoTime() - begin >= 30_000_000);
        assertTrue(cancellation.isCancelled());
        assertEquals(Reason.DEADLINE, cancellation.reason());
    }

    @Test
    void theHandMayComeBeforeTheDeadline() {
        Cancellation cancellation = Cancellation.after(Duration.ofHours(1));
        assertFalse(cancellation.isCancelled());
        cancellation.cancel();
        assertEquals(Reason.CANCELLED, cancellation.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT-9223372036854775807S"})
    void noTimeHasPassedAtOnce(String time) {
        assertEquals(Reason.DEADLINE, Cancellation.after(Duration.parse(time)).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT24H", "PT1000000H", "PT1300000H", "PT9223372036854775807S"})
    void longTimesHaveNotPassed(String time) {
        assertFalse(Cancellation.after(Duration.parse(time)).isCancelled());
    }

    @Test
    void theMessageSaysWhyAndWhere() {
        CallCancelledException early = new CallCancelledException(Reason.DEADLINE);
        assertEquals("the deadline has passed before the first step", early.getMessage());
        assertEquals(0, early.step());
        assertEquals(0, early.steps());
        CallCancelledException late = new CallCancelledException(Reason.INTERRUPTED, 12, 53, "layer2.0.conv1");
        assertEquals("interrupted in step 12 of 53 (layer2.0.conv1)", late.getMessage());
        assertEquals(Reason.INTERRUPTED, late.reason());
        assertEquals(12, late.step());
        assertEquals(53, late.steps());
    }
}
