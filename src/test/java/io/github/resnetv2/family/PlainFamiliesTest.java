package io.github.resnetv2.family;

import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.FamilyNetworksSuite;
import io.github.resnetv2.testing.Outputs;
import java.util.Map;

/** The families' networks on the plain path. */
class PlainFamiliesTest extends FamilyNetworksSuite {
    @Override
    protected Map<String, Tensor> run(Network network, Tensor x) {
        return Outputs.of(network, x);
    }
}
