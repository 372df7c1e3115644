package io.github.resnetv2.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.kernel.KernelSelection;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.model.Network;
import io.github.resnetv2.nn.AdaptiveAvgPool2d;
import io.github.resnetv2.nn.AvgPool2d;
import io.github.resnetv2.nn.Composite;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.nn.ReLU;
import io.github.resnetv2.nn.Sequential;
import io.github.resnetv2.nn.Wiring;
import io.github.resnetv2.tensor.Pooling.Border;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.tensor.Window;
import io.github.resnetv2.testing.GoldenValues;
import io.github.resnetv2.testing.Layers;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which neighbours become one step. */
class FusionTest {
    @Test
    void aReferenceBlockIsTwoStepsAndItsSumFeedsTheNextNorm() {
        assertEquals(
                List.of(
                        "input -> input",
                        "conv1 + norm + relu -> relu, norm + relu -> layer1.0.relu",
                        "layer1.0.conv1 + norm + relu -> layer1.0.relu",
                        "layer1.0.conv2 + add relu -> layer1.0.add, norm + relu -> layer2.0.relu",
                        "layer2.0.conv1 + norm + relu -> layer2.0.relu",
                        "layer2.0.downsample.0 + norm -> layer2.0.downsample.1",
                        // Nobody needs the last sum itself.
                        "layer2.0.conv2 + add layer2.0.downsample.1 -> , norm + relu -> relu",
                        "avgpool -> avgpool",
                        "flatten -> flatten",
                        "fc -> fc"),
                steps(SmallNetwork.REFERENCE_SMALL_IMAGES, "logits"));
    }

    @Test
    void aShortcutFromThePreactivationReadsWhatTheNormMade() {
        assertEquals(
                List.of(
                        "input -> input",
                        "conv1 + maxpool -> , norm + relu -> layer1.0.relu",
                        "layer1.0.conv1 + norm + relu -> layer1.0.relu",
                        "layer1.0.conv2 + norm + relu -> layer1.0.relu",
                        "layer1.0.downsample.0 -> layer1.0.downsample.0",
                        "layer1.0.conv3 + add layer1.0.downsample.0 -> , norm + relu -> layer2.0.relu"),
                steps(SmallNetwork.TIMM, "logits").subList(0, 6));
    }

    @Test
    void valuesThatAreAskedForAreStoredBesideTheNormBehindThem() {
        List<String> steps = steps(SmallNetwork.TIMM, "stem", "layer1", "logits");
        assertEquals("conv1 + maxpool -> maxpool, norm + relu -> layer1.0.relu", steps.get(1));
        assertEquals(
                "layer1.0.conv3 + add layer1.0.downsample.0 -> layer1.0.add, norm + relu -> layer2.0.relu",
                steps.get(5));
    }

    @Test
    void groupNormsAreStepsOfTheirOwn() {
        assertEquals(
                List.of(
                        "input -> input",
                        "conv1 -> conv1",
                        "bn1 + relu -> relu",
                        "layer1.0.bn1 + relu -> layer1.0.relu",
                        "layer1.0.conv1 -> layer1.0.conv1",
                        "layer1.0.bn2 + relu -> layer1.0.relu",
                        "layer1.0.conv2 + add relu -> layer1.0.add",
                        "bn_last + relu -> relu",
                        "avgpool -> avgpool",
                        "flatten -> flatten",
                        "fc -> fc"),
                steps(SmallNetwork.GROUPS_BELOW_A_BLOCK, "logits"));
    }

    @Test
    void aNormOnThePictureIsDoneWhenItIsCopied() {
        assertEquals(
                List.of(
                        "input -> , norm -> bn_data",
                        "conv1 + norm + relu + maxpool -> maxpool, norm + relu -> layer1.0.relu"),
                steps(SmallNetwork.GLUON, "logits").subList(0, 2));
    }

    @Test
    void whatNobodyAskedForIsNotComputed() {
        List<String> features = steps(SmallNetwork.REFERENCE_SMALL_IMAGES, "features");
        assertEquals("flatten -> flatten", features.get(features.size() - 1));
        assertEquals(
                List.of(
                        "input -> input",
                        "conv1 + norm + relu -> relu, norm + relu -> layer1.0.relu",
                        "layer1.0.conv1 + norm + relu -> layer1.0.relu",
                        "layer1.0.conv2 + add relu -> layer1.0.add"),
                steps(SmallNetwork.REFERENCE_SMALL_IMAGES, "layer1"));
        assertEquals(
                List.of("input -> input", "conv1 + norm + relu -> relu"),
                steps(SmallNetwork.REFERENCE_SMALL_IMAGES, "stem"));
    }

    /** Layers in orders that no published network has: whatever is joined, the values are those of the plain path. */
    @Test
    void layersInAnyOrderGiveThePlainPathsValues() {
        Layer norm = Layers.batchNorm("a", 8);
        Layer groups = Layers.groupNorm("b", 4, 8);
        Layer convolution = Layers.convolution("c", 8, 8, 3, 1);
        Layer relu = new ReLU();
        Layer max = new MaxPool2d(Window.square(3, 2, 1), Border.NEGATIVE_INFINITY);
        Layer mean = new AvgPool2d(Window.square(2, 2, 0), false, true);
        List<Layer> kinds = List.of(norm, groups, convolution, relu, max, mean);
        for (Layer first : kinds) {
            for (Layer second : kinds) {
                for (Layer third : kinds) {
                    assertClose(Sequential.of(first, second, third));
                    assertClose(Sequential.of(convolution, first, second, third, new AdaptiveAvgPool2d()));
                }
            }
        }
        assertClose(Sequential.of(new AdaptiveAvgPool2d(), norm, relu, norm));
    }

    /** Bands of pooled rows that begin in one image and end in the next, and windows that leave lines out or share them. */
    @Test
    void aStemIsPooledBandByBand() {
        Tensor x = GoldenValues.input(3, 3, 37, 41);
        Layer norm = Layers.batchNorm("a", 20);
        for (int stride = 1; stride <= 2; stride++) {
            Layer stem = Layers.convolution("stem", 3, 20, 7, stride);
            for (Window window : List.of(
                    Window.square(3, 2, 1),
                    Window.square(2, 2, 0),
                    Window.square(3, 3, 0),
                    Window.square(1, 3, 0),
                    Window.square(5, 1, 2),
                    new Window(3, 2, 4, 1, new Window.Padding(0, 1, 1, 1), 2, 1))) {
                for (Border border : Border.values()) {
                    Layer pool = new MaxPool2d(window, border);
                    assertClose(Sequential.of(stem, pool), x);
                    assertClose(Sequential.of(stem, norm, new ReLU(), pool, norm, new ReLU()), x);
                }
            }
        }
    }

    @Test
    void sumsOfAnyTwoValuesGiveThePlainPathsValues() {
        Conv2d convolution = Layers.convolution("c", 8, 8, 3, 1);
        Layer norm = Layers.batchNorm("a", 8);
        Layer relu = new ReLU();
        assertClose(wired(new Dataflow() {
            @Override
            public <V> V of(Wiring<V> w, V x) {
                V left = w.apply("left", relu, x);
                return w.apply("after", norm, w.add(left, w.apply("right", norm, x)));
            }
        }));
        assertClose(wired(new Dataflow() {
            @Override
            public <V> V of(Wiring<V> w, V x) {
                V left = w.apply("left", convolution, x);
                V sum = w.add(left, w.apply("right", convolution, x));
                return w.apply("after", relu, w.add(sum, left));
            }
        }));
        assertClose(wired(new Dataflow() {
            @Override
            public <V> V of(Wiring<V> w, V x) {
                V y = w.apply("first", convolution, x);
                return w.add(w.add(y, w.apply("norm", norm, y)), w.apply("other", norm, w.apply("relu", relu, y)));
            }
        }));
    }

    @Test
    void groupedConvolutionsAreRefused() {
        Conv2d grouped = new Conv2d(
                GoldenValues.parameter("g.weight", Shape.of(8, 4, 3, 3)),
                null,
                Window.square(3, 1, 1),
                2,
                OptionalDouble.empty());
        IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class,
                () -> engine(Sequential.of(grouped)).run(GoldenValues.input(1, 8, 5, 5), List.of("y")));
        assertEquals("0: expected a convolution of 1 group, found 2", thrown.getMessage());
    }

    /**
     * Up to four convolutions of 72 terms: each path is off by sqrt(72 / 6) u of the typical value for each of them (u and the
     * derivation are in {@code testing.GoldenNetwork}), the two together after four by 3.5 sqrt(8) u, which is 6e-7. Each
     * convolution without a norm behind it makes values sqrt(2) times as large, from 1.2 to 4.6, and the largest error of
     * some thousands is 3.5 times the typical one: 1e-5. A group norm of few values, or Winograd's form, may double it.
     */
    private static void assertClose(Composite composite) {
        assertClose(composite, GoldenValues.input(2, 8, 9, 11));
    }

    private static void assertClose(Composite composite, Tensor x) {
        Tensor expected = composite.forward(x);
        Tensor found = Engines.run(engine(composite), x, List.of("y")).get("y");
        assertEquals(expected.shape(), found.shape(), composite::toString);
        assertArrayEquals(expected.toArray(), found.toArray(), 2e-5f, composite::toString);
    }

    private static Engine engine(Composite composite) {
        return new Engine(named(composite), 1000, KernelSelection.current().kernels(), Limits.DEFAULT, 1, false);
    }

    private static Composite named(Composite composite) {
        return wired(new Dataflow() {
            @Override
            public <V> V of(Wiring<V> w, V x) {
                return w.output("y", composite.wire(w, x));
            }
        });
    }

    private interface Dataflow {
        <V> V of(Wiring<V> w, V x);
    }

    private static Composite wired(Dataflow dataflow) {
        return new Composite() {
            @Override
            public <V> V wire(Wiring<V> w, V x) {
                return dataflow.of(w, x);
            }

            @Override
            public Map<String, Layer> children() {
                return Map.of();
            }
        };
    }

    private static List<String> steps(SmallNetwork small, String... outputs) {
        Network network = small.network();
        Shape x = Shape.of(2, small.architecture().inputChannels(), 17, 19);
        return Fusion.steps(Recorder.record(network, x, Set.of(outputs))).stream()
                .map(FusionTest::text)
                .toList();
    }

    private static String text(Step step) {
        return step.head().path
                + (step.folded() == null ? "" : " + norm")
                + (step.residual() == null ? "" : " + add " + step.residual().path)
                + (step.relu() ? " + relu" : "")
                + (step.pooled() == null ? "" : " + maxpool")
                + " -> "
                + (step.storePlain() ? step.plain().path : "")
                + (step.second() == null
                        ? ""
                        : ", norm" + (step.nextRelu() ? " + relu" : "") + " -> " + step.second().path);
    }
}
