package io.github.resnetv2.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.resnetv2.family.Loaded;
import io.github.resnetv2.family.ModelFile;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Full-size networks of the families under their own names are recognised from names and shapes, and whatever runs them
 * gives the numbers of timm, Keras and MXNet: every stage, the features and the logits.
 */
public abstract class FamilyNetworksSuite {
    /** Runs a network and gives every value that it names. */
    protected abstract Map<String, Tensor> run(Network network, Tensor x);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timm-resnetv2_18-n1-224x224",
                "timm-resnetv2_34d-n1-193x225",
                "timm-resnetv2_50-n3-97x131-num_classes10",
                "timm-resnetv2_50t-n1-160x160",
                "timm-resnetv2_50x1_bit-n1-224x224",
                "keras-resnet50v2-c6-n2-75x107",
                "mxnet-resnet34_v2-n1-224x224",
            })
    void everyStageIsItsLibrarys(String label) throws IOException {
        check(label);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "timm-resnetv2_18d-n1-224x224",
                "timm-resnetv2_34-n1-224x224",
                "timm-resnetv2_50-n2-224x224",
                "timm-resnetv2_50d-n1-224x224",
                "timm-resnetv2_50d_gn-n1-224x224",
                "timm-resnetv2_101-n1-224x224",
                "timm-resnetv2_152-n1-160x160",
                "keras-resnet50v2-c1000-n2-224x224",
                "keras-resnet50v2-c1000-n1-299x299",
                "keras-resnet101v2-c1000-n1-224x224",
                "keras-resnet152v2-c1000-n1-160x160",
                "mxnet-resnet18_v2-n2-224x224",
                "mxnet-resnet50_v2-n1-224x224",
                "mxnet-resnet101_v2-n1-160x160",
                "mxnet-resnet152_v2-n1-128x128",
            })
    void everyStageOfTheOthersIsItsLibrarys(String label) throws IOException {
        check(label);
    }

    private void check(String label) throws IOException {
        ForeignNames names = label.startsWith("timm")
                ? ForeignNames.TIMM
                : label.startsWith("keras") ? ForeignNames.KERAS : ForeignNames.GLUON;
        GoldenNetwork golden = GoldenNetwork.read(label, parameter -> {
            throw new AssertionError("the network comes from a file");
        });
        Loaded loaded = ModelFile.load(names.checkpoint(golden.architecture()), Limits.DEFAULT);
        assertEquals(golden.architecture(), loaded.recognition().architecture());
        golden.check(run(loaded.network(), golden.input()));
    }
}
