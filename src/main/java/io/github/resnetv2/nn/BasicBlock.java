package io.github.resnetv2.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pre-activation residual block of two 3x3 convolutions, used in depths 18 and 34.
 *
 * <p>He et al., "Identity Mappings in Deep Residual Networks", arXiv 1603.05027, figure 4(e).
 *
 * @param bn1 norm of the input
 * @param conv1 3x3, carries the block's stride
 * @param bn2 norm between the convolutions; {@link Identity} where it was folded into conv1
 * @param conv2 3x3
 * @param shortcut the way around
 */
public record BasicBlock(Layer bn1, Conv2d conv1, Layer bn2, Conv2d conv2, Shortcut shortcut) implements Composite {
    private static final ReLU RELU = new ReLU();

    @Override
    public <V> V wire(Wiring<V> w, V x) {
        V preactivation = w.apply("relu", RELU, w.apply("bn1", bn1, x));
        V y = w.apply("conv1", conv1, preactivation);
        y = w.apply("relu", RELU, w.apply("bn2", bn2, y));
        y = w.apply("conv2", conv2, y);
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
        if (shortcut.projection() != null) {
            children.put("downsample", shortcut.projection());
        }
        return Collections.unmodifiableMap(children);
    }
}
