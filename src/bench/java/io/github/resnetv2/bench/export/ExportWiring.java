package io.github.resnetv2.bench.export;

import io.github.resnetv2.nn.AdaptiveAvgPool2d;
import io.github.resnetv2.nn.BatchNorm2d;
import io.github.resnetv2.nn.Composite;
import io.github.resnetv2.nn.Conv2d;
import io.github.resnetv2.nn.Identity;
import io.github.resnetv2.nn.Layer;
import io.github.resnetv2.nn.Linear;
import io.github.resnetv2.nn.MaxPool2d;
import io.github.resnetv2.nn.ReLU;
import io.github.resnetv2.nn.Wiring;
import io.github.resnetv2.tensor.Pooling;

/**
 * Reads the dataflow of a network to write it down elsewhere: what flows are the names of values. Knows the layers of
 * He et al.'s form, which all standard depths have.
 */
abstract class ExportWiring implements Wiring<String> {
    private String path = "";

    /** The path of the layer at hand, {@code layer1.0.conv1}, or of the composite where values are added. */
    final String path() {
        return path;
    }

    @Override
    public final String apply(String name, Layer layer, String x) {
        String outer = path;
        path = outer.isEmpty() ? name : outer + "." + name;
        try {
            return layer instanceof Composite composite ? composite.wire(this, x) : write(layer, x);
        } finally {
            path = outer;
        }
    }

    private String write(Layer layer, String x) {
        if (layer instanceof Conv2d conv) {
            return convolution(conv, x);
        } else if (layer instanceof BatchNorm2d norm) {
            return norm(norm, x);
        } else if (layer instanceof ReLU) {
            return relu(x);
        } else if (layer instanceof MaxPool2d pool && pool.border() == Pooling.Border.NEGATIVE_INFINITY) {
            return maxPool(pool, x);
        } else if (layer instanceof AdaptiveAvgPool2d) {
            return globalPool(x);
        } else if (layer instanceof Linear linear) {
            return linear(linear, x);
        } else if (layer instanceof Identity) {
            return x;
        }
        throw new IllegalArgumentException(path + ": expected a layer of the standard networks, found " + layer);
    }

    @Override
    public final String output(String name, String x) {
        return x;
    }

    abstract String convolution(Conv2d layer, String x);

    abstract String norm(BatchNorm2d layer, String x);

    abstract String relu(String x);

    abstract String maxPool(MaxPool2d layer, String x);

    /** The mean of each map: {@code [N, C, 1, 1]}. */
    abstract String globalPool(String x);

    abstract String linear(Linear layer, String x);
}
