package io.github.resnetv2.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resnetv2.model.Parameter.Role;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Architectures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialValuesTest {
    /** A false alarm by chance once in two billion, were the seed not fixed. */
    private static final double DEVIATIONS = 6;

    private static Network resnet18(long seed) {
        return Network.assemble(Architecture.reference(18, 10), new InitialValues(seed));
    }

    /** PyTorch's {@code kaiming_uniform_(a=sqrt(5))}: within {@code 1 / sqrt(fanIn)}, variance {@code 1 / (3 fanIn)}. */
    @ParameterizedTest
    @CsvSource({
        "conv1.weight, 147",
        "layer1.0.conv1.weight, 576",
        "layer2.0.downsample.0.weight, 64",
        "layer4.1.conv2.weight, 4608",
        "fc.weight, 512",
    })
    void weightsAreUniformWithinPyTorchsBounds(String name, int fanIn) {
        float[] values = resnet18(1).tensors().get(name).toArray();
        float bound = (float) (1 / Math.sqrt(fanIn));
        double deviation = 1 / Math.sqrt(3.0 * fanIn);
        double sum = 0;
        double squares = 0;
        int[] tenths = new int[10];
        for (float value : values) {
            assertTrue(value >= -bound && value <= bound, () -> name + " holds " + value);
            sum += value;
            squares += (double) value * value;
            tenths[Math.min(9, (int) ((value / bound + 1) * 5))]++;
        }
        int n = values.length;
        assertEquals(0, sum / n, DEVIATIONS * deviation / Math.sqrt(n), "mean");
        // The square of a uniform number within b has mean b^2 / 3 and deviation b^2 sqrt(4 / 45).
        double ofSquares = bound * bound * Math.sqrt(4 / 45.0);
        assertEquals(deviation * deviation, squares / n, DEVIATIONS * ofSquares / Math.sqrt(n), "variance");
        for (int count : tenths) {
            assertEquals(n / 10.0, count, DEVIATIONS * Math.sqrt(n * 0.09), () -> Arrays.toString(tenths));
        }
    }

    @Test
    void biasesHaveTheirLayersBounds() {
        float[] head = resnet18(1).tensors().get("fc.bias").toArray();
        assertSpread(head, 1 / Math.sqrt(512));
        Network keras = Network.assemble(Architectures.of("ResNet50V2", 10), new InitialValues(1));
        assertSpread(keras.tensors().get("conv1.bias").toArray(), 1 / Math.sqrt(147));
        assertSpread(keras.tensors().get("layer1.0.conv3.bias").toArray(), 1 / Math.sqrt(64));
    }

    private static void assertSpread(float[] values, double bound) {
        double largest = 0;
        for (float value : values) {
            assertTrue(Math.abs(value) <= (float) bound);
            largest = Math.max(largest, Math.abs(value));
        }
        assertTrue(largest > bound / 2, "ten values below half the bound: once in a thousand seeds");
    }

    @Test
    void normsAreTheIdentity() {
        Map<String, Tensor> tensors = resnet18(1).tensors();
        assertAll(tensors, "layer3.0.bn2.weight", 1);
        assertAll(tensors, "layer3.0.bn2.bias", 0);
        assertAll(tensors, "layer3.0.bn2.running_mean", 0);
        assertAll(tensors, "layer3.0.bn2.running_var", 1);
    }

    private static void assertAll(Map<String, Tensor> tensors, String name, float value) {
        Tensor tensor = tensors.get(name);
        assertTrue(tensor.isClose(Tensor.full(tensor.shape(), value), 0), name);
    }

    @Test
    void aSeedGivesTheSameNetworkEveryTimeAndAnotherSeedAnother() {
        Map<String, Tensor> first = resnet18(42).tensors();
        Map<String, Tensor> again = resnet18(42).tensors();
        Map<String, Tensor> other = resnet18(43).tensors();
        first.forEach((name, tensor) ->
                assertArrayEquals(tensor.toArray(), again.get(name).toArray(), name));
        assertFalse(Arrays.equals(
                first.get("conv1.weight").toArray(), other.get("conv1.weight").toArray()));
        assertFalse(Arrays.equals(
                first.get("layer1.0.conv1.weight").toArray(),
                first.get("layer1.0.conv2.weight").toArray()));
    }

    /** Splitmix64's numbers of the seed 42, from Python: they change with no version of the library or the JDK. */
    @Test
    void aSeedKeepsItsMeaning() {
        Tensor values = new InitialValues(42).get(new Parameter("w", Shape.of(4), Role.WEIGHT, 1));
        assertArrayEquals(new float[] {0.48312974f, -0.68017924f, -0.44279778f, -0.3116187f}, values.toArray());
    }

    @Test
    void aNewNetworkGivesFiniteLogits() {
        Network network = Network.assemble(
                Architecture.reference(
                        Architecture.Block.BASIC, List.of(1, 1), 8, 3, 10, Architecture.smallImageStem(8)),
                new InitialValues(7));
        for (float logit :
                network.forward(Tensor.full(Shape.of(1, 3, 16, 16), 1)).toArray()) {
            assertTrue(Float.isFinite(logit));
        }
    }
}
