package io.github.resnetv2.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies where there is room for a single one, which small heaps have. */
class BodiesTest {
    private static final int PIECE = 1 << 16;

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 37 + i / PIECE);
        }
        return bytes;
    }

    private static byte[] read(Bodies bodies, byte[] sent) throws Refusal, IOException, InterruptedException {
        List<byte[]> found = new ArrayList<>();
        bodies.with(null, new ByteArrayInputStream(sent), Deadline.after(Duration.ofMinutes(1)), body -> {
            found.add(body.take());
            return Answer.text("");
        });
        return found.get(0);
    }

    private static String refusal(Bodies bodies, byte[] sent) {
        byte[] answer =
                assertThrows(Refusal.class, () -> read(bodies, sent)).answer().body();
        Json.Obj json = RunningServer.json(new String(answer, StandardCharsets.UTF_8));
        return ((Json.Text) json.find("error").orElseThrow()).value();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1})
    void aBodyOfTheMaximumIsTakenAndOneBeyondItIsTooLarge(int length) throws Exception {
        Bodies bodies = new Bodies(length, length);
        for (int time = 0; time < 3; time++) {
            assertArrayEquals(bytes(length), read(bodies, bytes(length)));
            assertEquals("body: expected at most " + length + " bytes, found more", refusal(bodies, bytes(length + 1)));
        }
    }

    @Test
    void aSecondBodyFindsNoRoomUntilTheFirstIsDone() throws Exception {
        Bodies bodies = new Bodies(PIECE, PIECE);
        Deadline deadline = Deadline.after(Duration.ofMinutes(1));
        bodies.with(null, new ByteArrayInputStream(bytes(PIECE)), deadline, body -> {
            body.take();
            assertEquals("too many bytes are on their way; try again", refusal(bodies, bytes(1)));
            return Answer.text("");
        });
        assertArrayEquals(bytes(1), read(bodies, bytes(1)));
    }

    /** Otherwise a form and the photo in it, or the pieces in which a body came, would take the memory of several. */
    @Test
    void whoTakesABodyAloneHoldsIt() throws Exception {
        Bodies bodies = new Bodies(3 * PIECE, 3 * PIECE);
        InputStream in = new ByteArrayInputStream(bytes(3 * PIECE));
        bodies.with(null, in, Deadline.after(Duration.ofMinutes(1)), body -> {
            WeakReference<byte[]> taken = new WeakReference<>(body.take());
            for (int i = 0; i < 100 && taken.get() != null; i++) {
                System.gc();
                Thread.sleep(10);
            }
            assertTrue(taken.get() == null, "the bytes are still held");
            return Answer.text("");
        });
    }
}
