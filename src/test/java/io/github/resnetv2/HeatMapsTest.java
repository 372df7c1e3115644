package io.github.resnetv2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.resnetv2.family.Presets;
import io.github.resnetv2.image.HeatMap;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.image.RgbImage;
import io.github.resnetv2.image.SeenArea;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;
import io.github.resnetv2.testing.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heat maps of files of every family: they add up to the logits. */
class HeatMapsTest {
    private static final Preprocessing CIFAR = Presets.byName("cifar10");

    private static ResNetV2 load(String file) throws IOException {
        return ResNetV2.load(Golden.path("files/" + file));
    }

    private static RgbImage photo() throws IOException {
        return ImageDecoder.DEFAULT.decode(Golden.path("images/coffee.jpg"));
    }

    /**
     * The engine's logit is the head applied to the mean of the map, in single precision: a rounding for each of C
     * channels and each of the cells, relative to the sum of the magnitudes. The map's own values are rounded once.
     */
    @ParameterizedTest
    @CsvSource({
        "reference-small18.safetensors, 64",
        "reference-small50-opset12.onnx, 96",
        "timm-small50d.safetensors, 70",
        "timm-small50gn.safetensors, 64",
        "timm-smallbit.safetensors, 64",
        "mxnet-small18.params, 64",
        "keras-small50.keras, 97",
        "zoo7-small50.onnx, 32",
        "cifar-small18.safetensors, 32",
        "cifar-small50-opset12.onnx, 32"
    })
    void theMeanPlusTheBiasIsTheLogit(String file, int size) throws IOException {
        ResNetV2 model = load(file);
        Preprocessing preprocessing = CIFAR.withSize(size);
        Classifier classifier = Classifier.of(model, preprocessing, List.of());
        RgbImage photo = photo();
        Tensor map = model.outputs(preprocessing.apply(photo), "map").get("map");
        float[] logits = model.forward(preprocessing.apply(photo)).toArray();
        Tensor weight = model.stateDict().get("fc.weight").toTensor();
        Tensor bias = model.stateDict().get("fc.bias").toTensor();
        int channels = map.shape().size(1);
        int cells = map.shape().size(2) * map.shape().size(3);
        for (int k = 0; k < logits.length; k++) {
            HeatMap heat = classifier.heatMap(photo, k);
            assertEquals(map.shape().size(3), heat.width());
            assertEquals(map.shape().size(2), heat.height());
            double sum = 0;
            for (float value : heat.toArray()) {
                sum += value;
            }
            double magnitude = Math.abs(bias.get(k));
            for (int c = 0; c < channels; c++) {
                double mean = 0;
                for (float value : map.slice(1, c, c + 1).contiguous().toArray()) {
                    mean += Math.abs(value) / (double) cells;
                }
                magnitude += Math.abs(weight.get(k, c)) * mean;
            }
            double tolerance = (channels + cells + 2) * Math.ulp(1f) / 2 * magnitude;
            assertEquals(logits[k], sum / cells + bias.get(k), tolerance, file + ", class " + k);
        }
    }

    @Test
    void anExplanationIsTheClassificationAndTheMapOfItsBestClass() throws IOException {
        Classifier classifier = Classifier.of(load("timm-small18.safetensors"), CIFAR.withSize(64), List.of());
        RgbImage photo = photo();
        Explanation explanation = classifier.explain(photo, 2);
        assertEquals(classifier.classify(photo, 2), explanation.predictions());
        HeatMap expected =
                classifier.heatMap(photo, explanation.predictions().get(0).index());
        assertArrayEquals(expected.toArray(), explanation.heatMap().toArray());
        assertEquals(expected.area(), explanation.heatMap().area());
    }

    @Test
    void aMapOfALayerIsTheRootMeanSquareOfItsChannels() throws IOException {
        ResNetV2 model = load("reference-small18.safetensors");
        Classifier classifier = Classifier.of(model, CIFAR.withSize(64), List.of());
        Tensor layer =
                model.outputs(CIFAR.withSize(64).apply(photo()), "layer2").get("layer2");
        HeatMap map = classifier.layerMap(photo(), "layer2");
        assertEquals(Shape.of(1, 8, 8, 8), layer.shape());
        assertEquals(8, map.width());
        double squares = 0;
        for (int c = 0; c < 8; c++) {
            squares += Math.pow(layer.get(0, c, 3, 5), 2);
        }
        assertEquals(Math.sqrt(squares / 8), map.get(5, 3), Math.ulp(map.get(5, 3)));
    }

    @Test
    void thePlaceInThePhotoIsWhatTheNetworkSaw() throws IOException {
        Classifier classifier = Classifier.of(load("timm-small18.safetensors"), CIFAR.withSize(64), List.of());
        RgbImage photo = RgbImage.ofRgb(400, 300, new byte[3 * 400 * 300]);
        // The shorter side becomes 64, the longer one 85, of which the middle 64 are cut out from 10.5, rounded to 10.
        assertEquals(
                new SeenArea(10.0 / 85, 0, 64.0 / 85, 1),
                classifier.heatMap(photo, 0).area());
    }

    @Test
    void aPoolThatLeavesOutCellsIsRefused() throws IOException {
        Classifier classifier = Classifier.of(load("cifar-small18.safetensors"), CIFAR.withSize(40), List.of());
        assertEquals(
                "heat map: this network pools 4 x 4 cells, so expected a last map of 4 x 4, found 5 x 5",
                assertThrows(IllegalArgumentException.class, () -> classifier.heatMap(photo(), 0))
                        .getMessage());
    }

    @Test
    void whatIsNotThereIsRefused() throws IOException {
        Classifier classifier = Classifier.of(load("reference-small18.safetensors"), CIFAR, List.of());
        int classes = load("reference-small18.safetensors").architecture().classes();
        assertEquals(
                "class: expected 0 to " + (classes - 1) + ", found " + classes,
                assertThrows(IllegalArgumentException.class, () -> classifier.heatMap(photo(), classes))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> classifier.heatMap(photo(), -1));
        assertThrows(IllegalArgumentException.class, () -> classifier.explain(photo(), 0));
        assertEquals(
                "layer: expected an output with rows and columns, found features",
                assertThrows(IllegalArgumentException.class, () -> classifier.layerMap(photo(), "features"))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> classifier.layerMap(photo(), "layer9"));
    }

    @Test
    void theDemosCatIsInTheMiddle() throws IOException {
        Path demo = Path.of(System.getProperty("basedir", "."), "src", "demo");
        Classifier classifier = Classifier.of(ResNetV2.load(demo.resolve("cifar10.safetensors")));
        HeatMap map = classifier
                .explain(ImageDecoder.DEFAULT.decode(demo.resolve("cat.jpg")), 1)
                .heatMap();
        assertEquals("HeatMap 4 x 4", map.toString());
        float middle = map.get(1, 1) + map.get(2, 1) + map.get(1, 2) + map.get(2, 2);
        float corners = map.get(0, 0) + map.get(3, 0) + map.get(0, 3) + map.get(3, 3);
        assertEquals(1, Math.signum(middle - corners));
    }
}
