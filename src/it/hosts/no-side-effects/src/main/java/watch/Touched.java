package watch;

import java.util.ArrayList;
import java.util.List;

/** What the platform was asked for. Loaded by the boot loader, so that the platform's own classes can call it. */
public final class Touched {
    private static final List<String> ALL = new ArrayList<>();

    private Touched() {}

    /** Called at the beginning of every watched method, with the method's name. */
    public static void note(String what) {
        synchronized (ALL) {
            ALL.add(what);
        }
    }

    /** What was noted since the last time this was called. */
    public static List<String> take() {
        synchronized (ALL) {
            List<String> taken = List.copyOf(ALL);
            ALL.clear();
            return taken;
        }
    }
}
