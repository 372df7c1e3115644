package io.github.resnetv2.engine;

import io.github.resnetv2.kernel.KernelSelection;
import io.github.resnetv2.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Two callers take an arena, write to it, read it again and put it back, in a stock that held one. */
@JCStressTest
@Outcome(id = "true, true, true", expect = Expect.ACCEPTABLE, desc = "Each had an arena of its own.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Two calls had one arena at the same time, or one is in the stock twice.")
@State
public class ArenaPool {
    private final Plan plan = new Plan(
            KernelSelection.of("scalar").kernels(), Shape.of(1, 1, 1, 1), 0, 16, List.of(), Map.of());

    private final Arenas arenas = new Arenas();

    public ArenaPool() {
        arenas.giveBack(arenas.take(plan, 1));
    }

    @Actor
    public void one(ZZZ_Result r) {
        r.r1 = isAlone(1);
    }

    @Actor
    public void other(ZZZ_Result r) {
        r.r2 = isAlone(2);
    }

    @Arbiter
    public void end(ZZZ_Result r) {
        r.r3 = arenas.take(plan, 1) != arenas.take(plan, 1);
    }

    private boolean isAlone(float mark) {
        Plan.Run run = arenas.take(plan, 1);
        boolean alone = true;
        for (int i = 0; i < 20; i++) {
            run.call.x[0] = mark;
            Thread.onSpinWait();
            alone &= run.call.x[0] == mark;
        }
        arenas.giveBack(run);
        return alone;
    }
}
