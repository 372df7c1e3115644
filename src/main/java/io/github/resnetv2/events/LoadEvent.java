package io.github.resnetv2.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** As it stands in a recording. */
@Name("io.github.resnetv2.Load")
@Label("Model Load")
@Description("A model file was opened, recognised, checked and read")
@Category("ResNetV2")
final class LoadEvent extends Event implements Events.Load {
    /** Never begun; only to ask whether anybody records. */
    private static final LoadEvent PROBE = new LoadEvent();

    @Label("Source")
    @Nullable
    String source;

    @Label("Format")
    @Nullable
    String format;

    @Label("Network")
    @Description("Family and variant")
    @Nullable
    String network;

    @Label("Parameters")
    long parameters;

    private LoadEvent() {}

    static Events.@Nullable Load begun() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        LoadEvent event = new LoadEvent();
        event.begin();
        return event;
    }

    @Override
    public void end(String from, String inFormat, String what, long count) {
        end();
        if (shouldCommit()) {
            source = from;
            format = inFormat;
            network = what;
            parameters = count;
            commit();
        }
    }
}
