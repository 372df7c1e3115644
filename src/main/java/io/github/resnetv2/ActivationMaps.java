package io.github.resnetv2;

import io.github.resnetv2.image.HeatMap;
import io.github.resnetv2.image.SeenArea;
import io.github.resnetv2.model.Architecture.HeadPool;
import io.github.resnetv2.tensor.Shape;
import io.github.resnetv2.tensor.Tensor;

/** Makes one map of the many channels of a layer's output {@code [1, C, H, W]}; sums are rounded once, at the end. */
final class ActivationMaps {
    private ActivationMaps() {}

    /**
     * What each cell of the last map gives to a logit, times the number of cells: the mean plus the bias is the logit.
     *
     * @param weight of the head, {@code [classes, C]}
     * @throws IllegalArgumentException if the pool leaves cells out, so that they are not all equal
     */
    static HeatMap ofClass(Tensor map, Tensor weight, int classIndex, HeadPool pool, SeenArea area) {
        Shape shape = map.shape();
        if (pool == HeadPool.AVERAGE_4 && (shape.size(2) != 4 || shape.size(3) != 4)) {
            throw new IllegalArgumentException(
                    "heat map: this network pools 4 x 4 cells, so expected a last map of 4 x 4," + " found "
                            + shape.size(2) + " x " + shape.size(3));
        }
        float[] weights = weight.select(0, classIndex).toArray();
        float[] activations = map.toArray();
        int cells = shape.size(2) * shape.size(3);
        double[] sums = new double[cells];
        for (int c = 0; c < weights.length; c++) {
            for (int i = 0; i < cells; i++) {
                sums[i] += (double) weights[c] * activations[c * cells + i];
            }
        }
        return map(shape, sums, area);
    }

    /** How active each place of a layer is: the root of the mean of the squares of its channels. */
    static HeatMap ofLayer(Tensor output, SeenArea area) {
        Shape shape = output.shape();
        float[] activations = output.toArray();
        int cells = shape.size(2) * shape.size(3);
        double[] means = new double[cells];
        for (int i = 0; i < activations.length; i++) {
            means[i % cells] += (double) activations[i] * activations[i] / shape.size(1);
        }
        for (int i = 0; i < cells; i++) {
            means[i] = Math.sqrt(means[i]);
        }
        return map(shape, means, area);
    }

    private static HeatMap map(Shape shape, double[] values, SeenArea area) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return HeatMap.of(shape.size(3), shape.size(2), rounded, area);
    }
}
