package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.events.Events;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording says about this library. */
class EventsTest {
    private static final Path MODEL = Path.of(System.getProperty("basedir", "."), "src/demo/cifar10.safetensors");

    @TempDir
    Path folder;

    @Test
    void aRecordingHoldsTheLoadThePlanAndTheCalls() throws IOException {
        Path file = folder.resolve("recording.jfr");
        Shape input = Shape.of(2, 3, 32, 32);
        String kernels;
        long parameters;
        try (Recording recording = new Recording()) {
            recording.start();
            ResNetV2 model = ResNetV2.load(MODEL).withThreads(1);
            model.forward(Tensor.zeros(input));
            model.forward(Tensor.zeros(input));
            kernels = model.kernels();
            parameters = model.architecture().parameterCount();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);

        RecordedEvent load = named(events, "Load").get(0);
        assertTrue(load.getString("source").endsWith("cifar10.safetensors"));
        assertEquals("SAFETENSORS", load.getString("format").toUpperCase(Locale.ROOT));
        assertEquals(parameters, load.getLong("parameters"));

        RecordedEvent plan = named(events, "Plan").get(0);
        assertEquals("[2, 3, 32, 32]", plan.getString("input"));
        assertEquals("logits", plan.getString("outputs"));
        assertTrue(kernels.contains(plan.getString("kernels")));
        assertTrue(plan.getInt("steps") > 0 && plan.getLong("arenaBytes") > 0);

        List<RecordedEvent> calls = named(events, "Forward");
        assertEquals(2, calls.size());
        for (RecordedEvent call : calls) {
            assertEquals("[2, 3, 32, 32]", call.getString("input"));
            assertEquals(1, call.getInt("threads"));
            assertTrue(call.getBoolean("completed"));
            assertFalse(call.getDuration().isZero());
        }
    }

    @Test
    void nothingIsBegunWhileNobodyRecords() {
        assertNull(Events.load());
        assertNull(Events.plan());
        assertNull(Events.forward());
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.github.resnetv2." + name))
                .toList();
    }
}
