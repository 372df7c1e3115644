package io.github.resnetv2.events;

import io.github.resnetv2.tensor.Shape;
import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** As it stands in a recording. */
@Name("io.github.resnetv2.Plan")
@Label("Plan")
@Description("The network was compiled for an input shape and a set of outputs, and weights were packed")
@Category("ResNetV2")
final class PlanEvent extends Event implements Events.Plan {
    /** Never begun; only to ask whether anybody records. */
    private static final PlanEvent PROBE = new PlanEvent();

    @Label("Input")
    @Description("Shape [N, C, H, W]")
    @Nullable
    String input;

    @Label("Outputs")
    @Nullable
    String outputs;

    @Label("Kernels")
    @Nullable
    String kernels;

    @Label("Steps")
    int steps;

    @Label("Arena")
    @Description("Working memory of each call")
    @DataAmount
    long arenaBytes;

    private PlanEvent() {}

    static Events.@Nullable Plan begun() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        PlanEvent event = new PlanEvent();
        event.begin();
        return event;
    }

    @Override
    public void end(Shape shape, List<String> names, String loops, int count, long bytes) {
        end();
        if (shouldCommit()) {
            input = shape.toString();
            outputs = String.join(", ", names);
            kernels = loops;
            steps = count;
            arenaBytes = bytes;
            commit();
        }
    }
}
