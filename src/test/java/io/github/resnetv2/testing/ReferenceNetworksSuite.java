package io.github.resnetv2.testing;

import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever runs a network gives PyTorch's numbers: every stage, the features and the logits of the reference form. */
public abstract class ReferenceNetworksSuite {
    /** Runs a network and gives every value that it names. */
    protected abstract Map<String, Tensor> run(Network network, Tensor x);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reference-18-c10-n4-32x32-width16-cifarTrue",
                "reference-18-c10-n3-197x211",
                "reference-18-c1000-n2-224x224",
                "reference-50-c5-n1-65x65-width8-in_channels1",
                "reference-50-c7-n1-160x96",
            })
    void everyStageIsPyTorchs(String label) throws IOException {
        check(label);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "reference-34-c1000-n2-224x224",
                "reference-50-c1000-n2-224x224",
                "reference-101-c1000-n2-224x224",
                "reference-152-c1000-n2-224x224",
            })
    void everyStageOfALargeNetworkIsPyTorchs(String label) throws IOException {
        check(label);
    }

    private void check(String label) throws IOException {
        GoldenNetwork golden = GoldenNetwork.readReference(label);
        golden.check(run(golden.network(), golden.input()));
    }
}
