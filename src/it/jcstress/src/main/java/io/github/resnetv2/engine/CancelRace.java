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
    private final Team team = new Team(1);
    private final Team.Member helper = new Team.Member();
    private final Cancellation cancellation = Cancellation.create();
    private final int[] begun = new int[4];
    private final int[] ended = new int[4];
    private final int[] next = new int[4];
    private volatile int number;

    @Actor
    public void caller(ZII_Result r) {
        team.begin(cancellation);
        team.seat(1, helper);
        number = team.call();
        r.r1 = team.run(4, (part, place) -> {
            begun[part]++;
            if (part == 1) {
                cancellation.cancel();
            }
            ended[part]++;
        });
        r.r2 = sum(begun) - sum(ended);
        team.close();
        team.begin(null);
        team.run(4, (part, place) -> next[part]++);
        r.r3 = sum(next);
        team.close();
    }

    @Actor
    public void helper() {
        while (number == 0) {
            Thread.onSpinWait();
        }
        team.help(helper, number, 1);
    }

    private static int sum(int[] values) {
        return values[0] + values[1] + values[2] + values[3];
    }
}
