package io.github.resnetv2.events;

import io.github.resnetv2.tensor.Shape;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** As it stands in a recording. */
@Name("io.github.resnetv2.Forward")
@Label("Forward")
@Description("A call of a network, from the moment its input was in place")
@Category("ResNetV2")
@StackTrace(false)
final class ForwardEvent extends Event implements Events.Forward {
    /** Never begun; only to ask whether anybody records. */
    private static final ForwardEvent PROBE = new ForwardEvent();

    @Label("Input")
    @Description("Shape [N, C, H, W]")
    @Nullable
    String input;

    @Label("Threads")
    @Description("How many could take part: the caller and the helpers lent to it, or asked of an executor")
    int threads;

    @Label("Completed")
    @Description("False if the call was cancelled or failed")
    boolean completed;

    private ForwardEvent() {}

    static Events.@Nullable Forward begun() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        ForwardEvent event = new ForwardEvent();
        event.begin();
        return event;
    }

    @Override
    public void end(Shape shape, int count, boolean success) {
        end();
        if (shouldCommit()) {
            input = shape.toString();
            threads = count;
            completed = success;
            commit();
        }
    }
}
