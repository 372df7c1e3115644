package io.github.resnetv2.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A caller and a helper share two regions, the second of which reads what the first wrote: each part is done once, and the
 * caller sees what was written wherever it was done.
 */
@JCStressTest
@Outcome(id = "3, 30, 4", expect = Expect.ACCEPTABLE, desc = "Every part was done once and seen.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A part was lost, done twice, or not seen.")
@State
public class HandOver {
    private final Pair pair = new Pair();
    private final int[] first = new int[2];
    private final int[] second = new int[2];
    private final int[] times = new int[4];

    @Actor
    public void caller(III_Result r) {
        pair.team.begin(null);
        pair.send();
        pair.team.run(2, (part, place) -> {
            first[part] += part + 1;
            times[part]++;
        });
        pair.team.run(2, (part, place) -> {
            second[part] = 10 * first[1 - part];
            times[2 + part]++;
        });
        r.r1 = first[0] + first[1];
        r.r2 = second[0] + second[1];
        r.r3 = times[0] + times[1] + times[2] + times[3];
        pair.team.close();
    }

    @Actor
    public void helper() {
        pair.help();
    }
}
