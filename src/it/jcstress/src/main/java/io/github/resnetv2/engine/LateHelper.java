package io.github.resnetv2.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A helper that was sent to one call comes when the next has begun: it must not touch the work of that one. */
@JCStressTest
@Outcome(id = "0, 3", expect = Expect.ACCEPTABLE, desc = "The caller did everything itself.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A helper took part in a call that it was not sent to, or a part was lost.")
@State
public class LateHelper {
    private final Team team = new Team(1);
    private final Team.Member helper = new Team.Member();
    private final int[] places = new int[2];
    private volatile int number;

    @Actor
    public void caller(II_Result r) {
        team.begin(null);
        team.seat(1, helper);
        number = team.call();
        team.close();
        team.begin(null);
        team.run(3, (part, place) -> places[place]++);
        r.r1 = places[1];
        r.r2 = places[0];
        team.close();
    }

    @Actor
    public void helper() {
        while (number == 0) {
            Thread.onSpinWait();
        }
        team.help(helper, number, 1);
    }
}
