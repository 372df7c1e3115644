package io.github.resnetv2.events;

import io.github.resnetv2.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Begins the events of this library. Each method gives null, and allocates nothing, unless Flight Recorder is there and
 * somebody records that event.
 */
public final class Events {
    private static final boolean RECORDER =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Events() {}

    /** A model is being loaded. */
    public interface Load {
        /**
         * It is loaded.
         *
         * @param source the file's name
         * @param format of the file
         * @param network family and variant
         * @param parameters how many
         */
        void end(String source, String format, String network, long parameters);
    }

    /** A plan is being made. */
    public interface Plan {
        /**
         * It is made.
         *
         * @param input the shape it is for
         * @param outputs the values it gives
         * @param kernels the inner loops it uses
         * @param steps how many
         * @param arenaBytes what each call takes
         */
        void end(Shape input, List<String> outputs, String kernels, int steps, long arenaBytes);
    }

    /** A call is running. */
    public interface Forward {
        /**
         * It ended.
         *
         * @param input the shape
         * @param threads how many could take part: the caller and the helpers lent to it, or asked of an executor
         * @param completed false if it was cancelled or failed
         */
        void end(Shape input, int threads, boolean completed);
    }

    /**
     * A load begins.
     *
     * @return to be ended, or null
     */
    public static @Nullable Load load() {
        return RECORDER ? LoadEvent.begun() : null;
    }

    /**
     * The making of a plan begins.
     *
     * @return to be ended, or null
     */
    public static @Nullable Plan plan() {
        return RECORDER ? PlanEvent.begun() : null;
    }

    /**
     * A call begins.
     *
     * @return to be ended, or null
     */
    public static @Nullable Forward forward() {
        return RECORDER ? ForwardEvent.begun() : null;
    }
}
