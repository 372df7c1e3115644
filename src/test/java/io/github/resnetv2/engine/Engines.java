package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.kernel.KernelSelection;
import io.github.resnetv2.kernel.Kernels;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Engines for tests, and runs that would show the use of memory which nobody wrote. */
final class Engines {
    private Engines() {}

    /** With the kernels of this process, on one thread. */
    static Engine of(Network network, boolean exact) {
        return of(network, KernelSelection.current().kernels(), exact);
    }

    /** On one thread. */
    static Engine of(Network network, Kernels kernels, boolean exact) {
        return new Engine(network, network.architecture().parameterCount(), kernels, Limits.DEFAULT, 1, exact);
    }

    /** Runs in an arena full of NaN. */
    static Map<String, Tensor> run(Engine engine, Tensor x, List<String> names) {
        Plan plan = engine.plan(x.shape(), names);
        Plan.Run run = engine.arenas().take(plan, engine.places());
        Arrays.fill(run.call.x, Float.NaN);
        engine.arenas().giveBack(run);
        return engine.run(x, names);
    }

    /** Fails unless both have the same names, shapes and bits. */
    static void assertSameBits(Map<String, Tensor> expected, Map<String, Tensor> found, String what) {
        assertEquals(expected.keySet(), found.keySet(), what);
        expected.forEach((name, tensor) -> {
            assertEquals(tensor.shape(), found.get(name).shape(), () -> what + ": " + name);
            assertTrue(
                    Arrays.equals(tensor.toArray(), found.get(name).toArray()),
                    () -> what + ": " + name + " has other bits");
        });
    }
}
