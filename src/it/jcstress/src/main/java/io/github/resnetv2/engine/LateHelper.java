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
    private final Pair pair = new Pair();
    private final int[] places = new int[2];

    @Actor
    public void caller(II_Result r) {
        pair.team.begin(null);
        pair.send();
        pair.team.close();
        pair.team.begin(null);
        pair.team.run(3, (part, place) -> places[place]++);
        r.r1 = places[1];
        r.r2 = places[0];
        pair.team.close();
    }

    @Actor
    public void helper() {
        pair.help();
    }
}
