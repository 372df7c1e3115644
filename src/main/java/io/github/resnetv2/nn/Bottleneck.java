package io.github.resnetv2.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pre-activation residual block of a 1x1, a 3x3 and a 1x1 convolution, used from depth 50 on. The first narrows the
 * channels, the last widens them again.
 *
 * <p>He et al., "Identity Mappings in Deep Residual Networks", arXiv 1603.05027; the stride is on the 3x3, as in PyTorch.
 *
 * @param bn1 norm of the input
 * @param conv1 1x1
 * @param bn2 norm after conv1; {@link Identity} where it was folded into it
 * @param conv2 3x3, carries the block's stride
 * @param bn3 norm after conv2; {@link Identity} where it was folded into it
 * @param conv3 1x1
 * @param shortcut the way around
 */
public record Bottleneck(Layer bn1, Conv2d conv1, Layer bn2, Conv2d conv2, Layer bn3, Conv2d conv3, Shortcut shortcut)
        implements Composite {
    private static final ReLU RELU = new ReLU();

    @Override
    public <V> V wire(Wiring<V> w, V x) {
        V preactivation = w.apply("relu", RELU, w.apply("bn1", bn1, x));
        V y = w.apply("conv1", conv1, preactivation);
        y = w.apply("relu", RELU, w.apply("bn2", bn2, y));
        y = w.apply("conv2", conv2, y);
        y = w.apply("relu", RELU, w.apply("bn3", bn3, y));
        y = w.apply("conv3", conv3, y);
        return w.add(y, shortcut.wire(w, x, preactivation));
    }

    @Override
    public Map<String, Layer> children() {
        Map<String, Layer> children = new LinkedHashMap<>();
        children.put("bn1", bn1);
        children.put("relu", RELU);
        children.put("conv1", conv1);
        children.put("bn2", bn2);
        children.put("conv2", conv2);
        children.put("bn3", bn3);
        children.put("conv3", conv3);
        if (shortcut.projection() != null) {
            children.put("downsample", shortcut.projection());
        }
        return Collections.unmodifiableMap(children);
    }
}
