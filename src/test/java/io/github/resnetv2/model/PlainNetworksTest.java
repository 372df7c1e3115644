package io.github.resnetv2.model;

import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Outputs;
import io.github.resnetv2.testing.ReferenceNetworksSuite;
import java.util.Map;

/** The plain path. */
class PlainNetworksTest extends ReferenceNetworksSuite {
    @Override
    protected Map<String, Tensor> run(Network network, Tensor x) {
        return Outputs.of(network, x);
    }
}
