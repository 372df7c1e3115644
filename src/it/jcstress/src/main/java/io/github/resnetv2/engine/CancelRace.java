package io.github.resnetv2.engine;

import io.github.resnetv2.limits.Cancellation;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * A call is cancelled in the middle of a region that a caller and a helper share. When the caller has left the region no
 * part of it runs, and the next call of the same team is whole.
 */
@JCStressTest
@Outcome(id = "true, 0, 4", expect = Expect.ACCEPTABLE, desc = "The last part was claimed before anybody saw the end.")
@Outcome(id = "false, 0, 4", expect = Expect.ACCEPTABLE, desc = "The call ended early.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A part still ran, or the next call lost or repeated one.")
@State
public class CancelRace {
    private final Pair pair = new Pair();
    private final Cancellation cancellation = Cancellation.create();
    private final int[] begun = new int[4];
    private final int[] ended = new int[4];
    private final int[] next = new int[4];

    @Actor
    public void caller(ZII_Result r) {
        pair.team.begin(cancellation);
        pair.send();
        r.r1 = pair.team.run(4, (part, place) -> {
            begun[part]++;
            if (part == 1) {
                cancellation.cancel();
            }
            ended[part]++;
        });
        r.r2 = sum(begun) - sum(ended);
        pair.team.close();
        pair.team.begin(null);
        pair.team.run(4, (part, place) -> next[part]++);
        r.r3 = sum(next);
        pair.team.close();
    }

    @Actor
    public void helper() {
        pair.help();
    }

    private static int sum(int[] values) {
        return values[0] + values[1] + values[2] + values[3];
    }
}
