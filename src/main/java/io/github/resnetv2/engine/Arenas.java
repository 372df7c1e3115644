package io.github.resnetv2.engine;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arenas of an engine that no call uses at the moment. Not more than there are plans, or processors; the one that was
 * not used for longest gives way.
 *
 * <p>They are held softly: the collector takes them when they have not been used for a while, the sooner the fuller the heap
 * is, and all of them before memory runs out. So there is no clock to keep, and nobody has to close anything.
 */
final class Arenas {
    private static final int MOST = Math.max(Engine.PLANS, Runtime.getRuntime().availableProcessors());

    /** The one that was used last comes last. */
    private final List<SoftReference<Plan.Run>> idle = new ArrayList<>(MOST);

    /** An arena for a call of so many threads: one that is there, or a new one. */
    Plan.Run take(Plan plan, int threads) {
        Plan.Run run = find(plan, threads);
        return run == null ? plan.new Run(threads) : run;
    }

    private Plan.@Nullable Run find(Plan plan, int threads) {
        synchronized (idle) {
            for (int i = idle.size() - 1; i >= 0; i--) {
                Plan.Run run = idle.get(i).get();
                if (run == null) {
                    idle.remove(i);
                } else if (run.plan() == plan && run.call.threads() == threads) {
                    idle.remove(i);
                    return run;
                }
            }
        }
        return null;
    }

    /** Puts an arena back for the next call. */
    void giveBack(Plan.Run run) {
        synchronized (idle) {
            if (idle.size() == MOST) {
                idle.remove(0);
            }
            idle.add(run.reference);
        }
    }

    /** Lets go of the arenas of a plan that is no longer kept. */
    void drop(Plan plan) {
        synchronized (idle) {
            idle.removeIf(each -> {
                Plan.Run run = each.get();
                return run == null || run.plan() == plan;
            });
        }
    }
}
