package io.github.resnetv2.engine;

import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.FamilyNetworksSuite;
import io.github.resnetv2.testing.ReferenceNetworksSuite;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The engine gives the numbers of PyTorch, timm, Keras and MXNet, with Winograd's form and without. */
class RecordedNetworksTest {
    private static Map<String, Tensor> run(Network network, Tensor x, boolean exact) {
        Engine engine = Engine.of(network, network.architecture().parameterCount(), Limits.DEFAULT);
        return engine.with(engine.threads(), exact).run(x, network.outputNames());
    }

    @Nested
    class FastReference extends ReferenceNetworksSuite {
        @Override
        protected Map<String, Tensor> run(Network network, Tensor x) {
            return RecordedNetworksTest.run(network, x, false);
        }
    }

    @Nested
    class ExactReference extends ReferenceNetworksSuite {
        @Override
        protected Map<String, Tensor> run(Network network, Tensor x) {
            return RecordedNetworksTest.run(network, x, true);
        }
    }

    @Nested
    class FastFamilies extends FamilyNetworksSuite {
        @Override
        protected Map<String, Tensor> run(Network network, Tensor x) {
            return RecordedNetworksTest.run(network, x, false);
        }
    }

    @Nested
    @Tag("slow")
    class ExactFamilies extends FamilyNetworksSuite {
        @Override
        protected Map<String, Tensor> run(Network network, Tensor x) {
            return RecordedNetworksTest.run(network, x, true);
        }
    }
}
