package io.github.resnetv2.engine;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Architecture;
import io.github.resnetv2.model.InitialValues;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Two callers run a model with a shape that it has not seen: one of them makes the plan, both compute the right logits. */
@JCStressTest
@Outcome(id = "true, true, true", expect = Expect.ACCEPTABLE, desc = "Both are right, from one plan.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A plan was seen half-built, or made twice.")
@State
public class PlanPublication {
    private static final List<String> LOGITS = List.of("logits");
    private static final Network NETWORK = Network.assemble(
            Architecture.reference(
                    Architecture.Block.BASIC, List.of(1), 2, 1, 2, Architecture.smallImageStem(2)),
            new InitialValues(1));
    private static final Tensor X = Tensor.zeros(Shape.of(1, 1, 3, 3));
    private static final float[] EXPECTED = NETWORK.forward(X).toArray();

    private final Engine engine =
            Engine.of(NETWORK, NETWORK.architecture().parameterCount(), Limits.DEFAULT).with(1, true);
    private Plan first;
    private Plan second;

    @Actor
    public void one(ZZZ_Result r) {
        r.r1 = isRight();
        first = engine.plan(X.shape(), LOGITS);
    }

    @Actor
    public void other(ZZZ_Result r) {
        r.r2 = isRight();
        second = engine.plan(X.shape(), LOGITS);
    }

    @Arbiter
    public void end(ZZZ_Result r) {
        r.r3 = first == second;
    }

    private boolean isRight() {
        float[] found = engine.run(X, LOGITS).get("logits").toArray();
        return Math.abs(found[0] - EXPECTED[0]) < 1e-5f && Math.abs(found[1] - EXPECTED[1]) < 1e-5f;
    }
}
